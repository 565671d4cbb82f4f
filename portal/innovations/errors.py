"""What can go wrong when a record is changed; views turn each into words."""


class StaleVersionError(Exception):
    """Someone else saved the record since this person opened it."""


class NotPossibleError(Exception):
    """The record is not in a state in which this can be done; the message is for people."""
