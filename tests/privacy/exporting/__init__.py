"""A copy of one's own data."""
