"""Texts of cells as dates, money and short lines. Each function says what it could not do."""

import html
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from portal.web.fields import EARLIEST_YEAR, LATEST_YEAR
from portal.web.filters import format_money, format_month

MOST_POUNDS = Decimal("9999999999")
# The day comes before the month, as it is written here; ISO dates are plain either way.
USUAL_DATES = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y",
    "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%B %Y", "%b %Y", "%b-%y", "%m/%Y", "%Y-%m", "%Y",
)  # fmt: skip
# Words inside of names that stay small.
_PARTICLES = frozenset(
    ("al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "of", "van", "von")
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")


class UnfitError(ValueError):
    """The text cannot become the value; the message begins with a verb: "is no date"."""


def one_line(text: str) -> str:
    """The text in one line, with ``&quot;`` and its like as the letters they stand for."""
    return " ".join(_ENTITY.sub(lambda found: html.unescape(found[0]), text).split())


def cut(text: str, most: int) -> str:
    """At most ``most`` characters, cut behind a word and ended with "…" when it was longer."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if not text[most - 1].isspace():
        kept = kept.rsplit(None, 1)[0] if " " in kept.strip() else kept
    return kept.rstrip(" ,;:–-.") + "…"


def month(text: str, forms: Sequence[str]) -> tuple[date, str]:
    """The first day of the month, and a note where the text leaves something open.

    With forms of the mapping's own the first that fits is taken; where another
    of them would give another month, the note says so.

    Raises UnfitError.
    """
    readings = [found for form in forms if (found := _read(text, form))]
    # The usual forms help where the mapping's own do not fit; they never compete with them.
    readings = readings or [found for form in USUAL_DATES if (found := _read(text, form))][:1]
    if not readings:
        raise UnfitError(f"“{cut(text, 60)}” is no date that can be read")
    first = readings[0]
    if not EARLIEST_YEAR <= first.year <= LATEST_YEAR:
        raise UnfitError(f"“{cut(text, 60)}” is not between {EARLIEST_YEAR} and {LATEST_YEAR}")
    others = {found for found in readings if found != first}
    if others:
        options = " or ".join(format_month(found) for found in (first, *sorted(others)))
        return first, f"“{text}” may be {options}; {format_month(first)} was taken"
    if re.fullmatch(r"\d{4}", text.strip()):
        return first, f"“{text}” names no month; {format_month(first)} was taken"
    return first, ""


def _read(text: str, form: str) -> date | None:
    try:
        found = datetime.strptime(text.strip(), form).date()  # a day, no moment
    except ValueError:
        return None
    return found.replace(day=1)


def money(text: str) -> Decimal:
    """Pounds; a pound sign, commas between thousands and spaces are taken away.

    Raises UnfitError.
    """
    plain = text.replace("£", "").replace(",", "").replace(" ", "").removesuffix("GBP")
    try:
        pounds = Decimal(plain)
    except InvalidOperation:
        raise UnfitError(f"“{cut(text, 60)}” is no amount in pounds") from None
    if not pounds.is_finite() or not 0 <= pounds <= MOST_POUNDS:
        raise UnfitError(f"“{cut(text, 60)}” is not between £0 and £{MOST_POUNDS:,}")
    return pounds.quantize(Decimal("0.01"))


def in_pounds(text: str) -> str:
    """``£1,937,271`` for ``1937271.0``; a text that is no amount stays as it is."""
    try:
        return format_money(float(money(text)))
    except UnfitError:
        return text


def name_case(name: str) -> str:
    """A person's name; a part that is all in small letters gets a capital, but for "van" and such.

    The last part always does: it is the surname.
    """
    parts = name.split()
    last = len(parts) - 1
    return " ".join(
        _capital(part) if part.islower() and (part not in _PARTICLES or at in (0, last)) else part
        for at, part in enumerate(parts)
    )


def _capital(part: str) -> str:
    return "-".join(piece[:1].upper() + piece[1:] for piece in part.split("-"))
