"""What is known in how few heads: topics and systems, by how much would be lost."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, String, Subquery, literal, or_, select, union_all

from portal.accounts.models import User
from portal.extensions import db
from portal.people.models import Importance, System
from portal.people.queries import captures
from portal.people.queries.holding import Scope, claims, held, of_kind
from portal.records import parse_ref, ref
from portal.topics.models import Topic
from portal.topics.queries import has

STATES: Final = ("none", "one", "two", "more")
# How much is missing with so many people.
_GAPS: Final = (3, 2, 1, 0)
HIGHEST: Final = 9


@dataclass(frozen=True)
class Known:
    """A topic or a system, and how many people know it well."""

    ref: str
    name: str
    path: str
    importance: int = 1
    holders: Sequence[Any] = ()
    """Who knows it well: rows of ``holding.held``."""
    captures: int = 0
    """How much is being done to keep it."""

    @property
    def people(self) -> int:
        return len(self.holders)

    @property
    def leaving(self) -> int:
        """How many of the people have announced that they leave."""
        return sum(row.leaves_on is not None for row in self.holders)

    @property
    def kind(self) -> str:
        """What it is, in words: a topic and a system may have the same name."""
        return "System" if self.ref.startswith("system:") else "Topic"

    @property
    def state(self) -> str:
        return STATES[min(self.people, 3)]

    @property
    def risk(self) -> int:
        """From 0 to 9: how much is at risk once those who leave are gone."""
        return risk_of(self.importance, self.people - self.leaving)


def risk_of(importance: int, people: int) -> int:
    """The importance, times what is missing with so many people who know it well."""
    return importance * _GAPS[min(people, 3)]


def known(reader: Any, scope: Scope, words: str = "") -> list[Known]:
    """What somebody claims to know, was rated or is being kept; the highest risk first.

    With ``words``: all topics and systems of such a name. Five statements.
    """
    holding = held(reader, scope)
    rated: dict[str, int] = {
        row[0]: row[1] for row in db.session.execute(select(Importance.ref, Importance.importance))
    }
    planned = captures.open_by_ref(reader)
    if words:
        found = _names(has(Topic.label, words), has(System.name, words))
    else:
        kept = [parse_ref(key) for key in {*rated, *planned}]
        claimed = claims(reader, scope, least=1).subquery()
        found = _names(*(_is_wanted(kind, kept, claimed) for kind in ("topic", "system")))
    rows = []
    for kind, key, slug, name in found:
        own = ref(kind, key)
        numbers = rated.get(own, 1), holding.get(own, ()), planned.get(own, 0)
        rows.append(Known(own, name, path_of(kind, slug), *numbers))
    return sorted(rows, key=lambda row: (-row.risk, -row.importance, row.name.lower(), row.ref))


def only_known_by(person: User, reader: Any, scope: Scope) -> list[Known]:
    """The topics and systems of the scope that this person alone knows well.

    They need not have done anything of late.
    """
    holding = held(reader, scope, always=person.id)
    keys = [
        parse_ref(key) for key, rows in holding.items() if [row.id for row in rows] == [person.id]
    ]
    if not keys:
        return []
    found = _names(*(_among(kind, keys) for kind in ("topic", "system")))
    return [Known(ref(kind, key), name, path_of(kind, slug)) for kind, key, slug, name in found]


def one(kind: str, slug: str) -> Known | None:
    """The topic or the system with this slug, with its importance."""
    wanted = {"topic": Topic.slug == slug, "system": System.slug == slug}
    rows = _names(*(wanted[key] if key == kind else None for key in ("topic", "system")))
    if not rows:
        return None
    own = ref(kind, rows[0][1])
    rated = db.session.get(Importance, own)
    return Known(own, rows[0][3], path_of(kind, slug), rated.importance if rated else 1)


def names_of(refs: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name and address of topics and systems by ref."""
    keys = [parse_ref(key) for key in refs]
    if not keys:
        return {}
    rows = _names(*(_among(kind, keys) for kind in ("topic", "system")))
    return {ref(kind, key): (name, path_of(kind, slug)) for kind, key, slug, name in rows}


def path_of(kind: str, slug: str) -> str:
    """The page about who knows a topic or a system."""
    return f"/knowledge/{kind}s/{slug}"


def _names(
    topics: ColumnElement[bool] | None, systems: ColumnElement[bool] | None
) -> Sequence[tuple[str, int, str, str]]:
    """Kind, id, slug and name of the topics and systems, by name."""
    of_topics = select(
        literal("topic", String), Topic.id, Topic.slug, Topic.label.label("name")
    ).where(~Topic.is_retired)
    of_systems = select(literal("system", String), System.id, System.slug, System.name)
    parts = [
        query.where(wanted)
        for query, wanted in ((of_topics, topics), (of_systems, systems))
        if wanted is not None
    ]
    rows = db.session.execute(union_all(*parts).order_by("name")).all()
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _is_wanted(
    kind: str, kept: Collection[tuple[str, int]], claimed: Subquery
) -> ColumnElement[bool]:
    key = _key(kind)
    of_claims = select(claimed.c.key).where(claimed.c.kind == kind)
    return or_(key.in_(of_kind(kind, kept)), key.in_(of_claims))


def _among(kind: str, keys: Collection[tuple[str, int]]) -> ColumnElement[bool]:
    wanted: ColumnElement[bool] = _key(kind).in_(of_kind(kind, keys))
    return wanted


def _key(kind: str) -> Any:
    return Topic.id if kind == "topic" else System.id
