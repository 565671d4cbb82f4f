"""What can be refused in the forum; views put the words at the field or above the form."""


class NotPossibleError(Exception):
    """This cannot be done as it is; the message is for people."""


class StaleTextError(Exception):
    """Somebody else saved the text since it was read."""
