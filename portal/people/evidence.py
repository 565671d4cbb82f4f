"""What people did in the portal that speaks for them, as a reader may see it.

Nothing of it is stored: it is read from the records, so that it is never out of date and counts
only where the reader may see it. What is written without a name counts for nobody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Subquery,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from portal.accounts.models import User
from portal.extensions import filled, numbered, read_rows, room_for
from portal.forum.models import ThreadTopic
from portal.innovations.models import InnovationTopic
from portal.people.doings import Doings, by_people, by_refs
from portal.people.models import EvidenceDispute, EvidenceExclusion
from portal.people.seeing import AnyReader, listed, shows, visible_people
from portal.people.vocabulary import EvidenceKind
from portal.records import AnyRow, AnySelect, Listing, parse_ref
from portal.topics.models import Topic
from portal.topics.queries import or_below
from portal.visibility import Standing, standing_of, values_in_sql, values_of

NOT_COUNTED = ("open", "upheld")
"""States of a dispute in which its item does not count."""
_KINDS_OF_REFS = ("innovation", "thread", "post")
_NOBODY = -1


class Item(NamedTuple):
    """One thing that a person did."""

    person_id: int
    ref: str
    """The record that it is on."""
    kind: str
    """A key of ``EvidenceKind``."""
    at: datetime
    via: str
    """The record that led to it: a thread leads to the replies in it. Otherwise ``ref``."""


@dataclass
class Counts:
    """How much of each kind a person did, and when last."""

    kinds: dict[EvidenceKind, int] = field(default_factory=dict)
    newest: datetime | None = None

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def of_refs(refs: Collection[str], reader: Any) -> list[Item]:
    """What listed people did on these records, in one statement.

    A thread stands for the question and the replies to it, a post for itself.
    """
    ids: dict[str, list[int]] = {kind: [] for kind in _KINDS_OF_REFS}
    for ref in refs:
        kind, record_id = parse_ref(ref)
        if kind in ids:
            ids[kind].append(record_id)
    size = room_for(max(map(len, ids.values())))
    if not (reader.is_authenticated and any(ids.values())):
        return []
    values = values_of(reader)
    for kind, wanted in ids.items():
        values |= numbered(kind, filled(wanted, size, _NOBODY))
    rows = read_rows(_of_refs(standing_of(reader), size), values)
    return list(map(Item._make, rows))


def of_person(
    person_id: int, reader: Any, *, kind: EvidenceKind | None = None, topic: str = ""
) -> Listing:
    """What counts for a person, the newest first: rows of kind, ref and at.

    ``topic`` is the slug of one: what is on it or on one below it.
    """
    rows = _of_person(standing_of(reader), is_of_kind=kind is not None, is_of_topic=bool(topic))
    return Listing(*rows, _values(person_id, reader, kind, topic))


def left_out(person: Any) -> Listing:
    """What does not count for a person, as they see it: kind, ref, at and why.

    ``is_excluded``, and the ``state`` and ``decision_words`` of a dispute.
    """
    rows = _left_out(standing_of(person))
    return Listing(*rows, values_of(person) | numbered("person", [person.id]))


def counts_of(person_ids: Sequence[int], reader: Any) -> dict[int, Counts]:
    """How much of each kind counts for these people; one statement. Nobody without any."""
    found: dict[int, Counts] = {}
    if person_ids and reader.is_authenticated:
        size = room_for(len(person_ids))
        values = values_of(reader) | numbered("person", filled(person_ids, size, _NOBODY))
        for person_id, kind, count, newest in read_rows(_counts(standing_of(reader), size), values):
            counts = found.setdefault(person_id, Counts())
            counts.kinds[EvidenceKind(kind)] = count
            counts.newest = max(newest, counts.newest or newest)
    return found


def kinds_of(person_id: int, reader: Any, *, topic: str = "") -> dict[EvidenceKind, int]:
    """How much of each kind counts for a person, on a topic or on any."""
    rows = read_rows(
        _kinds(standing_of(reader), is_of_topic=bool(topic)),
        _values(person_id, reader, None, topic),
    )
    return {EvidenceKind(row[0]): row[1] for row in rows}


def topics_of(
    person_id: int, reader: Any, *, kind: EvidenceKind | None = None, limit: int = 10
) -> Sequence[AnyRow]:
    """The topics on which most counts for a person: slug, label and number."""
    query = _topics(standing_of(reader), is_of_kind=kind is not None)
    return read_rows(query, _values(person_id, reader, kind, "") | {"limit": limit}).all()


def is_done_by(person: Any, ref: str) -> bool:
    """Whether a person did something on the record, whether it counts or not."""
    values = values_of(person) | numbered("person", [person.id]) | {"ref": ref}
    return read_rows(_done_by(standing_of(person)), values).first() is not None


def counted(doings: Doings, people: ColumnElement[bool], *columns: str) -> AnySelect:
    """Of what was done, that which counts for such people."""
    done = doings.subquery("done")
    return (
        select(*(done.c[name] for name in columns))
        .select_from(done)
        .join(User, User.id == done.c.person_id)
        .where(people, shows("evidence", AnyReader), does_count(done.c))
    )


def does_count(done: Any) -> ColumnElement[bool]:
    """Whether its person neither leaves it out nor disputes it: of the columns of what was done."""
    return ~_is_excluded(done) & ~_is_disputed(done)


def _is_excluded(done: Any) -> ColumnElement[bool]:
    return exists().where(
        EvidenceExclusion.person_id == done.person_id, EvidenceExclusion.ref == done.ref
    )


def _is_disputed(done: Any) -> ColumnElement[bool]:
    return exists().where(
        EvidenceDispute.person_id == done.person_id,
        EvidenceDispute.ref == done.ref,
        EvidenceDispute.state.in_(values_in_sql(NOT_COUNTED)),
    )


@lru_cache(maxsize=16)
def _of_refs(standing: Standing, size: int) -> AnySelect:
    return counted(by_refs(standing, size), listed(), *Item._fields)


def _values(person_id: int, reader: Any, kind: EvidenceKind | None, topic: str) -> dict[str, Any]:
    values = values_of(reader) | numbered("person", [person_id])
    values |= {"kind": str(kind)} if kind else {}
    return values | ({"topic": topic} if topic else {})


@lru_cache(maxsize=16)
def _of_person(
    standing: Standing, *, is_of_kind: bool, is_of_topic: bool
) -> tuple[AnySelect, AnySelect]:
    found, chosen = _found(standing, is_of_kind=is_of_kind, is_of_topic=is_of_topic)
    return _paged(select(found.c.kind, found.c.ref, found.c.at).where(*chosen), found)


@lru_cache(maxsize=8)
def _kinds(standing: Standing, *, is_of_topic: bool) -> AnySelect:
    found, chosen = _found(standing, is_of_topic=is_of_topic)
    return select(found.c.kind, func.count()).where(*chosen).group_by(found.c.kind)


@lru_cache(maxsize=8)
def _topics(standing: Standing, *, is_of_kind: bool) -> AnySelect:
    found, chosen = _found(standing, is_of_kind=is_of_kind)
    count = func.count().label("number")
    return (
        select(Topic.slug, Topic.label, count)
        .select_from(found)
        .outerjoin(InnovationTopic, InnovationTopic.innovation_id == found.c.innovation_id)
        .outerjoin(ThreadTopic, ThreadTopic.thread_id == found.c.thread_id)
        .join(Topic, Topic.id == func.coalesce(InnovationTopic.topic_id, ThreadTopic.topic_id))
        .where(*chosen)
        .group_by(Topic.slug, Topic.label)
        .order_by(count.desc(), Topic.label)
        .limit(bindparam("limit", type_=Integer))
    )


def _found(
    standing: Standing, *, is_of_kind: bool = False, is_of_topic: bool = False
) -> tuple[Subquery, list[ColumnElement[bool]]]:
    """What counts for one person, and the clauses that narrow it."""
    columns = ("kind", "ref", "at", "innovation_id", "thread_id")
    found = counted(by_people(standing, 1), visible_people(AnyReader), *columns).subquery("found")
    chosen = [_is_on_topic(found)] if is_of_topic else []
    if is_of_kind:
        chosen.append(found.c.kind == bindparam("kind", type_=String))
    return found, chosen


@lru_cache(maxsize=4)
def _done_by(standing: Standing) -> AnySelect:
    done = by_people(standing, 1).subquery("done")
    return select(done.c.ref).where(done.c.ref == bindparam("ref", type_=String)).limit(1)


def _is_on_topic(found: Any) -> ColumnElement[bool]:
    """Whether something is on the topic with the slug ``topic``, or on one below it."""
    below = or_below(Topic.slug == bindparam("topic", type_=String))
    of_innovations = select(InnovationTopic.innovation_id).where(
        InnovationTopic.topic_id.in_(below)
    )
    of_threads = select(ThreadTopic.thread_id).where(ThreadTopic.topic_id.in_(below))
    return or_(found.c.innovation_id.in_(of_innovations), found.c.thread_id.in_(of_threads))


@lru_cache(maxsize=4)
def _left_out(standing: Standing) -> tuple[AnySelect, AnySelect]:
    done = by_people(standing, 1).subquery("done")
    of_item = (EvidenceDispute.person_id == done.c.person_id) & (EvidenceDispute.ref == done.c.ref)
    query = (
        select(
            *(done.c.kind, done.c.ref, done.c.at, _is_excluded(done.c).label("is_excluded")),
            *(EvidenceDispute.state, EvidenceDispute.decision_words),
        )
        .select_from(done)
        .outerjoin(EvidenceDispute, of_item)
        .where(or_(_is_excluded(done.c), EvidenceDispute.state.in_(values_in_sql(NOT_COUNTED))))
    )
    return _paged(query, done)


def _paged(query: AnySelect, found: Any) -> tuple[AnySelect, AnySelect]:
    """The rows of a listing, the newest first, and their number."""
    rows = (
        query.order_by(found.c.at.desc(), found.c.ref, found.c.kind)
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
    )
    first = query.limit(bindparam("most", type_=Integer)).subquery()
    return rows, select(func.count()).select_from(first)


@lru_cache(maxsize=16)
def _counts(standing: Standing, size: int) -> AnySelect:
    columns = ("person_id", "kind", "at")
    found = counted(by_people(standing, size), visible_people(AnyReader), *columns).subquery(
        "found"
    )
    of_one = (found.c.person_id, found.c.kind)
    return select(*of_one, func.count(), func.max(found.c.at)).group_by(*of_one)
