"""The people whom the finder found, as its page shows them: why each of them, and the facets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from portal.people import vocabulary as v
from portal.people.activity import last_active_of
from portal.people.finding import Asked, find
from portal.people.queries import candidates
from portal.people.ranking import Ranked
from portal.people.vocabulary import EvidenceKind
from portal.records import AnyRow, parse_ref
from portal.web.filters import count

FACETS: Final[Mapping[str, str]] = {
    "region": "Region",
    "organisation": "Organisation",
    "role": "Role",
    "knows": "System known",
    "availability": "Availability",
    "language": "Language",
    "mentor": "Mentoring",
}
"""What people can be narrowed by, with the heading."""


@dataclass(frozen=True)
class Reason:
    """One part of why a person was found: words, and where exactly this is shown."""

    words: str
    url: str


@dataclass(frozen=True)
class Found:
    """One person of a page of the finder."""

    person: AnyRow
    ranked: Ranked
    reasons: Sequence[Reason]
    last_active: Any

    @property
    def newest(self) -> tuple[Any, str] | None:
        """When they did the newest of what was found, and the address of what it is on."""
        if not self.ranked.items:
            return None
        item = max(self.ranked.items, key=lambda item: (item.at, item.ref))
        kind, record_id = parse_ref(item.ref)
        return item.at, f"/{kind}s/{record_id}"


class Search:
    """The people of one search. ``about`` are the parameters of the address that it was asked by.

    ``chosen`` are keys by facet; only people who have all of them are kept.
    """

    def __init__(
        self,
        asked: Asked,
        reader: Any,
        *,
        about: Mapping[str, str] | None = None,
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        self.reader = reader
        self.about = dict(about or {})
        self.chosen = {name: key for name, key in (chosen or {}).items() if key}
        ranked = find(asked, reader)
        self.is_incomplete = ranked.is_incomplete
        self._rows = candidates.people([one.person_id for one in ranked], reader) if ranked else {}
        self.everyone = [one for one in ranked if one.person_id in self._rows]
        self.values = self._read_values()
        kept = [one for one in self.everyone if self._has(one.person_id, self.chosen)]
        # Who has paused is listed last, otherwise the best first.
        self.people = sorted(kept, key=lambda one: self._rows[one.person_id].is_paused)

    def shown(self, people: Sequence[Ranked]) -> list[Found]:
        """What the page says of these people."""
        active = last_active_of([one.person_id for one in people], self.reader)
        return [
            Found(
                self._rows[one.person_id],
                one,
                reasons(one, self.about),
                active.get(one.person_id),
            )
            for one in people
        ]

    def facet(self, name: str) -> list[tuple[str, str, int]]:
        """Key, words and number of people for each value of a facet, the most frequent first.

        The number is of those who would be left with it and the other filters.
        """
        others = {other: key for other, key in self.chosen.items() if other != name}
        words: dict[str, str] = {}
        numbers: Counter[str] = Counter()
        for one in self.everyone:
            if self._has(one.person_id, others):
                for key, text in self.values[name].get(one.person_id, ()):
                    words[key] = text
                    numbers[key] += 1
        return sorted(
            ((key, words[key], number) for key, number in numbers.items()),
            key=lambda line: (-line[2], line[1].casefold()),
        )

    def _has(self, person_id: int, wanted: Mapping[str, str]) -> bool:
        return all(
            any(key == value for value, _ in self.values[name].get(person_id, ()))
            for name, key in wanted.items()
        )

    def _read_values(self) -> dict[str, candidates.Values]:
        ids, rows = list(self._rows), self._rows.values()
        if not ids:
            return {name: {} for name in FACETS}
        return {
            "region": {r.id: [(r.region_code, r.region)] for r in rows if r.region},
            "organisation": {
                r.id: [(r.organisation_code, r.organisation)] for r in rows if r.organisation
            },
            "role": candidates.roles(ids, self.reader),
            "knows": candidates.systems(ids, self.reader),
            "availability": {r.id: [(k := available(r), v.AVAILABILITIES[k])] for r in rows},
            "language": candidates.languages(ids, self.reader),
            "mentor": {r.id: [("yes", "Willing to mentor")] for r in rows if r.is_mentor},
        }


def available(row: AnyRow) -> str:
    """The availability of a person; a pause that is over is none."""
    if row.is_paused:
        return v.Availability.PAUSED
    is_limited = row.availability == v.Availability.LIMITED
    return v.Availability.LIMITED if is_limited else v.Availability.OPEN


def reasons(one: Ranked, about: Mapping[str, str]) -> list[Reason]:
    """Why the person was found: each part leads to exactly what it counts."""
    place = f"/people/{one.person_id}"
    kinds = Counter(item.kind for item in one.items)
    found = [
        Reason(
            count(number, *v.EVIDENCE_KINDS[kind]),
            f"{place}/evidence?{urlencode({**about, 'kind': kind})}",
        )
        for kind in EvidenceKind
        if (number := kinds[kind])
    ]
    claim = one.claim
    if claim.level:
        words = f"says: {v.LEVELS[claim.level].lower()}"
        found.append(Reason(words, f"{place}#{claim.field}"))
    if claim.endorsements:
        words = count(claim.endorsements, "endorsement")
        found.append(Reason(words, f"{place}/endorsements?{urlencode(about)}"))
    return found
