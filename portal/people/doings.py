"""What people did, read from the records: the statements behind ``portal.people.evidence``.

Only what is published, visible to the reader and shown with the name of who did it. Whether that
person can be found, shows it and lets it count is asked of all of it together, in ``evidence``.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from portal.extensions import places
from portal.forum.models import Answer, Community, Membership, Post, Thread
from portal.forum.seeing import STEWARDS, readable_by, threads_visible_by
from portal.forum.vocabulary import State, ThreadKind
from portal.innovations.models import Adoption, Innovation, InnovationPerson
from portal.people.vocabulary import EvidenceKind
from portal.records import AnySelect
from portal.visibility import Standing, Status, values_in_sql

Doings = CompoundSelect[*tuple[Any, ...]]
"""person_id, kind, ref, via, at, innovation_id, thread_id."""

_READER_ID: Final = bindparam("reader_id", type_=Integer)
# Who only looks at a practice knows no more of it than any reader.
_TRIED: Final = ("piloting", "in_use", "adapted", "stopped")


def by_refs(standing: Standing, size: int) -> Doings:
    """What was done on records: ``size`` ids each as ``innovation_…``, ``thread_…``, ``post_…``.

    ``via`` is the record that was asked about. The replies in a thread are found by it as well.
    """
    of_innovations = Innovation.id.in_(places("innovation", size))
    of_threads = Thread.id.in_(places("thread", size))
    through = _ref("thread", Thread.id)
    return union_all(
        _parts(standing).where(of_innovations),
        _reviews(standing).where(of_innovations),
        _adoptions(standing).where(of_innovations),
        _questions(standing).where(of_threads),
        _posts(standing).where(Post.id.in_(places("post", size))),
        _posts(standing, via=through).where(of_threads),
    )


def by_people(standing: Standing, size: int) -> Doings:
    """What people did: for ``size`` ids of theirs as ``person_…``."""
    return of_people(standing, places("person", size))


def of_people(standing: Standing, people: Any) -> Doings:
    """What people did whose ids are ``people``: what a column can be in."""
    return union_all(*each_of(standing, lambda person_id: person_id.in_(people)))


def each_of(standing: Standing, is_wanted: Callable[[Any], ColumnElement[bool]]) -> list[AnySelect]:
    """What people did who are wanted by their ids: a statement for each sort of thing.

    The reader sees of themself what is on records too that they may not see any more, or they
    could not leave it out; the records themselves are not named then.
    """
    return [
        _parts(standing, own=True).where(is_wanted(InnovationPerson.user_id)),
        _reviews(standing, own=True).where(is_wanted(Innovation.rated_by_id)),
        _adoptions(standing, own=True).where(is_wanted(Adoption.person_id)),
        _questions(standing, own=True).where(is_wanted(Thread.author_id)),
        _posts(standing, own=True).where(is_wanted(Post.author_id)),
        _roles(standing).where(is_wanted(Membership.person_id)),
    ]


def _parts(standing: Standing, *, own: bool = False) -> AnySelect:
    """The people of records; who has several parts in one counts once, as an owner if they are."""
    owns = func.max(case((InnovationPerson.role == "owner", 1), else_=0)) == 1
    kind = case((owns, _kind(EvidenceKind.OWNER)), else_=_kind(EvidenceKind.CONTRIBUTOR))
    person_id = InnovationPerson.user_id
    return (
        _of_innovation(standing, person_id, kind, Innovation.published_at, own=own)
        .join(InnovationPerson, InnovationPerson.innovation_id == Innovation.id)
        .where(person_id.is_not(None), InnovationPerson.is_shown)
        .group_by(person_id, Innovation.id, Innovation.published_at)
    )


def _reviews(standing: Standing, *, own: bool = False) -> AnySelect:
    """Who rated the evidence of a record: that name stands on its page."""
    kind, person_id = _kind(EvidenceKind.REVIEW), Innovation.rated_by_id
    query = _of_innovation(standing, person_id, kind, Innovation.rated_on, own=own)
    return query.where(person_id.is_not(None))


def _adoptions(standing: Standing, *, own: bool = False) -> AnySelect:
    at = func.coalesce(Adoption.decided_at, Adoption.created_at)
    kind = _kind(EvidenceKind.ADOPTION)
    return (
        _of_innovation(standing, Adoption.person_id, kind, at, own=own)
        .join(Adoption, Adoption.innovation_id == Innovation.id)
        .where(Adoption.state == "confirmed", Adoption.stage.in_(values_in_sql(_TRIED)))
    )


def _of_innovation(
    standing: Standing, person_id: Any, kind: Any, at: Any, *, own: bool
) -> AnySelect:
    """What somebody did on published records."""
    record, visible = _ref("innovation", Innovation.id), Innovation.visible_to_any(standing)
    return (
        _doing(person_id, kind, record, at, innovation_id=_where(visible, Innovation.id, own=own))
        .select_from(Innovation)
        .where(Innovation.status == Status.PUBLISHED, _admits(visible, person_id, own=own))
    )


def _questions(standing: Standing, *, own: bool = False) -> AnySelect:
    record, visible = _ref("thread", Thread.id), _sees_thread(standing)
    kind, on = _kind(EvidenceKind.QUESTION), _where(visible, Thread.id, own=own)
    return (
        _doing(Thread.author_id, kind, record, Thread.created_at, thread_id=on)
        .join(Community, Community.id == Thread.community_id)
        .where(
            Thread.kind == ThreadKind.QUESTION,
            _is_published(Thread.state),
            Thread.is_anonymous.is_(False),
            _admits(visible, Thread.author_id, own=own),
        )
    )


def _posts(
    standing: Standing, *, via: ColumnElement[str] | None = None, own: bool = False
) -> AnySelect:
    """Replies, and those that were credited by somebody else with having answered.

    What the asker adds helps nobody but them; of one who asked without a name it is not left out,
    or the gap would say who asked. Opening posts are left out with that.
    """
    record, visible = _ref("post", Post.id), _sees_thread(standing)
    credited = _credited()
    kind = case((credited, _kind(EvidenceKind.ANSWER)), else_=_kind(EvidenceKind.REPLY))
    on = _where(visible, Thread.id, own=own)
    return (
        _doing(Post.author_id, kind, record, Post.created_at, via=via, thread_id=on)
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Community, Community.id == Thread.community_id)
        .where(
            Post.state == State.PUBLISHED,
            _is_published(Thread.state),
            Post.is_anonymous.is_(False),
            or_(Post.author_id != Thread.author_id, Thread.is_anonymous, credited),
            _admits(visible, Post.author_id, own=own),
        )
    )


def _roles(standing: Standing) -> AnySelect:
    """Who helps to run a community: on no topic, so that no search leads to it."""
    kind, record = _kind(EvidenceKind.ROLE), _ref("community", Community.id)
    return (
        _doing(Membership.person_id, kind, record, Membership.joined_at)
        .join(Community, Community.id == Membership.community_id)
        .where(
            Membership.role.in_(values_in_sql(STEWARDS)),
            readable_by(standing, _READER_ID),
        )
    )


def _is_published(state: Any) -> ColumnElement[bool]:
    """So that neither its index nor its statistics are used: for a few people or records, SQLite
    would read all published threads, and PostgreSQL all posts.
    """
    return func.coalesce(state, "") == State.PUBLISHED


def _doing(
    person_id: Any,
    kind: Any,
    record: Any,
    at: Any,
    *,
    via: Any = None,
    innovation_id: Any = None,
    thread_id: Any = None,
) -> AnySelect:
    """The columns of ``Doings``: none of the three that are not given has anything in it."""
    nothing = cast(null(), Integer)
    return select(
        person_id.label("person_id"),
        kind.label("kind"),
        record.label("ref"),
        (record if via is None else via).label("via"),
        at.label("at"),
        (nothing if innovation_id is None else innovation_id).label("innovation_id"),
        (nothing if thread_id is None else thread_id).label("thread_id"),
    )


def _credited() -> ColumnElement[bool]:
    """Nobody credits themself; what was imported was credited where it comes from."""
    by_another = or_(Answer.by_id.is_(None), Answer.by_id != Post.author_id)
    return exists().where(Answer.post_id == Post.id, by_another)


def _admits(visible: ColumnElement[bool], person_id: Any, *, own: bool) -> ColumnElement[bool]:
    """Whether it is there for the reader, of whose own everything is if ``own`` says so."""
    return or_(visible, person_id == _READER_ID) if own else visible


def _where(visible: ColumnElement[bool], record_id: Any, *, own: bool) -> ColumnElement[Any]:
    """The record whose topics it is on; none where the reader may not see that record."""
    return case((visible, record_id)) if own else record_id


def _sees_thread(standing: Standing) -> ColumnElement[bool]:
    return threads_visible_by(standing, _READER_ID)


def _kind(kind: EvidenceKind) -> ColumnElement[str]:
    return literal(str(kind), String)


def _ref(kind: str, record_id: Any) -> ColumnElement[str]:
    return literal(f"{kind}:", String).concat(cast(record_id, String))
