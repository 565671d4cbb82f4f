"""What can be refused in the forum; views put the words at the field or above the form."""


class NotPossibleError(Exception):
    """This cannot be done as it is; the message is for people."""


class ThreadGoneError(NotPossibleError):
    """Nobody can write in the thread any more; said at the text, which is kept."""


class StaleTextError(Exception):
    """Somebody else saved the text since it was read."""
