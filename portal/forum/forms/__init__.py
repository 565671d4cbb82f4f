"""The forms of the forum."""
