"""What can be refused; views put the words at the field or above the form."""


class NotPossibleError(Exception):
    """This cannot be done as it is; the message is for people."""
