"""What an erasure would take, in figures."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.drafts.models import Draft
from portal.extensions import db
from portal.forum.models import Community, Membership, Post, PostFile, Thread
from portal.innovations.models import (
    Adoption,
    AdoptionMessage,
    ContactMessage,
    Innovation,
    InnovationFile,
    InnovationPerson,
    PendingVersion,
    Version,
)
from portal.people.models import Endorsement, Enquiry
from portal.privacy.vocabulary import Extent
from portal.searches.models import SavedSearch
from portal.visibility import Status

Figure = tuple[int, str, str]
"""How many, and the words for one and for several."""


def figures(person_id: int, extent: Extent) -> list[Figure]:
    """What goes, in one statement; only what there is."""
    counted: list[tuple[Any, str, str]] = [
        (_of(Draft.person_id, person_id), "draft", "drafts"),
        (_of(SavedSearch.person_id, person_id), "saved search", "saved searches"),
        (
            _of(Membership.person_id, person_id),
            "membership of a community",
            "memberships of communities",
        ),
    ]
    if extent is not Extent.EVERYTHING:
        counted += _unseen(person_id)
    if extent.takes_profile:
        counted.append(
            (
                _of(Endorsement.person_id, person_id),
                "endorsement that others gave you",
                "endorsements that others gave you",
            )
        )
    if extent is Extent.EVERYTHING:
        counted += _texts(person_id)
    row = db.session.execute(select(*(count for count, _, _ in counted))).one()
    return [
        (number, one, many) for number, (_, one, many) in zip(row, counted, strict=True) if number
    ]


def only_owner(person_id: int) -> Any:
    """A clause: nobody else looks after the innovation."""
    others = exists().where(
        InnovationPerson.innovation_id == Innovation.id,
        InnovationPerson.role == "owner",
        InnovationPerson.user_id != person_id,
    )
    return (
        (Innovation.author_id == person_id)
        & Innovation.backup_owner_id.is_(None)
        & ~others.correlate(Innovation)
    )


def unseen_drafts(person_id: int) -> Any:
    """A clause: the innovation is a draft that only they can see, and did not come from a file."""
    is_draft = (Innovation.status == Status.DRAFT) & Innovation.import_batch_id.is_(None)
    return only_owner(person_id) & is_draft


def unseen_changes(person_id: int) -> Any:
    """A clause: the changes that wait are theirs alone, and no moderator has them."""
    is_draft = PendingVersion.status == Status.DRAFT
    return only_owner(person_id) & is_draft & (PendingVersion.author_id == person_id)


def left_alone(person_id: int) -> int:
    """How many innovations nobody looks after without this person."""
    query = select(func.count()).where(only_owner(person_id), ~unseen_drafts(person_id))
    return db.session.scalar(query) or 0


def managed_alone(person_id: int) -> Sequence[str]:
    """The names of the communities that nobody else manages."""
    other = aliased(Membership)
    others = exists().where(
        other.community_id == Community.id, other.role == "manager", other.person_id != person_id
    )
    query = (
        select(Community.name)
        .join(Membership, Membership.community_id == Community.id)
        .where(
            Membership.person_id == person_id,
            Membership.role == "manager",
            Community.closed_at.is_(None),
            ~others.correlate(Community),
        )
        .order_by(Community.name)
        .limit(20)
    )
    return db.session.scalars(query).all()


def _unseen(person_id: int) -> list[tuple[Any, str, str]]:
    drafts = select(func.count()).select_from(Innovation).where(unseen_drafts(person_id))
    changes = select(func.count()).select_from(PendingVersion).join(Innovation)
    return [
        (
            drafts.scalar_subquery(),
            "innovation that you did not submit",
            "innovations that you did not submit",
        ),
        (
            changes.where(unseen_changes(person_id)).scalar_subquery(),
            "innovation with changes that you did not submit: only the changes",
            "innovations with changes that you did not submit: only the changes",
        ),
    ]


def _of(column: Any, person_id: int) -> Any:
    return select(func.count()).where(column == person_id).scalar_subquery()


def _texts(person_id: int) -> list[tuple[Any, str, str]]:
    of_others = exists().where(Version.innovation_id == Innovation.id, Version.by_id == person_id)
    posted = select(PostFile.id).join(Post).where(Post.author_id == person_id)
    attached = select(InnovationFile.id).where(InnovationFile.uploaded_by_id == person_id)
    alone = only_owner(person_id) & Innovation.import_batch_id.is_(None)
    messages = _of(ContactMessage.person_id, person_id) + _of(AdoptionMessage.person_id, person_id)
    enquiries = select(func.count()).where(
        or_(Enquiry.asker_id == person_id, Enquiry.person_id == person_id)
    )
    return [
        (_of(Post.author_id, person_id), "post", "posts"),
        (_of(Thread.author_id, person_id), "title of a thread", "titles of threads"),
        (
            select(func.count()).select_from(Innovation).where(alone).scalar_subquery(),
            "whole innovation",
            "whole innovations",
        ),
        (
            select(func.count()).select_from(Innovation).where(~alone, of_others).scalar_subquery(),
            "innovation that others look after too: your lines in it",
            "innovations that others look after too: your lines in them",
        ),
        (
            select(func.count())
            .select_from(posted.union_all(attached).subquery())
            .scalar_subquery(),
            "file",
            "files",
        ),
        (
            _of(Adoption.person_id, person_id),
            "account of using a practice",
            "accounts of using a practice",
        ),
        (messages, "message to others", "messages to others"),
        (
            enquiries.scalar_subquery(),
            "question asked or answered",
            "questions asked or answered",
        ),
        (
            _of(Endorsement.endorser_id, person_id),
            "endorsement that you gave",
            "endorsements that you gave",
        ),
    ]
