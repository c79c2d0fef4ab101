"""Measures the product through its own doors; nothing in the product imports this."""
