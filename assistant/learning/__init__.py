"""The order of passages learned from decisions, and the ledger of what each decision does."""
