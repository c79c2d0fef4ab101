"""What the ministry sees and counts: from our own records, week by week; nothing is reported by anybody about himself."""
