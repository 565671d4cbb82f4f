"""Names in the order of the alphabet, whatever their capitals and accents.

Databases do not agree on how names are sorted, and SQLite knows no capitals beyond ASCII.
"""

from typing import Final

from portal.search.analysis import fold

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHER: Final = "other"
"""Stands for the names that begin with no letter of ``LETTERS``: those in other scripts."""

# Letters that are no accented form of another, with what they are sorted under.
_LIKE: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i"}
)


def sort_key(name: str) -> str:
    """What a name is sorted and looked for by: ``Élodie Łuc`` becomes ``elodie luc``.

    Signs before the first letter do not count.
    """
    # Of thousands of names few need more than this.
    folded = name.lower().replace("'", "") if name.isascii() else fold(name).translate(_LIKE)
    return folded if folded[:1].isalnum() else _from_letter(folded)


def letter_of(key: str) -> str:
    """The letter under which a name with this ``sort_key`` is listed, or ``OTHER``."""
    letter = key[:1].upper()
    return letter if letter and letter in LETTERS else OTHER


def _from_letter(folded: str) -> str:
    first = next((n for n, sign in enumerate(folded) if sign.isalnum()), len(folded))
    return folded[first:]
