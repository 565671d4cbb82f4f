"""Bringing the threads of a Stack Exchange forum into a community, and taking them out again."""
