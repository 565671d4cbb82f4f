"""Builders of records, by the same actions that people use, so that nothing impossible is built."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.actions import posting
from portal.forum.models import Community, Membership, Post, Thread
from portal.forum.vocabulary import Privacy, ThreadKind
from portal.innovations import actions
from portal.innovations.models import Innovation
from portal.permissions import Role
from portal.topics.models import Topic
from portal.visibility import Status

# Everything that a record needs to be published.
COMPLETE: dict[str, Any] = {
    "kind": "project",
    "title": "One catalogue for six libraries",
    "summary": "Six library services moved to one shared library management system.",
    "problem": "Each service paid for *its own* system.",
    "what_we_did": "We agreed on one catalogue and moved the records in four weekends.",
    "stage": "local_use",
    "started_on": date(2024, 3, 1),
    "ended_on": date(2025, 1, 1),
    "outcome": "worked",
    "results": "Requests between the libraries doubled.",
    "measures": [
        {
            "name": "Requests",
            "unit": "a month",
            "baseline": "40",
            "after": "82",
            "n": "",
            "period": "2024",
            "method": "Counted by the system",
        }
    ],
    "cost_setup": Decimal("12500.00"),
    "cost_setup_basis": "measured",
    "cost_yearly_basis": "unknown",
    "staff_time": "2 days a week",
    "staff_time_basis": "estimate",
    "savings_basis": "unknown",
    "evidence": [{"kind": "before_after", "citation": "Our own counts", "link": ""}],
    "lessons": [
        {
            "text": "Clean the data first",
            "advice": "Start six months ahead",
            "audience": "system_managers",
            "step": "migration",
        }
    ],
    "agreed_by_organisation": True,
    "agreed_by_people": True,
    "no_patient_data": True,
    "licence": "OGL-3.0",
}


def make_topic(label: str = "Library management systems") -> Topic:
    """The topic with this label, made when it is not there."""
    topic = db.session.scalar(select(Topic).where(Topic.label == label))
    if topic is None:
        topic = Topic(slug=label.lower().replace(" ", "-"), label=label)
        db.session.add(topic)
        db.session.flush()
    return topic


def make_innovation(
    author: User, status: str = Status.PUBLISHED, *, reviewer: User | None = None, **fields: Any
) -> Innovation:
    """A record of ``author`` that went all the way to ``status``; complete but for ``fields``.

    ``reviewer`` is the moderator who claims and decides; without one, any
    moderator but the author. What the outbox would then do is still waiting in it.
    """
    author = db.session.merge(author)
    person = {"user_id": author.id, "name": author.name, "role": "owner", "is_shown": True}
    values = COMPLETE | {
        "organisation_id": author.organisation_id,
        "topics": [make_topic().id],
        "people": [person],
    }
    innovation = actions.create(author, fields=values | fields)
    _advance(innovation, author, Status(status), reviewer)
    db.session.commit()
    return innovation


def _advance(innovation: Innovation, author: User, status: Status, reviewer: User | None) -> None:
    """Take each step of the life of a record up to ``status``."""
    if status == Status.DRAFT:
        return
    actions.submit(innovation, author)
    if status == Status.SUBMITTED:
        return
    moderator = db.session.merge(reviewer) if reviewer else _any_moderator(author)
    actions.claim(innovation, moderator)
    if status == Status.IN_REVIEW:
        return
    if status == Status.CHANGES_REQUESTED:
        comments = {"results": "Add a figure."}
        actions.request_changes(innovation, moderator, words="Nearly there.", comments=comments)
    elif status == Status.DECLINED:
        actions.decline(innovation, moderator, reason="not_enough", words="Tell us more.")
    else:
        actions.approve(innovation, moderator, rating="moderate", rating_reason="Before and after")
    if status in (Status.RETIRED, Status.CONSENT_WITHDRAWN):
        reason = "wrong" if status == Status.RETIRED else "consent_withdrawn"
        actions.retire(innovation, author, reason=reason, words="It has to go.")
    elif status == Status.HIDDEN:
        actions.hide(innovation, moderator, reason="rights", words="The figures are not yours.")


def _any_moderator(author: User) -> User:
    query = select(User).where(User.role == Role.MODERATOR, User.id != author.id)
    moderator = db.session.scalar(query.order_by(User.id))
    if moderator is None:
        moderator = User(name="Mo Deer", email="mo@portal.example", role=Role.MODERATOR)
        db.session.add(moderator)
        db.session.flush()
    return moderator


def make_community(
    manager: User,
    name: str = "Library systems",
    *,
    privacy: str = Privacy.OPEN,
    members: Sequence[User] = (),
    **fields: Any,
) -> Community:
    """A community with its manager and members."""
    community = Community(
        slug=name.lower().replace(" ", "-"),
        name=name,
        kind="community_of_practice",
        privacy=privacy,
        created_by_id=manager.id,
        **fields,
    )
    db.session.add(community)
    db.session.flush()
    for person, role in [(manager, "manager"), *((person, "member") for person in members)]:
        db.session.add(Membership(community_id=community.id, person_id=person.id, role=role))
    db.session.commit()
    return community


def make_thread(
    author: User,
    community: Community,
    title: str = "How do we move the loans?",
    text: str = "We have *90,000* open loans in the old system.",
    *,
    kind: str = ThreadKind.QUESTION,
    replies: Sequence[tuple[User, str]] = (),
    **fields: Any,
) -> Thread:
    """A thread with its opening post and ``replies``, each of a person and a text."""
    thread = posting.start_thread(
        author, db.session.merge(community), kind=kind, title=title, text=text, **fields
    )
    for person, words in replies:
        posting.reply(person, thread, text=words)
    db.session.commit()
    return thread


def make_reply(author: User, thread: Thread, text: str = "We froze them for a day.") -> Post:
    """A reply at the end of a thread."""
    post = posting.reply(author, db.session.get_one(Thread, thread.id), text=text)
    db.session.commit()
    return post
