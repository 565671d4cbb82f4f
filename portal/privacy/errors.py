"""What can stand in the way of an erasure."""


class NotPossibleError(Exception):
    """It cannot be done; the text says why, for the page."""
