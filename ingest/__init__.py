"""Documents in, searchable chunks out. Knows nothing of users, questions or models."""
