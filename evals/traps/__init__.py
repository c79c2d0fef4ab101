"""Files that attack their reader, each named by what it attacks; written anew for every run."""
