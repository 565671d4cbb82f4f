"""What can be wrong with a file: the whole of it, or one cell."""

from dataclasses import dataclass


class UnreadableFileError(Exception):
    """Nothing of the file can be used; the message says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """Something wrong in one row. Row 1 is the first of the file, its header if it has one."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        place = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        return f"{place}: {self.words}"
