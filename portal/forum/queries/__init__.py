"""Reads of the forum. Everything that others may see takes the reader."""
