"""Who may see a record: for one record, for a query, for the search index.

The three faces of one rule; tests/architecture/test_visibility.py proves them equal.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, false, literal, or_
from sqlalchemy.orm import Mapped, mapped_column

from portal.permissions import Role


class Status(StrEnum):
    """The life of a record."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    DECLINED = "declined"
    PUBLISHED = "published"
    RETIRED = "retired"
    # Retired because someone withdrew their consent: the page answers 410.
    CONSENT_WITHDRAWN = "consent_withdrawn"
    HIDDEN = "hidden"


class Audience(StrEnum):
    """Who may see a record once it is published."""

    PUBLIC = "public"
    MEMBERS = "members"
    ORGANISATION = "organisation"


class Standing(StrEnum):
    """The kinds of reader: they differ in which rule admits them, not only in who they are."""

    VISITOR = "visitor"
    PERSON = "person"
    MODERATOR = "moderator"


# The audience decides in these states; in all others the owners, those whom they let in, and the
# moderators.
OPEN = frozenset({Status.PUBLISHED, Status.RETIRED})
# Only the owners and the moderators: not even those whom the owners have let in.
TAKEN_AWAY = frozenset({Status.HIDDEN, Status.CONSENT_WITHDRAWN})


class Visible:
    """Mixin of every model that has readers."""

    status: Mapped[str] = mapped_column(String(20), default=Status.DRAFT)
    audience: Mapped[str] = mapped_column(String(20), default=Audience.MEMBERS)
    author_id: Mapped[int]
    organisation_id: Mapped[int | None]

    @property
    def owner_ids(self) -> frozenset[int]:
        """The ids of the people who always see the record."""
        return frozenset({self.author_id})

    @classmethod
    def owned_by(cls, person_id: int) -> ColumnElement[bool]:
        """``owner_ids`` as a WHERE clause."""
        return cls.author_id == person_id

    @property
    def minder_ids(self) -> frozenset[int]:
        """The ids of those whom the owners asked to look after the record: until it is taken away
        they see it as the owners do.
        """
        return frozenset()

    @classmethod
    def minded_by(cls, person_id: int) -> ColumnElement[bool]:
        """``minder_ids`` as a WHERE clause."""
        return false()

    @property
    def labels(self) -> frozenset[str]:
        """The readers this record admits; stored in the search index."""
        labels = {f"user-{person_id}" for person_id in self.owner_ids}
        if self.status not in TAKEN_AWAY:
            labels |= {f"user-{person_id}" for person_id in self.minder_ids}
        if self.status != Status.DRAFT:
            labels.add("moderators")
        if self.status in OPEN:
            if self.audience == Audience.ORGANISATION:
                if self.organisation_id is not None:
                    labels.add(f"organisation-{self.organisation_id}")
            else:
                labels.add(self.audience)
        return frozenset(labels)

    @classmethod
    def visible_to(cls, reader: Any) -> ColumnElement[bool]:
        """The same rule as a WHERE clause."""
        return cls._visible(standing_of(reader), reader.id, reader.organisation_id)

    @classmethod
    def visible_to_any(cls, standing: Standing) -> ColumnElement[bool]:
        """The same clause for a statement that is built once for all readers of a standing.

        It runs with the values of ``values_of(reader)``.
        """
        return cls._visible(
            standing, bindparam("reader_id"), bindparam("reader_organisation_id", type_=Integer)
        )

    @classmethod
    def admitted(cls, reader: Any) -> ColumnElement[bool]:
        """Whether the audience admits the reader, whatever the state of the record."""
        return cls._admitted(standing_of(reader), reader.organisation_id)

    @classmethod
    def _admitted(cls, standing: Standing, organisation_id: Any) -> ColumnElement[bool]:
        if standing is Standing.VISITOR:
            return cls.audience == Audience.PUBLIC
        everyone = cls.audience.in_(values_in_sql([Audience.PUBLIC, Audience.MEMBERS]))
        if organisation_id is None:
            return everyone
        own = cls.organisation_id == organisation_id
        return or_(everyone, and_(cls.audience == Audience.ORGANISATION, own))

    @classmethod
    def _visible(
        cls, standing: Standing, reader_id: Any, organisation_id: Any
    ) -> ColumnElement[bool]:
        is_open = and_(
            cls.status.in_(values_in_sql(sorted(OPEN))), cls._admitted(standing, organisation_id)
        )
        if standing is Standing.VISITOR:
            return is_open
        is_there = cls.status.not_in(values_in_sql(sorted(TAKEN_AWAY)))
        clauses = [is_open, cls.owned_by(reader_id), and_(is_there, cls.minded_by(reader_id))]
        if standing is Standing.MODERATOR:
            clauses.append(cls.status != Status.DRAFT)
        return or_(*clauses)


def values_in_sql(values: Iterable[str]) -> list[ColumnElement[str]]:
    """The values for ``column.in_(…)`` in a statement that is built once.

    A list of plain values is spelt out anew every time that the statement runs, which takes
    longer than SQLite takes to run it.
    """
    return [literal(str(value), String) for value in values]


def standing_of(reader: Any) -> Standing:
    """Which rule admits the reader."""
    if not reader.is_authenticated:
        return Standing.VISITOR
    return Standing.MODERATOR if reader.has_role(Role.MODERATOR) else Standing.PERSON


def values_of(reader: Any) -> dict[str, Any]:
    """Who the reader is, for a statement with ``visible_to_any`` in it."""
    return {"reader_id": reader.id, "reader_organisation_id": reader.organisation_id}


_givers: list[Callable[[Any], frozenset[str]]] = []


def gives_labels(giver: Callable[[Any], frozenset[str]]) -> None:
    """Let a feature say which more labels a reader holds, such as those of their communities."""
    if giver not in _givers:
        _givers.append(giver)


def labels_of(reader: Any) -> frozenset[str]:
    """The labels a reader holds: a record is visible when the two sets meet."""
    labels = {"public"}
    if reader.is_authenticated:
        labels |= {"members", f"user-{reader.id}"}
        if reader.organisation_id is not None:
            labels.add(f"organisation-{reader.organisation_id}")
        if reader.has_role(Role.MODERATOR):
            labels.add("moderators")
    return frozenset(labels).union(*(giver(reader) for giver in _givers))
