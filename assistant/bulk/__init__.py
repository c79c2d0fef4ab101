"""A sheet of questions and answers, looked at, confirmed and taught row by row; and the same sheet again as an export."""
