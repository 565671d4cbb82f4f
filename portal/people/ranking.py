"""Who knows best, from what people did: pure, without database and index.

What somebody did counts by how well its record fits the words, by what it was and by its age. A
reply is evidence of what it replies to: it counts by the words of its question, and by its own for
a part. All is added up and never divided by how much somebody wrote, which ranks worse.
docs/dev/evaluation.md says how the numbers were chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from portal.people.evidence import Item
from portal.people.vocabulary import EvidenceKind

MOST_RECORDS: Final = 300
"""Records of each kind that lead to people: the best."""
MOST_PEOPLE: Final = 200

WEIGHTS: Final[Mapping[EvidenceKind, float]] = {
    EvidenceKind.OWNER: 1,
    EvidenceKind.CONTRIBUTOR: 0.75,
    EvidenceKind.ADOPTION: 0.75,
    EvidenceKind.REVIEW: 0.5,
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
_MOST_ENDORSEMENTS: Final = 4
_YEAR: Final = timedelta(days=365.25)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person says of themself, and others of them, about what was asked for."""

    level: int | None = None
    endorsements: int = 0


@dataclass
class Ranked:
    """A person who knows, and what shows it."""

    person_id: int
    score: float = 0.0
    items: list[Item] = field(default_factory=list)
    """The best first."""
    level: int | None = None
    """How well they say they know it."""
    endorsements: int = 0


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
    worth: dict[Item, float] = {}
    for item in items:
        age = max((moment - item.at) / _YEAR, 0)
        text = scores[item.via] / best * (OWN_WORDS if item.via.startswith("post:") else 1)
        worth[item] = text * WEIGHTS.get(item.kind, 0) * 0.5 ** (age / half_life)
    people: dict[int, Ranked] = {}
    for item in _best(worth):
        person = people.setdefault(item.person_id, Ranked(item.person_id))
        person.items.append(item)
        person.score += worth[item]
    for person_id, claim in claims.items():
        person = people.setdefault(person_id, Ranked(person_id))
        person.level, person.endorsements = claim.level, claim.endorsements
        person.score += _LEVEL * (claim.level or 0)
        person.score += _ENDORSEMENT * min(claim.endorsements, _MOST_ENDORSEMENTS)
    ranked = sorted(people.values(), key=lambda person: (-person.score, person.person_id))
    return ranked[:MOST_PEOPLE]


def _best(worth: Mapping[Item, float]) -> list[Item]:
    """The best items, each once: a post is found by itself and with its thread."""
    found: dict[tuple[int, str, EvidenceKind], Item] = {}
    for item in sorted(worth, key=lambda item: (-worth[item], item.ref, item.person_id)):
        if worth[item] > 0:
            found.setdefault((item.person_id, item.ref, item.kind), item)
    return list(found.values())
