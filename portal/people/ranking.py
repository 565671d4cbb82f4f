"""Who knows best, from what people did: pure, without database and index.

What somebody did counts by how well its record fits the words, by what it was and by its age. A
reply is evidence of what it replies to: it counts by the words of its question, and by its own for
a part. All is added up and never divided by how much somebody wrote, which ranks worse.
docs/dev/evaluation.md says how the numbers were chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import fsum
from typing import Final

from portal.people.evidence import Item
from portal.people.vocabulary import EvidenceKind

MOST_RECORDS: Final = 300
"""Records of each kind that lead to people: the best."""
MOST_PEOPLE: Final = 200

WEIGHTS: Final[Mapping[str, float]] = {
    EvidenceKind.OWNER: 1,
    EvidenceKind.CONTRIBUTOR: 0.75,
    EvidenceKind.ADOPTION: 0.75,
    EvidenceKind.REVIEW: 0.25,
    EvidenceKind.ANSWER: 1,
    EvidenceKind.REPLY: 1,
}
"""What an item counts for by its kind. To have asked, or to help to run a place, shows no
knowledge."""

OWN_WORDS: Final = 0.25
"""What a reply that is found by its own words counts for."""

# In answers that fit the words best of all.
_LEVEL: Final = 0.25
_ENDORSEMENT: Final = 0.25
_MOST_ENDORSERS: Final = 4
_YEAR: Final = 365.25 * 24 * 60 * 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person says of themself, and others of them, about what was asked for."""

    level: int | None = None
    field: str = ""
    """The field of the profile that says so: "offers" or "systems"."""
    endorsements: int = 0
    endorsers: int = 0
    """Of how many people those are: who endorses for two topics counts once."""


_NO_CLAIM: Final = Claim()


@dataclass
class Ranked:
    """A person who knows, and what shows it."""

    person_id: int
    score: float
    valued: Sequence[tuple[float, Item]]
    """What they did, each with what it is worth."""
    claim: Claim

    @cached_property
    def items(self) -> list[Item]:
        """What they did, the best first; of most who are ranked, nobody looks at it."""
        valued = sorted(self.valued, key=lambda each: (-each[0], each[1].ref, each[1].kind))
        return [item for _, item in valued]


def rank(
    items: Iterable[Item],
    scores: Mapping[str, float],
    claims: Mapping[int, Claim],
    *,
    half_life: float,
    moment: datetime,
) -> list[Ranked]:
    """The people, the best first; ``scores`` are those of the records that led to the items.

    ``half_life`` is in years: so old, an item counts for half.
    """
    best = max(scores.values(), default=1.0)
    done: dict[int, list[tuple[float, Item]]] = {person_id: [] for person_id in claims}
    for text, item in _once(items, scores):
        person_id, _, kind, at, _ = item
        seconds = (moment - at).total_seconds()
        age = seconds / _YEAR if seconds > 0 else 0
        worth = text / best * WEIGHTS[kind] * 0.5 ** (age / half_life)
        done.setdefault(person_id, []).append((worth, item))
    ranked = []
    for person_id, valued in done.items():
        claim = claims.get(person_id, _NO_CLAIM)
        # Exact, so that the order of the items does not matter.
        score = fsum([worth for worth, _ in valued])
        score += _LEVEL * (claim.level or 0)
        score += _ENDORSEMENT * min(claim.endorsers, _MOST_ENDORSERS)
        ranked.append(Ranked(person_id, score, valued, claim))
    ranked.sort(key=lambda one: (-one.score, one.person_id))
    return ranked[:MOST_PEOPLE]


def _once(items: Iterable[Item], scores: Mapping[str, float]) -> Iterable[tuple[float, Item]]:
    """How well each item fits the words; a post is found by itself and with its thread."""
    texts = {
        via: score * (OWN_WORDS if via.startswith("post:") else 1) for via, score in scores.items()
    }
    found: dict[tuple[int, str, str], tuple[float, Item]] = {}
    for item in items:
        person_id, ref, kind, _, via = item
        if kind in WEIGHTS:
            text, key = texts[via], (person_id, ref, kind)
            if key not in found or text > found[key][0]:
                found[key] = text, item
    return found.values()
