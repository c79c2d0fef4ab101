"""Composes documents of the archive from texts: ordinary letters, lists, and documents written line by line."""
