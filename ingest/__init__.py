"""Documents in, searchable chunks out. Knows nothing of users, questions or models."""

import os

# One question is many small products of matrices: threads that wait for each other cost twice what they save
# (whole retrieval over 129,000 chunks, two cores: 24 ms of processor time with one, 45 with two). numpy reads it once.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
