"""The figures of a record's adoption, counted from groups. Nothing here asks the database.

What counts is what the owners confirmed; what waits is only counted as waiting (docs/adr/0023).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from portal.clock import LONDON
from portal.innovations import vocabulary as v

IN_USE = frozenset({"in_use", "adapted"})
# Who has tried it: the first of them is the first adoption.
TRIED = IN_USE | {"piloting", "stopped"}
NO_REGION = "Region not known"


class Group(NamedTuple):
    """Adoptions that are alike: how many, since when the first, and when that was first said."""

    region: str | None
    stage: str
    result: str
    state: str
    number: int
    # The earliest month among those that name one.
    since: date | None
    # When the earliest of those that name none was said.
    said_at: datetime | None


@dataclass(frozen=True)
class Figures:
    """What is known of a record's use elsewhere."""

    # Organisations whose adoption is confirmed, at any stage, and those that wait for it.
    adopters: int
    waiting: int
    # Stage -> number; region -> stage -> number; result -> number, of those that tried it.
    stages: Mapping[str, int]
    regions: Mapping[str, Mapping[str, int]]
    results: Mapping[str, int]
    # When the first organisation began, and the day from which the time to it is counted.
    first_on: date | None
    began_on: date | None
    # Whether that day is the start of the work; otherwise it is the day of publication.
    is_from_start: bool

    @property
    def in_use(self) -> int:
        """How many use it now."""
        return sum(self.stages[stage] for stage in IN_USE)

    @property
    def ever_used(self) -> int:
        """How many use it now or have stopped."""
        return self.in_use + self.stages["stopped"]

    @property
    def share_in_use(self) -> float | None:
        """The share still in use, from 0 to 1; None when nobody has used it."""
        return self.in_use / self.ever_used if self.ever_used else None

    @property
    def months_to_first(self) -> int | None:
        """Months from the beginning to the first adoption; below 0 when it was there before."""
        if self.first_on is None or self.began_on is None:
            return None
        first, began = self.first_on, self.began_on
        return (first.year - began.year) * 12 + first.month - began.month

    @property
    def time_to_first(self) -> str:
        """The time to the first adoption in words; nothing while there is none."""
        months = self.months_to_first
        return "" if months is None else in_words(months)

    @property
    def results_in_words(self) -> str:
        """``2 better than the original, 1 not known yet``; nothing when nobody has tried it."""
        said = [
            f"{number} {v.ADOPTION_RESULTS[result].lower()}"
            for result, number in self.results.items()
            if number
        ]
        return ", ".join(said)


def count(
    groups: Iterable[Group], *, started_on: date | None, published_at: datetime | None
) -> Figures:
    """The figures of a record that began on a day, or if that is not known was published."""
    groups = list(groups)
    confirmed = [group for group in groups if group.state == "confirmed"]
    tried = [group for group in confirmed if group.stage in TRIED]
    regions: dict[str, dict[str, int]] = {}
    for group in sorted(confirmed, key=lambda group: (group.region is None, group.region or "")):
        stages = regions.setdefault(group.region or NO_REGION, dict.fromkeys(v.ADOPTION_STAGES, 0))
        stages[group.stage] += group.number
    published_on = published_at.astimezone(LONDON).date() if published_at else None
    return Figures(
        adopters=sum(group.number for group in confirmed),
        waiting=sum(group.number for group in groups if group.state == "waiting"),
        stages={
            stage: sum(group.number for group in confirmed if group.stage == stage)
            for stage in v.ADOPTION_STAGES
        },
        regions=regions,
        results={
            result: sum(group.number for group in tried if group.result == result)
            for result in v.ADOPTION_RESULTS
        },
        first_on=min((day for group in tried for day in _days(group)), default=None),
        began_on=started_on or published_on,
        is_from_start=started_on is not None,
    )


def in_words(months: int) -> str:
    """``1 year and 2 months``, or words for less than a month and for none at all."""
    if months < 0:
        return "None: it was in use elsewhere before"
    if months == 0:
        return "Less than a month"
    years, rest = divmod(months, 12)
    parts = [
        f"{number} {unit}{'' if number == 1 else 's'}"
        for number, unit in ((years, "year"), (rest, "month"))
        if number
    ]
    return " and ".join(parts)


def _days(group: Group) -> Iterable[date]:
    if group.since:
        yield group.since
    if group.said_at:
        yield group.said_at.astimezone(LONDON).date()
