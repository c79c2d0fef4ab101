"""A labelled archive of ours: documents in every shape a ministry keeps, and how well the product reads them.

`texts/` has petitions and replies, `documents/` says of each document which texts, which shape and which variations
it has, and what must be found in it. Nothing here stands in the sample corpus. `python -m evals.archive`.
"""
