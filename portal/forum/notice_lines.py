"""How the notices of the forum read: the titles are looked up when they are shown.

Four senders, one for each kind of record that decides who may see a notice.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, or_, select, true

from portal.extensions import db
from portal.forum.models import Community, Invitation, Membership, Thread
from portal.forum.seeing import (
    SHARED,
    STEWARDS,
    listed_communities,
    threads_visible_by,
    visible_threads,
)
from portal.forum.vocabulary import EVENTS, FOLLOW_REASONS
from portal.notifications import senders
from portal.notifications.models import Notification
from portal.notifications.names import names_of
from portal.notifications.senders import Line
from portal.records import parse_ref
from portal.visibility import Standing, values_in_sql
from portal.web.filters import count

REASONS: Mapping[str, str] = {
    **FOLLOW_REASONS,
    "mentioned": "someone mentioned you",
    "replied_to": "someone replied to your post",
    "community": "you follow the community",
    "topic": "you follow the topic",
    "decision": "you wrote it",
    "runs": "you help to run it",
    "membership": "it is about your place in the community",
}
JOINING_KINDS: Mapping[str, str] = {
    "requested": "{} asked to join",
    "admitted": "{} let you in",
    "declined": "{} declined your request to join",
    "invited": "{} invited you to join",
    "role": "{} changed your role",
    "removed": "{} took you out of the community",
    "closed": "{} closed the community",
}
# What events say where they are not about the thread that they stand in.
_POST_EVENTS: Mapping[str, str] = {
    "answered": "credited your post as an answer",
    "uncredited": "took back the credit of your answer",
    "post_hidden": "hid your post",
    "post_restored": "restored your post",
}


class OfThreads:
    """Posts, nudges and requests for help: for whoever may see the thread."""

    about = "thread"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        # Asked of each notice: a person has few of them, and the forum has many threads.
        visible = (
            select(Thread.id)
            .join(Community)
            .where(
                Thread.id == Notification.about_id,
                threads_visible_by(standing, reader_id),
            )
        )
        return visible.correlate(Notification).exists()

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        titles = _titles(notices, reader)
        names = _names(notices, reader)
        return {
            notice.id: Line(
                text=_of_posts(notice, names),
                title=titles.get(notice.about_id, ""),
                href=_path(notice),
                reason=REASONS.get(notice.reason, ""),
            )
            for notice in notices
        }


class OfDecisions:
    """What was done to a thread or post: always for its author, wherever it is now."""

    about = "decision"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        return true()

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        titles = _titles(notices, reader)
        names = _names(notices, reader)
        return {
            notice.id: Line(
                text=Markup("{} {}").format(_people(notice, names), _event(notice)),
                title=titles.get(notice.about_id, "Something you wrote"),
                href=_path(notice) if notice.about_id in titles else "",
                reason=REASONS["decision"],
            )
            for notice in notices
        }


class OfCommunities:
    """Requests to join: for those who run the community."""

    about = "community"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        run = select(Membership.community_id).where(
            Membership.person_id == reader_id, Membership.role.in_(values_in_sql(STEWARDS))
        )
        if standing is not Standing.MODERATOR:
            return Notification.about_id.in_(run)
        shared = select(Community.id).where(Community.privacy.in_(values_in_sql(SHARED)))
        return or_(Notification.about_id.in_(run), Notification.about_id.in_(shared))

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        return _joining(notices, reader, "/requests")


class OfMemberships:
    """What became of a person's own place in a community: always for that person."""

    about = "membership"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        return true()

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        return _joining(notices, reader, "")


def register() -> None:
    """Let the notices of the forum be shown."""
    for sender in (OfThreads(), OfDecisions(), OfCommunities(), OfMemberships()):
        senders.register(sender)


def _joining(notices: Sequence[Notification], reader: Any, page: str) -> Mapping[int, Line]:
    """The name of a community that the reader may not see (any more) is not said."""
    invited = select(Invitation.community_id).where(
        Invitation.email == (reader.email or "").lower(), Invitation.answer.is_(None)
    )
    query = select(Community.id, Community.name, Community.slug).where(
        Community.id.in_({notice.about_id for notice in notices}),
        or_(listed_communities(reader), Community.id.in_(invited)),
    )
    found = {row.id: row for row in db.session.execute(query)}
    names = _names(notices, reader)
    lines: dict[int, Line] = {}
    for notice in notices:
        community = found.get(notice.about_id)
        path = f"/communities/{community.slug}{page}" if community else ""
        lines[notice.id] = Line(
            text=escape(JOINING_KINDS[notice.kind] + ".").format(_people(notice, names)),
            title=community.name if community else "A community",
            href="/invitations" if notice.kind == "invited" else path,
            reason=REASONS.get(notice.reason, ""),
        )
    return lines


def _of_posts(notice: Notification, names: Mapping[int, Markup]) -> str:
    who = _people(notice, names)
    if notice.kind == "nudge":
        return "Did you find an answer? Credit it, or say what became of your question."
    if notice.kind == "help":
        return "This question has had no reply yet. Can you help?"
    if notice.kind == "mention":
        more = "" if notice.times == 1 else f", among {notice.times} new posts"
        return Markup("You were mentioned{}. Written by {}.").format(more, who)
    if notice.kind == "thread":
        replies = count(notice.times - 1, "reply", "replies")
        began = f"New thread and {replies}" if notice.times > 1 else "New thread"
        return Markup("{} by {}.").format(began, who)
    written = f"{notice.times} replies" if notice.times > 1 else "Reply"
    return Markup("{} by {}.").format(written, who)


def _event(notice: Notification) -> str:
    if notice.ref.startswith("post:") and notice.kind in _POST_EVENTS:
        return _POST_EVENTS[notice.kind] + "."
    return EVENTS[notice.kind] + "."


def _people(notice: Notification, names: Mapping[int, Markup]) -> Markup:
    """Two names at most, and how many more there were."""
    unknown = "a member" if notice.about == "thread" else "A member"
    who = [names.get(actor, escape(unknown)) for actor in notice.actor_ids]
    if not who:
        return Markup("The portal")
    if len(who) > 2:
        return Markup("{}, {} and others").format(*who[:2])
    return Markup(" and ").join(who)


def _titles(notices: Iterable[Notification], reader: Any) -> dict[int, str]:
    query = (
        select(Thread.id, Thread.title)
        .join(Community)
        .where(Thread.id.in_({n.about_id for n in notices}), visible_threads(reader))
    )
    return {row.id: row.title for row in db.session.execute(query)}


def _names(notices: Iterable[Notification], reader: Any) -> dict[int, Markup]:
    return names_of({actor for notice in notices for actor in notice.actor_ids}, reader)


def _path(notice: Notification) -> str:
    kind, record_id = parse_ref(notice.ref)
    return f"/posts/{record_id}" if kind == "post" else f"/threads/{record_id}"
