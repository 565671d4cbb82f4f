"""Lists of threads: rows of statements that are built once, for whoever shows threads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.accounts.queries import listed_id
from portal.extensions import numbered, places, read_rows
from portal.forum.models import Community, Post, Thread, ThreadReader, ThreadTopic
from portal.forum.queries.unread import (
    READER,
    TOLD,
    Mark,
    candidates,
    is_unread,
    with_marks,
)
from portal.forum.seeing import readable_by, threads_visible_by
from portal.forum.vocabulary import Resolution, State
from portal.organisations.models import Organisation
from portal.organisations.queries import kept_services
from portal.records import AnyRow, AnySelect, Listing
from portal.topics.models import Topic
from portal.topics.queries import or_below
from portal.visibility import Standing, standing_of, values_in_sql

VIEWS: Final[Mapping[str, str]] = {
    "new": "New",
    "unread": "Unread",
    "unanswered": "Unanswered",
    "mine": "Mine",
    "following": "Following",
}
OF_PEOPLE: Final = frozenset({"unread", "mine", "following"})
"""The views that need somebody who signs in."""
SORTS: Final[Mapping[str, str]] = {
    "latest": "Last post",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "replies": "Most replies",
}
OF_PLACES: Final = ("organisation", "service", "region")
"""The filters by the place of who started a thread."""
FILTERS: Final = ("community", "kind", "state", "topic", *OF_PLACES)

# Rows of one page.
_AT_ONCE = 20
_COLUMNS = (
    *(Thread.id, Thread.title, Thread.kind, Thread.state, Thread.resolution, Thread.author_id),
    *(Thread.is_anonymous, Thread.reply_count, Thread.created_at, Thread.last_post_at),
    *(Thread.locked_at, Thread.pinned_until),
    Community.slug.label("community_slug"),
    Community.name.label("community_name"),
    *(User.name.label("author_name"), listed_id().label("author_listed")),
)
_Region = aliased(Organisation)
_TOPICS_OF = (
    select(ThreadTopic.thread_id, Topic.label, Topic.slug)
    .join(Topic, Topic.id == ThreadTopic.topic_id)
    .where(ThreadTopic.thread_id.in_(places("thread", _AT_ONCE)))
    .order_by(Topic.label)
)


def listing(
    reader: Any,
    view: str = "new",
    filters: Mapping[str, str] | None = None,
    sort: str = "latest",
    *,
    has_many_unread: bool = False,
) -> Listing:
    """The threads of one of ``VIEWS`` that the reader may see.

    Many unread threads are soon met in the order of the list, few are looked up by themselves:
    ``has_many_unread`` says what ``count_unread`` found.

    ``filters`` may name community (slug), kind, state (of questions), topic (slug; with those
    below it), and organisation, region (ODS codes) or service (slug) of who started it.
    Rows have ``is_unread`` and ``is_begun``: whether the reader has read some of it.
    """
    filters = filters or {}
    are_few = view == "unread" and not has_many_unread
    rows, total = _listing(standing_of(reader), view, tuple(sorted(filters)), sort, are_few)
    return Listing(rows, total, {"reader_id": reader.id, **filters})


def latest(reader: Any, limit: int, community: str = "") -> Sequence[AnyRow]:
    """The threads with the newest posts, of all communities or of the one with a slug."""
    found = listing(reader, filters={"community": community} if community else None)
    return read_rows(found.rows, {**found.values, "limit": limit, "offset": 0}).all()


def pinned(reader: Any, community_id: int, today: date) -> Sequence[AnyRow]:
    """The threads that are pinned in a community, the newest first."""
    values = {"reader_id": reader.id, "community_id": community_id, "today": today}
    return read_rows(_pinned(standing_of(reader)), values).all()


def topics_of(ids: Iterable[int]) -> dict[int, list[AnyRow]]:
    """Label and slug of the topics of the threads of a page."""
    wanted = list(ids)[:_AT_ONCE]
    found: dict[int, list[AnyRow]] = {}
    for row in read_rows(_TOPICS_OF, numbered("thread", wanted + [0] * (_AT_ONCE - len(wanted)))):
        found.setdefault(row.thread_id, []).append(row)
    return found


def communities(reader: Any, limit: int) -> Sequence[AnyRow]:
    """Slug and name of communities that the reader may read, by name."""
    values = {"reader_id": reader.id, "limit": limit}
    return read_rows(_communities(standing_of(reader)), values).all()


@cache
def _listing(
    standing: Standing, view: str, filters: tuple[str, ...], sort: str, are_few: bool
) -> tuple[AnySelect, AnySelect]:
    conditions = [
        _visible(standing, view),
        Thread.id.in_(candidates()) if are_few else true(),
        _in_view(view),
        *(_filter(name, bindparam(name, type_=String)) for name in filters),
    ]
    rows = (
        _rows(standing)
        .where(*conditions)
        .order_by(*_order(sort))
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
    )
    counted = _around(select(Thread.id), standing if view == "unread" else Standing.VISITOR)
    few = counted.where(*conditions).limit(bindparam("most", type_=Integer)).subquery()
    return rows, select(func.count()).select_from(few)


@cache
def _pinned(standing: Standing) -> AnySelect:
    found: AnySelect = (
        _rows(standing)
        .where(
            Thread.community_id == bindparam("community_id", type_=Integer),
            Thread.pinned_until >= bindparam("today", type_=Date),
            _visible(standing, "new"),
        )
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(_AT_ONCE)
    )
    return found


@cache
def _communities(standing: Standing) -> AnySelect:
    query = select(Community.slug, Community.name).where(readable_by(standing, READER))
    return query.order_by(Community.name).limit(bindparam("limit", type_=Integer))


def _rows(standing: Standing) -> Any:
    """What a list shows of a thread; nothing is unread for visitors."""
    query = _around(select(*_COLUMNS), standing).join(User, User.id == Thread.author_id)
    if standing is Standing.VISITOR:
        return query.add_columns(false().label("is_unread"), false().label("is_begun"))
    begun = func.coalesce(Mark.last_read_no, 0) > 0
    return query.add_columns(is_unread().label("is_unread"), begun.label("is_begun"))


def _around(query: Any, standing: Standing) -> Any:
    query = query.select_from(Thread).join(Community, Community.id == Thread.community_id)
    return query if standing is Standing.VISITOR else with_marks(query)


def _visible(standing: Standing, view: str) -> ColumnElement[bool]:
    """Hidden threads are in no list but that of their author."""
    if view not in ("mine", "following"):
        return (Thread.state == State.PUBLISHED) & readable_by(standing, READER)
    # A few threads of one person, asked as a case: databases look into no case for a way to find
    # rows, and what a person may see would be a long way round.
    visible = threads_visible_by(standing, READER)
    if view == "following":
        visible &= Thread.state == State.PUBLISHED
    return case((visible, true()), else_=false())


def _in_view(view: str) -> ColumnElement[bool]:
    if view == "unread":
        return is_unread()
    if view == "unanswered":
        return Thread.resolution == Resolution.OPEN
    if view == "mine":
        # Whoever starts a thread writes its opening post.
        return Thread.id.in_(select(Post.thread_id).where(Post.author_id == READER))
    if view == "following":
        followed = select(ThreadReader.thread_id).where(
            ThreadReader.person_id == READER, ThreadReader.level.in_(values_in_sql(TOLD))
        )
        return Thread.id.in_(followed)
    return Thread.state.is_not(None)


def _filter(name: str, value: ColumnElement[str]) -> ColumnElement[bool]:
    if name == "community":
        return Community.slug == value
    if name == "kind":
        return Thread.kind == value
    if name == "state":
        return Thread.resolution == value
    if name in OF_PLACES:
        # Started with a name, by people who can be found.
        of_it = _at_place(name, value).where(User.is_listed, User.disabled_at.is_(None))
        return Thread.is_anonymous.is_(False) & Thread.author_id.in_(of_it)
    on_topic = ThreadTopic.topic_id.in_(or_below(Topic.slug == value))
    return Thread.id.in_(select(ThreadTopic.thread_id).where(on_topic))


def _at_place(name: str, value: ColumnElement[str]) -> Any:
    """The ids of the people of an organisation, a library service or a region."""
    if name == "service":
        service = kept_services()
        people = select(User.id).join(service, service.c.id == User.library_service_id)
        return people.where(service.c.slug == value)
    people = select(User.id).join(Organisation, Organisation.id == User.organisation_id)
    if name == "organisation":
        return people.where(Organisation.ods_code == value)
    region = select(_Region.id).where(_Region.ods_code == value)
    return people.where(or_(Organisation.region_id.in_(region), Organisation.ods_code == value))


def _order(sort: str) -> tuple[Any, ...]:
    if sort == "newest":
        return (Thread.created_at.desc(), Thread.id.desc())
    if sort == "oldest":
        return (Thread.created_at, Thread.id)
    if sort == "replies":
        return (Thread.reply_count.desc(), Thread.last_post_at.desc(), Thread.id.desc())
    return (Thread.last_post_at.desc(), Thread.id.desc())
