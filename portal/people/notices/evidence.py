"""Telling people that they were endorsed, and what became of what they disputed."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import escape
from sqlalchemy import ColumnElement, or_, select, true

from portal.extensions import db
from portal.notifications import senders
from portal.notifications.actions import Notice, tell
from portal.notifications.models import Notification
from portal.notifications.names import names_of
from portal.notifications.senders import Line
from portal.outbox import Message, handles_batch
from portal.people.actions.endorsing import TOLD
from portal.people.actions.evidence import DECIDED
from portal.people.models import Endorsement, EvidenceDispute
from portal.people.queries.endorsements import LIVE
from portal.people.seeing import listed
from portal.records import parse_ref
from portal.search.sources import named_of
from portal.topics import queries as topics
from portal.visibility import Standing, values_in_sql

_SOMEONE = "Someone"
_OFFER = "{} endorsed you. It is shown on your profile once you accept it."
_ACCEPTED = "{} accepted your endorsement. It is on their profile now."
_STATES = {
    "upheld": "A moderator agrees that this is wrong. It does not count for you.",
    "dismissed": "A moderator did not find this wrong. It counts for you.",
}


class OfEndorsements:
    """For the endorsed person and the endorser, while what was said stands."""

    about = "endorsement"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        theirs = select(Endorsement.id).where(
            or_(Endorsement.person_id == reader_id, Endorsement.endorser_id == reader_id),
            Endorsement.state.in_(values_in_sql(LIVE)),
        )
        return Notification.about_id.in_(theirs)

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        wanted = Endorsement.id.in_({notice.about_id for notice in notices})
        rows = {row.id: row for row in db.session.scalars(select(Endorsement).where(wanted))}
        labels = topics.labels({row.topic_id for row in rows.values()})
        actors = {actor for notice in notices for actor in notice.actor_ids}
        names = names_of(actors, reader, listed())
        lines: dict[int, Line] = {}
        for notice in notices:
            row = rows.get(notice.about_id)
            who = names.get(notice.actor_ids[0] if notice.actor_ids else 0, _SOMEONE)
            is_offer = notice.kind == "endorsed"
            lines[notice.id] = Line(
                text=escape(_OFFER if is_offer else _ACCEPTED).format(who),
                title=labels.get(row.topic_id, "") if row else "",
                href="/account/endorsements" + ("" if is_offer else "?show=given"),
                reason="it is about you" if is_offer else "you endorsed them",
            )
        return lines


class OfDisputes:
    """What was decided about a record that a person disputed: for that person."""

    about = "evidence"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        return true()

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        named = {found.ref: found for found in named_of([n.ref for n in notices], reader)}
        return {
            notice.id: Line(
                text=_STATES[notice.kind],
                title=named[notice.ref].title if notice.ref in named else "What you disputed",
                href=f"/people/{reader.id}/evidence",
                reason="you said that it is wrong",
            )
            for notice in notices
        }


@handles_batch(TOLD, writes=True)
def tell_of_endorsements(messages: list[Message]) -> None:
    """Tell the endorsed person of an offer, and the endorser that it was accepted."""
    for message in messages:
        row = db.session.get(Endorsement, parse_ref(message.subject)[1])
        if row is None or row.state != message.payload["kind"]:
            continue
        is_offer = row.state == "offered"
        notice = Notice(
            person_id=row.person_id if is_offer else row.endorser_id,
            kind="endorsed" if is_offer else "accepted",
            group_key=f"endorsement:{row.id}:{row.state}",
            about="endorsement",
            about_id=row.id,
            ref=message.subject,
            actor_id=row.endorser_id if is_offer else row.person_id,
        )
        tell([notice])


@handles_batch(DECIDED, writes=True)
def tell_of_decisions(messages: list[Message]) -> None:
    """Tell people what a moderator decided about what they disputed, with the words."""
    for message in messages:
        key = parse_ref(message.subject)[1], message.payload["record"]
        row = db.session.get(EvidenceDispute, key)
        if row is None or row.state == "open":
            continue
        notice = Notice(
            person_id=row.person_id,
            kind=row.state,
            group_key=f"evidence:{row.ref}",
            about="evidence",
            about_id=row.person_id,
            ref=row.ref,
            words=row.decision_words,
        )
        tell([notice])


def register() -> None:
    """Let these notices be shown."""
    senders.register(OfEndorsements())
    senders.register(OfDisputes())
