"""Records as their pages show them: two statements built once, and no ORM objects.

The page is among the most read, and it needs neither the texts as they were
typed nor objects that know how to be saved. What changes a record takes
``queries.get`` instead. Whatever gives many records away takes ``shown_in``: what no page shows
is not there to be given.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    case,
    cast,
    false,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.accounts.queries import listed_id
from portal.extensions import read_rows
from portal.innovations.models import (
    Innovation,
    InnovationFile,
    InnovationPartner,
    InnovationPerson,
    InnovationTopic,
    RelatedInnovation,
)
from portal.innovations.models.checks import involved_among, owners_among
from portal.organisations.models import LibraryService, Organisation
from portal.records import AnyRow, AnySelect
from portal.topics.models import Topic
from portal.visibility import Standing, standing_of, values_of

# What the page does not show: texts as they were typed and as search knows them, and the work of
# moderators.
_LEFT_OUT = {
    *("problem", "what_we_did", "results", "would_do_differently"),
    *("starting_advice", "sustaining_advice", "risks", "plain_text"),
    *("topic_suggestion", "appeal_words"),
}


class Place(NamedTuple):
    """An organisation or a library service; only organisations have a code."""

    name: str
    ods_code: str = ""


class Subject(NamedTuple):
    label: str
    slug: str


class Participant(NamedTuple):
    name: str
    role: str
    user_id: int | None
    is_shown: bool
    listed_id: int | None = None
    """Their own id again if others may open their profile."""


class Attached(NamedTuple):
    """A file as it is served."""

    name: str
    media_type: str


class AttachedFile(NamedTuple):
    """A file that the record shows, and what is said of it."""

    path: str
    media_type: str
    title: str
    alternative_text: str
    licence: str


class Contact(NamedTuple):
    """Who shows their address to people who sign in; None and None when nobody does."""

    name: str | None
    email: str | None


class ShownInnovation:
    """A record to be read: the attributes are those of ``Innovation``, as far as its page goes."""

    def __init__(self, row: AnyRow, links: Iterable[AnyRow]) -> None:
        self.__dict__.update(row._mapping)
        self.contact_person = Contact(row.contact_name, row.contact_email)
        self.organisation = _place(row.organisation_name, row.organisation_code)
        self.region = _place(row.region_name)
        self.library_service = _place(row.service_name)
        self.topics: list[Subject] = []
        self.partners: list[Place] = []
        self.people: list[Participant] = []
        # Relation, id and title of the records that this one names and the reader may see.
        self.related: list[tuple[str, int, str]] = []
        # The same of those that name this one.
        self.related_from: list[tuple[str, int, str]] = []
        # The files of the attachments, and of older ones, by their ids.
        self.files: dict[int, Attached] = {}
        for part, _, text, key, number, is_shown, listed, _ in links:
            if part == "topic":
                self.topics.append(Subject(text, key))
            elif part == "partner":
                self.partners.append(Place(text, key))
            elif part == "person":
                self.people.append(Participant(text, key, number, is_shown, listed))
            elif part == "related":
                self.related.append((key, number, text))
            elif part == "file":
                self.files[number] = Attached(text, key)
            else:
                self.related_from.append((key, number, text))
        self.path = f"/innovations/{row.id}"
        self.owner_ids = owners_among(row.author_id, self.people)
        self.involved_ids = involved_among(row.author_id, self.people, row.backup_owner_id)

    def __getattr__(self, name: str) -> Any:
        """For the type checker: every column that was read is an attribute."""
        raise AttributeError(name)


def shown(innovation_id: int, reader: Any) -> ShownInnovation | None:
    """The record for its page; None when it is not there for the reader."""
    record, links = _statements(standing_of(reader))
    values = {**values_of(reader), "wanted": innovation_id}
    row = read_rows(record, values).first()
    return ShownInnovation(row, read_rows(links, values)) if row else None


def shown_in(ids: Sequence[int], reader: Any) -> list[ShownInnovation]:
    """Those of the records that are there for the reader, in the order of the ids."""
    record, links = _statements(standing_of(reader), many=True)
    values = {**values_of(reader), "wanted": list(ids)}
    rows = {row.id: row for row in read_rows(record, values)}
    named: dict[int, list[AnyRow]] = {}
    for link in read_rows(links, values):
        named.setdefault(link.innovation_id, []).append(link)
    return [ShownInnovation(rows[key], named.get(key, ())) for key in ids if key in rows]


def attached(record: ShownInnovation) -> list[AttachedFile]:
    """The attachments of a record, in their order."""
    found = [(row, record.files.get(row["file_id"])) for row in record.attachments]
    return [
        AttachedFile(
            f"{record.path}/files/{row['file_id']}/{quote(file.name)}",
            file.media_type,
            row.get("title") or file.name,
            row.get("alternative_text") or "",
            row.get("licence") or "",
        )
        for row, file in found
        if file
    ]


def _place(name: str | None, code: str = "") -> Place | None:
    return Place(name, code) if name else None


@cache
def _statements(standing: Standing, *, many: bool = False) -> tuple[AnySelect, Any]:
    region, rater = aliased(Organisation), aliased(User)
    record = (
        select(
            *(column for column in Innovation.__table__.c if column.name not in _LEFT_OUT),
            User.name.label("contact_name"),
            User.email.label("contact_email"),
            rater.name.label("rater_name"),
            Organisation.name.label("organisation_name"),
            Organisation.ods_code.label("organisation_code"),
            region.name.label("region_name"),
            LibraryService.name.label("service_name"),
        )
        .select_from(Innovation)
        .outerjoin(User, User.id == Innovation.contact_person_id)
        .outerjoin(rater, rater.id == Innovation.rated_by_id)
        .outerjoin(Organisation, Organisation.id == Innovation.organisation_id)
        .outerjoin(region, region.id == Innovation.region_id)
        .outerjoin(LibraryService, LibraryService.id == Innovation.library_service_id)
        .where(_wanted(Innovation.id, many), _visible(standing, many))
    )
    return record, _links(standing, many)


def _wanted(column: Any, many: bool) -> Any:
    """Whether it is the record, or one of them."""
    value = bindparam("wanted", type_=Integer, expanding=many)
    return column.in_(value) if many else column == value


def _visible(standing: Standing, many: bool) -> Any:
    """Whether the reader may see the record.

    Of many it is asked as a case, which no database looks into for a way to find rows: SQLite
    would go through all published records for each piece, fifty times as long.
    """
    visible = Innovation.visible_to_any(standing)
    return case((visible, true()), else_=false()) if many else visible


def _links(standing: Standing, many: bool) -> Any:
    """Part, position, text, key, number, whether it is shown, and the record that names it."""
    first, yes, nobody = literal(0, Integer), true(), cast(null(), Integer)

    def part(name: str, *columns: Any, listed: Any = nobody) -> Any:
        text, key, number, position, is_shown, of = columns
        return select(
            cast(literal(name), String).label("part"),
            position.label("position"),
            text.label("text"),
            key.label("key"),
            number.label("number"),
            is_shown.label("is_shown"),
            listed.label("listed_id"),
            of.label("innovation_id"),
        ).where(_wanted(of, many))

    about, place, other = InnovationTopic, InnovationPartner, RelatedInnovation
    topics = part(
        "topic", Topic.label, Topic.slug, Topic.id, first, yes, about.innovation_id
    ).join_from(about, Topic, about.topic_id == Topic.id)
    partners = part(
        *("partner", Organisation.name, Organisation.ods_code, Organisation.id),
        *(first, yes, place.innovation_id),
    ).join_from(place, Organisation, place.organisation_id == Organisation.id)
    who = InnovationPerson
    people = part(
        *("person", who.name, who.role, who.user_id, who.position, who.is_shown),
        who.innovation_id,
        listed=listed_id(),
    ).join_from(who, User, who.user_id == User.id, isouter=True)
    related = part(
        *("related", Innovation.title, other.relation, Innovation.id),
        *(first, yes, other.innovation_id),
    ).join_from(other, Innovation, other.target_id == Innovation.id)
    related_from = part(
        *("related_from", Innovation.title, other.relation, Innovation.id),
        *(first, yes, other.target_id),
    ).join_from(other, Innovation, other.innovation_id == Innovation.id)
    file = InnovationFile
    files = part("file", file.name, file.media_type, file.id, first, yes, file.innovation_id)
    visible = _visible(standing, many)
    return union_all(
        *(topics, partners, people, files),
        *(related.where(visible), related_from.where(visible)),
    ).order_by("position", "text")
