"""Telling people what became of what they disputed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, true

from portal.extensions import db
from portal.notifications import senders
from portal.notifications.actions import Notice, tell
from portal.notifications.models import Notification
from portal.notifications.senders import Line
from portal.outbox import Message, handles_batch
from portal.people.actions.evidence import DECIDED
from portal.people.models import EvidenceDispute
from portal.records import parse_ref
from portal.search.sources import named_of
from portal.visibility import Standing

_STATES = {
    "upheld": "A moderator agrees that this is wrong. It does not count for you.",
    "dismissed": "A moderator did not find this wrong. It counts for you.",
}


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
    senders.register(OfDisputes())
