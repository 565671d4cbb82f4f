"""Numbers in the measures of a record: what was before, what is after, and how they differ.

People type measures as words. A number is read only where there is one and no doubt about it:
a range, "fewer than 5" or "3 of 20" is left as it was written.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_WRITTEN = re.compile(
    rf"(?:about|around|approximately|approx\.?|circa|c\.|~|≈)?\s*(?P<pound>£?)\s*(?P<number>{_NUMBER})"
    r"\s*(?P<scale>thousand|million|k|m|bn|billion)?(?![^\W\d_])\s*(?P<unit>[^\d<>≤≥+±*/–-]*)",
    re.IGNORECASE,
)
_SCALES = {
    **{"thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6},
    **{"billion": 10**9, "bn": 10**9},
}
# An "m" behind a number is a million only of money: elsewhere it may be a metre or a month.
_OF_MONEY = frozenset({"m", "bn"})
MOST_DIGITS = 30
# From here on hundredths are harder to read than times.
MANY_TIMES = 3
PER_CENT = frozenset({"%", "percent", "per cent"})
_LIMIT = frozenset({"or more", "or less", "or fewer", "or over", "or under", "at least", "at most"})


class Amount(NamedTuple):
    """A number as it was written, with the unit that stood beside it."""

    number: Decimal
    unit: str


@dataclass(frozen=True)
class Figure:
    """A measure whose two numbers can be compared."""

    name: str
    unit: str
    before: Decimal
    after: Decimal

    @property
    def before_words(self) -> str:
        return _with_unit(self.before, self.unit)

    @property
    def after_words(self) -> str:
        return _with_unit(self.after, self.unit)

    @property
    def numbers(self) -> tuple[str, str]:
        """The two numbers alone, but for signs that belong to them."""
        sign = self.unit if self.unit in ("%", "£") else ""
        return _with_unit(self.before, sign), _with_unit(self.after, sign)

    @property
    def change(self) -> str:
        """How much more or less, in words: "70% less"."""
        if self.before == self.after:
            return "no change"
        word = "more" if self.after > self.before else "less"
        difference = abs(self.after - self.before)
        if self.unit == "%":
            points = "percentage point" if difference == 1 else "percentage points"
            return f"{_plain(difference)} {points} {word}"
        if not self.before:
            return f"{_with_unit(difference, self.unit)} {word}"
        times = self.after / self.before
        if times >= MANY_TIMES:
            return f"{times:,.0f} times as high"
        return f"{_share(100 * difference / self.before)}% {word}"

    @property
    def words(self) -> str:
        """All of it as a phrase: "from 40 to 12 minutes: 70% less"."""
        is_beside = self.unit in ("", "%", "£")
        first = self.before_words if is_beside else _plain(self.before)
        return f"from {first} to {self.after_words}: {self.change}"

    @property
    def sentence(self) -> str:
        return f"{self.words[0].upper()}{self.words[1:]}."

    @property
    def bars(self) -> tuple[int, int]:
        """The lengths of two bars, in hundredths of the longer one."""
        longest = max(self.before, self.after)
        if not longest:
            return 0, 0
        return _length(self.before / longest), _length(self.after / longest)


def amount(text: str) -> Amount | None:
    """The one number in a text, with its unit; None where there is none, or a doubt."""
    text = " ".join(text.split())
    found = _WRITTEN.fullmatch(text) if len(text) <= 120 else None
    if found is None or len(found["number"]) > MOST_DIGITS:
        return None
    unit, scale = found["unit"].strip(" ."), (found["scale"] or "").lower()
    if unit.casefold() in _LIMIT or " to " in f" {unit} ":
        return None
    if scale in _OF_MONEY and not found["pound"]:
        unit, scale = f"{scale} {unit}".strip(), ""
    number = Decimal(found["number"].replace(",", "")) * _SCALES.get(scale, 1)
    return Amount(number, "£" if found["pound"] else _unit(unit))


def figures(rows: Iterable[Mapping[str, Any]] | None) -> list[Figure]:
    """The measures that have a number before and one after, in the same unit."""
    return [figure for row in rows or () if (figure := _figure(row))]


def _figure(row: Mapping[str, Any]) -> Figure | None:
    before = amount(str(row.get("baseline") or ""))
    after = amount(str(row.get("after") or ""))
    if before is None or after is None:
        return None
    written = {found.unit for found in (before, after) if found.unit}
    named = _unit(str(row.get("unit") or ""))
    if len({_stem(unit) for unit in written}) > 1:
        return None
    # "40 minutes" beside the unit "minutes", or "£40" of the unit "a month".
    unit = after.unit or before.unit or named
    return Figure(str(row.get("name") or ""), unit, before.number, after.number)


def _unit(text: str) -> str:
    text = " ".join(text.split())
    if text.casefold() in PER_CENT:
        return "%"
    return "£" if text.casefold() in ("£", "pounds", "gbp") else text


def _stem(unit: str) -> str:
    """Minute and minutes are one unit, and so are h and hours."""
    word = unit.casefold().removesuffix("s")
    return {"h": "hour", "hr": "hour", "min": "minute", "sec": "second"}.get(word, word)


def _with_unit(number: Decimal, unit: str) -> str:
    if unit == "£":
        is_whole = number == number.to_integral_value()
        return f"£{number:,.0f}" if is_whole else f"£{number:,.2f}"
    return _plain(number) + ("%" if unit == "%" else f" {unit}" if unit else "")


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _share(share: Decimal) -> str:
    """Whole hundredths, or tenths where they are few."""
    places = Decimal(1) if share >= 1 else Decimal("0.1")
    rounded = share.quantize(places)
    return _plain(rounded) if rounded else "under 0.1"


def _length(part: Decimal) -> int:
    """At least a line, so that something little is not taken for nothing."""
    return max(round(100 * part), 1) if part else 0
