"""What was vouched for stays right: owners, review dates, law that died, sources that went."""
