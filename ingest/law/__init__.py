"""What the law does to what is stored: validity that follows the table, mentions of dead law, editions compared."""
