"""What people did, read from the records: the statements behind ``portal.people.evidence``.

Only what is published, visible to the reader and shown with the name of who did it. Whether that
person can be found, shows it and lets it count is asked of all of it together, in ``evidence``.
"""

from collections.abc import Callable, Iterable
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
from portal.forum.search.reading import opening_no
from portal.forum.seeing import STEWARDS, readable_by, threads_visible_by
from portal.forum.vocabulary import State, ThreadKind
from portal.innovations.models import Adoption, Innovation, InnovationPerson
from portal.people.vocabulary import EvidenceKind
from portal.records import AnySelect
from portal.visibility import Standing, Status, values_in_sql

Doings = CompoundSelect[*tuple[Any, ...]]
"""person_id, kind, ref, via, at, innovation_id, thread_id."""

Narrow = Callable[[AnySelect], AnySelect]

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
    return union_all(
        _parts(standing).where(InnovationPerson.user_id.in_(people)),
        _reviews(standing).where(Innovation.rated_by_id.in_(people)),
        _adoptions(standing).where(Adoption.person_id.in_(people)),
        _questions(standing).where(Thread.author_id.in_(people)),
        _posts(standing).where(Post.author_id.in_(people)),
        _roles(standing).where(Membership.person_id.in_(people)),
    )


def _parts(standing: Standing) -> AnySelect:
    """The people of records; who has several parts in one counts once, as an owner if they are."""
    owns = func.max(case((InnovationPerson.role == "owner", 1), else_=0)) == 1
    kind = case((owns, _kind(EvidenceKind.OWNER)), else_=_kind(EvidenceKind.CONTRIBUTOR))
    return (
        _of_innovation(InnovationPerson.user_id, kind, Innovation.published_at)
        .join(InnovationPerson, InnovationPerson.innovation_id == Innovation.id)
        .where(
            *_is_published(standing),
            InnovationPerson.user_id.is_not(None),
            InnovationPerson.is_shown,
        )
        .group_by(InnovationPerson.user_id, Innovation.id, Innovation.published_at)
    )


def _reviews(standing: Standing) -> AnySelect:
    """Who rated the evidence of a record: that name stands on its page."""
    return _of_innovation(
        Innovation.rated_by_id, _kind(EvidenceKind.REVIEW), Innovation.rated_on
    ).where(*_is_published(standing), Innovation.rated_by_id.is_not(None))


def _adoptions(standing: Standing) -> AnySelect:
    at = func.coalesce(Adoption.decided_at, Adoption.created_at)
    return (
        _of_innovation(Adoption.person_id, _kind(EvidenceKind.ADOPTION), at)
        .join(Adoption, Adoption.innovation_id == Innovation.id)
        .where(
            *_is_published(standing),
            Adoption.state == "confirmed",
            Adoption.stage.in_(values_in_sql(_TRIED)),
        )
    )


def _of_innovation(person_id: Any, kind: Any, at: Any) -> AnySelect:
    own = _ref("innovation", Innovation.id)
    return select(
        person_id.label("person_id"),
        kind.label("kind"),
        own.label("ref"),
        own.label("via"),
        at.label("at"),
        Innovation.id.label("innovation_id"),
        cast(null(), Integer).label("thread_id"),
    ).select_from(Innovation)


def _questions(standing: Standing) -> AnySelect:
    own = _ref("thread", Thread.id)
    return (
        select(
            *(Thread.author_id, _kind(EvidenceKind.QUESTION), own, own),
            *(Thread.created_at, cast(null(), Integer), Thread.id),
        )
        .join(Community, Community.id == Thread.community_id)
        .where(
            Thread.kind == ThreadKind.QUESTION,
            Thread.state == State.PUBLISHED,
            Thread.is_anonymous.is_(False),
            _sees_thread(standing),
        )
    )


def _posts(standing: Standing, via: ColumnElement[str] | None = None) -> AnySelect:
    """Replies, and those that were credited by somebody else with having answered.

    What the asker adds helps nobody but them; of one who asked without a name it is not left out,
    or the gap would say who asked.
    """
    own = _ref("post", Post.id)
    credited = _credited()
    kind = case((credited, _kind(EvidenceKind.ANSWER)), else_=_kind(EvidenceKind.REPLY))
    helps = or_(Post.author_id != Thread.author_id, Thread.is_anonymous, credited)
    return (
        select(
            *(Post.author_id, kind, own, own if via is None else via),
            *(Post.created_at, cast(null(), Integer), Thread.id),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .join(Community, Community.id == Thread.community_id)
        .where(
            Post.state == State.PUBLISHED,
            Thread.state == State.PUBLISHED,
            Post.is_anonymous.is_(False),
            helps,
            Post.no > opening_no(),
            _sees_thread(standing),
        )
    )


def _roles(standing: Standing) -> AnySelect:
    """Who helps to run a community: on no topic, so that no search leads to it."""
    own = _ref("community", Community.id)
    nothing = cast(null(), Integer)
    return (
        select(
            *(Membership.person_id, _kind(EvidenceKind.ROLE), own, own),
            *(Membership.joined_at, nothing, nothing),
        )
        .join(Community, Community.id == Membership.community_id)
        .where(
            Membership.role.in_(values_in_sql(STEWARDS)),
            readable_by(standing, bindparam("reader_id", type_=Integer)),
        )
    )


def _credited() -> ColumnElement[bool]:
    """Nobody credits themself; what was imported was credited where it comes from."""
    by_another = or_(Answer.by_id.is_(None), Answer.by_id != Post.author_id)
    return exists().where(Answer.post_id == Post.id, by_another)


def _is_published(standing: Standing) -> Iterable[ColumnElement[bool]]:
    return Innovation.status == Status.PUBLISHED, Innovation.visible_to_any(standing)


def _sees_thread(standing: Standing) -> ColumnElement[bool]:
    return threads_visible_by(standing, bindparam("reader_id", type_=Integer))


def _kind(kind: EvidenceKind) -> ColumnElement[str]:
    return literal(str(kind), String)


def _ref(kind: str, record_id: Any) -> ColumnElement[str]:
    return literal(f"{kind}:", String).concat(cast(record_id, String))
