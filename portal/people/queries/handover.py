"""What somebody who leaves has to hand over, as a reader may see it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.models import Community, Membership, Thread, ThreadReader
from portal.forum.seeing import STEWARDS, readable_communities, visible_threads
from portal.forum.vocabulary import Level
from portal.innovations.keeping.queries import LOOKED_AFTER
from portal.innovations.models import Innovation
from portal.people import vocabulary as v
from portal.people.models import HandoverItem, Leaving, RoleHeld, System
from portal.people.queries import risk
from portal.people.queries.evidence import titles
from portal.people.queries.holding import Scope
from portal.people.seeing import audiences_of, seen_fields
from portal.records import AnySelect, ref

FOLLOWED: Final = (Level.FOLLOWING, Level.EVERY_POST)
PARTS: Final[Mapping[str, str]] = {
    "known": "What only they know",
    "records": "Records",
    "threads": "Threads",
    "roles": "Roles",
    "write-up": "Write-up",
}
PART_OF: Final[Mapping[str, str]] = {
    **{"topic": "known", "system": "known", "innovation": "records", "thread": "threads"},
    **{"role": "roles", "community": "roles", "prompt": "write-up"},
}
"""The part in which a line stands, by the kind of its key."""
_FIELD_OF: Final[Mapping[str, str]] = {"topic": "offers", "system": "systems", "role": "roles"}
"""Of what comes from a profile: its field, which the reader has to see."""


@dataclass(frozen=True)
class Line:
    """One line of the checklist."""

    key: str
    title: str
    href: str = ""
    """Where the record is."""
    hint: str = ""
    note: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class Checklist:
    """The lines by part; ``threads`` is how many followed threads the reader may see as well."""

    parts: Mapping[str, Sequence[Line]]
    threads: int

    @property
    def total(self) -> int:
        return sum(map(len, self.parts.values()))

    @property
    def done(self) -> int:
        return sum(line.is_done for lines in self.parts.values() for line in lines)

    def line(self, key: str) -> Line | None:
        """The line with this key."""
        return next((x for lines in self.parts.values() for x in lines if x.key == key), None)


def leaving(person_id: int) -> Leaving | None:
    """That a person leaves."""
    return db.session.get(Leaving, person_id)


def closed_leaver(person_id: int) -> User | None:
    """A leaver whose account was closed: nobody finds them, but their hand-over goes on.

    Ask next whether the reader may see that.
    """
    return db.session.scalar(
        select(User)
        .join(Leaving, Leaving.person_id == User.id)
        .where(User.id == person_id, User.is_listed, User.disabled_at.is_not(None))
    )


def item(person_id: int, key: str) -> HandoverItem | None:
    """What was ticked or written beside a line."""
    return db.session.get(HandoverItem, (person_id, key))


def checklist(person: User, reader: Any) -> Checklist:
    """All of it; a fixed number of statements."""
    threads = _threads(person, reader) if person.id == reader.id else []
    parts = {
        "known": _known(person, reader),
        "records": _records(person, reader),
        "threads": threads,
        "roles": _roles(person, reader) + _communities(person, reader),
        "write-up": [Line(f"prompt:{key}", words) for key, (words, _) in v.PROMPTS.items()],
    }
    rows = db.session.scalars(select(HandoverItem).where(HandoverItem.person_id == person.id))
    marked = {row.key: row for row in rows}
    there = {line.key for lines in parts.values() for line in lines}
    noted = [key for key, row in marked.items() if row.note and key not in there]
    for line in _gone(noted, person, reader) if noted else ():
        parts[PART_OF[line.key.partition(":")[0]]].append(line)
    return Checklist(
        {part: [_marked(line, marked) for line in lines] for part, lines in parts.items()},
        len(threads) if person.id == reader.id else count_of(followed_threads(person, reader)),
    )


def owned(person: User, reader: Any) -> AnySelect:
    """Id and title of the records in use that a person owns."""
    return (
        select(Innovation.id, Innovation.title)
        .where(
            Innovation.owned_by(person.id),
            Innovation.status.in_(LOOKED_AFTER),
            Innovation.visible_to(reader),
        )
        .order_by(Innovation.title, Innovation.id)
    )


def backed(person: User, reader: Any) -> AnySelect:
    """Ids of the records whose owners a person stands in for."""
    return (
        select(Innovation.id)
        .where(
            Innovation.backup_owner_id == person.id,
            Innovation.status.in_(LOOKED_AFTER),
            Innovation.visible_to(reader),
        )
        .order_by(Innovation.id)
    )


def followed_threads(person: User, reader: Any) -> AnySelect:
    """Id, title and level of the threads that a person follows and the reader may see."""
    return (
        select(Thread.id, Thread.title, ThreadReader.level)
        .join(ThreadReader, ThreadReader.thread_id == Thread.id)
        .join(Community, Community.id == Thread.community_id)
        .where(
            ThreadReader.person_id == person.id,
            ThreadReader.level.in_(FOLLOWED),
            visible_threads(reader),
        )
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
    )


def count_of(query: AnySelect) -> int:
    """How many rows a query has."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return db.session.scalar(counted) or 0


def scope_of(person: User) -> Scope:
    """Among whom a leaver is the only one: those of their organisation, or everyone."""
    if person.organisation_id is None:
        return Scope()
    return Scope(organisation_ids=frozenset({person.organisation_id}))


def _known(person: User, reader: Any) -> list[Line]:
    rows = risk.only_known_by(person, reader, scope_of(person))
    return [Line(row.ref, row.name, row.path, row.kind) for row in rows]


def _records(person: User, reader: Any) -> list[Line]:
    return [
        Line(ref("innovation", row.id), row.title, f"/innovations/{row.id}")
        for row in db.session.execute(owned(person, reader))
    ]


def _threads(person: User, reader: Any) -> list[Line]:
    return [
        Line(ref("thread", row.id), row.title, f"/threads/{row.id}")
        for row in db.session.execute(followed_threads(person, reader))
    ]


def _roles(person: User, reader: Any) -> list[Line]:
    if "roles" not in seen_fields(person, reader, audiences_of(person.id)):
        return []
    query = (
        select(RoleHeld.role, RoleHeld.details, RoleHeld.system_id, System.name)
        .outerjoin(System, System.id == RoleHeld.system_id)
        .where(RoleHeld.person_id == person.id, RoleHeld.until_month.is_(None))
        .order_by(RoleHeld.id)
    )
    lines, numbers = [], Counter[str]()
    for row in db.session.execute(query):
        # By what it is, not by its row: whoever saves their roles has new rows.
        key = f"role:{row.role}-{row.system_id or 0}"
        numbers[key] += 1
        key += f"-{numbers[key]}" if numbers[key] > 1 else ""
        title = v.ROLES[row.role] + (f", {row.name}" if row.name else "")
        lines.append(Line(key, title, hint=row.details))
    return lines


def _communities(person: User, reader: Any) -> list[Line]:
    query = (
        select(Community.id, Community.name, Community.slug, Membership.role)
        .join(Membership, Membership.community_id == Community.id)
        .where(
            Membership.person_id == person.id,
            Membership.role.in_(STEWARDS),
            readable_communities(reader),
        )
        .order_by(Community.name, Community.id)
    )
    return [
        Line(
            ref("community", row.id),
            f"{row.role.capitalize()} of {row.name}",
            f"/communities/{row.slug}/members",
            "The community chooses who comes next.",
        )
        for row in db.session.execute(query)
    ]


def _gone(keys: Sequence[str], person: User, reader: Any) -> Iterator[Line]:
    """What is no longer to be handed over, such as a record that was passed on: its note stays."""
    seen = seen_fields(person, reader, audiences_of(person.id))
    kinds = {key: key.partition(":")[0] for key in keys}
    # Which threads they follow, only they see.
    of_records = {"innovation", "community", *(["thread"] if person.id == reader.id else [])}
    found = titles((key for key in keys if kinds[key] in of_records), reader)
    shown = [key for key in keys if _FIELD_OF.get(kinds[key]) in seen]
    found |= risk.names_of(key for key in shown if kinds[key] != "role")
    for key in shown:
        if role := v.ROLES.get(key.removeprefix("role:").partition("-")[0]):
            found[key] = role, ""
    for key in keys:
        if key in found:
            yield Line(key, *found[key])
        elif person.id == reader.id:
            yield Line(key, "Something that you cannot open any more")


def _marked(line: Line, marked: Mapping[str, HandoverItem]) -> Line:
    row = marked.get(line.key)
    if row is None:
        return line
    return Line(line.key, line.title, line.href, line.hint, row.note, row.is_done)
