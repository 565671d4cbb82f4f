"""A record as it reads with other contents in place: an older version, or one that waits.

It is read by the same forms, parts, requirements and pages as a record. What the contents do
not name is the record's own: its state, its owners, its path. What they name and is not there
any more, such as a topic that was deleted, is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

from sqlalchemy import select

from portal import markdown
from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.models import Innovation
from portal.innovations.texts import MARKDOWN_FIELDS
from portal.innovations.versions.contents import Contents, fields_of
from portal.organisations.models import LibraryService, Organisation
from portal.topics.models import Topic

Loaded = dict[type[Any], dict[int, Any]]
# The column, and the relationship that reads what it points at.
_POINTERS: tuple[tuple[str, str, type[Any]], ...] = (
    ("organisation_id", "organisation", Organisation),
    ("region_id", "region", Organisation),
    ("library_service_id", "library_service", LibraryService),
)


class Person(NamedTuple):
    """Someone with a part in the record, as ``InnovationPerson`` reads."""

    user_id: int | None
    name: str
    role: str
    is_shown: bool


class Link(NamedTuple):
    """How the record stands to another, as ``RelatedInnovation`` reads."""

    target_id: int
    relation: str


class _Overlay:
    def __init__(self, record: Innovation, contents: Mapping[str, Any], loaded: Loaded) -> None:
        self._record = record
        fields = fields_of(contents)
        for column, name, model in _POINTERS:
            if column in fields:
                thing = loaded[model].get(fields[column])
                setattr(self, name, thing)
                fields[column] = thing.id if thing else None
        for name, model, label in (
            ("topics", Topic, "label"),
            ("partners", Organisation, "name"),
        ):
            if name in fields:
                there = (loaded[model][key] for key in fields[name] if key in loaded[model])
                fields[name] = sorted(there, key=lambda thing: str(getattr(thing, label)))
        if "people" in fields:
            fields["people"] = [_person(row, loaded[User]) for row in fields["people"]]
        if "related" in fields:
            known = loaded[Innovation]
            fields["related"] = [
                Link(**row) for row in fields["related"] if row["target_id"] in known
            ]
        self.__dict__.update(fields)

    @cached_property
    def html(self) -> dict[str, str]:
        """Safe HTML of the texts; rendered only where they differ from the record's own."""
        own = self._record
        return {
            name: own.html[name]
            if text == getattr(own, name) and name in own.html
            # A text that the record does not have now.
            else markdown.render(text)
            for name in MARKDOWN_FIELDS
            if (text := getattr(self, name))
        }

    def __getattr__(self, name: str) -> Any:
        """All else is the record's own."""
        return getattr(self._record, name)


def over(record: Innovation, contents: Mapping[str, Any]) -> Innovation:
    """The record as it reads with ``contents`` (all or some) in place; it cannot be saved.

    At most 5 statements, fewer where the contents point at less.
    """
    return over_each(record, [contents])[0]


def over_each(record: Innovation, versions: Sequence[Mapping[str, Any]]) -> list[Innovation]:
    """The record with each of several contents in place, in as many statements as for one."""
    loaded = _load(record, versions)
    return [cast(Innovation, _Overlay(record, contents, loaded)) for contents in versions]


def _person(row: Mapping[str, Any], users: Mapping[int, Any]) -> Person:
    key = row["user_id"]
    return Person(key if key in users else None, row["name"], row["role"], row["is_shown"])


def _load(record: Innovation, versions: Sequence[Contents | Mapping[str, Any]]) -> Loaded:
    """What the contents point at and is there, by its id."""
    wanted: dict[type[Any], set[int]] = {
        model: set() for model in (Organisation, LibraryService, Topic, User, Innovation)
    }
    for contents in versions:
        for column, _, model in _POINTERS:
            wanted[model].update(_key(contents.get(column)))
        wanted[Topic].update(contents.get("topics", ()))
        wanted[Organisation].update(contents.get("partners", ()))
        wanted[User].update(
            row["user_id"] for row in contents.get("people", ()) if row["user_id"] is not None
        )
        wanted[Innovation].update(row["target_id"] for row in contents.get("related", ()))
    wanted[Innovation].discard(record.id)
    loaded: Loaded = {}
    for model, keys in wanted.items():
        if model in (User, Innovation):
            # That they are there is all that is asked.
            loaded[model] = dict.fromkeys(_ids(model, keys))
        else:
            loaded[model] = _rows(model, keys)
    return loaded


def _key(value: int | None) -> Iterable[int]:
    return () if value is None else (value,)


def _ids(model: type[Any], keys: set[int]) -> Iterable[int]:
    return db.session.scalars(select(model.id).where(model.id.in_(keys))) if keys else ()


def _rows(model: type[Any], keys: set[int]) -> dict[int, Any]:
    if not keys:
        return {}
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(keys)))}
