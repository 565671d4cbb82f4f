"""A record told on one page: what a manager prints. Long texts end at a sentence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from portal.innovations import vocabulary as v
from portal.innovations.figures import Figure, figures
from portal.markdown import plain
from portal.web.filters import format_money

# Characters, as many as leave room for all the rest on one sheet of A4.
PROBLEM, DONE, RESULTS, REASON, SHORT, NAME = 380, 520, 320, 180, 120, 70
MOST_FIGURES = 4

# What is no sentence: headings, tables and code.
_APART = re.compile(r"<(h[3-6]|table|pre)\b.*?</\1>", re.DOTALL)
_END = re.compile(r"[.!?][\"'”’)]*(?=\s)")


class Short(NamedTuple):
    """A text, and whether there is more of it."""

    text: str
    is_cut: bool


@dataclass(frozen=True)
class Story:
    """What the page says, in the order in which it says it."""

    problem: Short
    done: Short
    results: Short
    reason: Short
    quote: str
    figures: Sequence[Figure]
    # What was measured and is no number: name, before and after.
    others: Sequence[tuple[str, str]]
    # Label and words of costs and savings, each with how it is known.
    money: Sequence[tuple[str, str]]

    @property
    def is_cut(self) -> bool:
        return any(text.is_cut for text in (self.problem, self.done, self.results))


def story_of(record: Any) -> Story:
    """The story of a record as its page shows it."""
    found = [row for row in figures(record.measures) if len(row.name) <= SHORT][:MOST_FIGURES]
    names = {figure.name for figure in found}
    rest = [row for row in record.measures if row.get("name") not in names]
    return Story(
        problem=_prose(record, "problem", PROBLEM),
        done=_prose(record, "what_we_did", DONE),
        results=_prose(record, "results", RESULTS),
        reason=shorten(record.rating_reason, REASON),
        quote=" ".join(record.champion_quote.split()),
        figures=found,
        others=[_in_words(row) for row in rest[: MOST_FIGURES - len(found)]],
        money=list(_money(record)),
    )


def shorten(text: str, most: int) -> Short:
    """The first sentences that fit; the first words where even one sentence is too long."""
    text = " ".join(text.split())
    if len(text) <= most:
        return Short(text, False)
    ends = [match.end() for match in _END.finditer(text, 0, most + 1) if match.end() <= most]
    if ends and ends[-1] >= most // 3:
        return Short(text[: ends[-1]], True)
    # One character for the mark; a word without an end is cut where it must be.
    words = text[: most - 1].rpartition(" ")[0] or text[: most - 1]
    return Short(words.rstrip(" ,;:–-") + "…", True)


def _prose(record: Any, name: str, most: int) -> Short:
    return shorten(plain(_APART.sub(" ", record.html.get(name, ""))), most)


def _in_words(row: Mapping[str, Any]) -> tuple[str, str]:
    before, after = (
        shorten(str(row.get(name) or ""), SHORT // 2).text for name in ("baseline", "after")
    )
    words = f"{before} before, {after} after" if before and after else after or before
    unit = shorten(str(row.get("unit") or ""), SHORT // 4).text
    name = shorten(str(row.get("name") or ""), NAME).text
    return f"{name} ({unit})" if unit else name, words


def _money(record: Any) -> list[tuple[str, str]]:
    rows = (
        ("Cost to set up", record.cost_setup, record.cost_setup_basis),
        ("Cost per year", record.cost_yearly, record.cost_yearly_basis),
        ("Staff time", record.staff_time, record.staff_time_basis),
        ("Savings", record.savings, record.savings_basis),
    )
    found = []
    for label, amount, basis in rows:
        if amount is None or amount == "":
            continue
        words = shorten(amount, SHORT).text if isinstance(amount, str) else format_money(amount)
        found.append((label, f"{words} ({v.BASES.get(basis, 'Not known').lower()})"))
    return found
