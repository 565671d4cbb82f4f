"""ORCID iDs: sixteen digits, of which the last checks the others (ISO 7064, mod 11-2)."""

import re

_IRI = re.compile(r"(?:https?://)?(?:www\.)?orcid\.org/", re.IGNORECASE)


def as_orcid(text: str) -> str | None:
    """The iD in groups of four, from what people type or paste; None when it is none."""
    digits = re.sub(r"[\s\u2010-\u2015-]", "", _IRI.sub("", text)).upper().rstrip("/")
    if not re.fullmatch("[0-9]{15}[0-9X]", digits) or digits[-1] != _check_digit(digits[:-1]):
        return None
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def _check_digit(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)
