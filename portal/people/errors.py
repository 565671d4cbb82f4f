"""What can be refused; views put the words at the field or above the form."""


class NotPossibleError(Exception):
    """This cannot be done as it is; the message is for people."""


class RefusedError(Exception):
    """A person cannot be asked now; ``why`` is "paused" or "busy"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class StaleProfileError(Exception):
    """A part of a profile was changed after it was opened to be edited."""
