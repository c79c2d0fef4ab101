"""Sample corpus: sources of letters, guidance, lists and dated tables, and the program that renders them."""
