"""The index: one contract, chosen by the scheme of `database_url`."""
