"""Keeping records true: when they are looked at again, and who looks after them."""
