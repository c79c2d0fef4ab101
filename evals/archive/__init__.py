"""A labelled archive of ours: documents in every shape a ministry keeps, and how well the product reads them.

`texts/` has petitions and replies, `documents/` says of each document which texts, which shape and which variations
it has, and what must be found in it. Nothing here stands in the sample corpus. The facts in the texts are dated and
public; numbers, dates and local figures of the letters are made up, and since texts are dealt out over many letters, one
may quote a fact younger than itself: where the parts of a letter begin and end is what is tested. `python -m evals.archive`.
"""
