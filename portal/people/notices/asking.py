"""Telling people that they were asked, and what became of what they asked."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, and_, or_, select

from portal.accounts.models import User
from portal.extensions import db
from portal.notifications import senders
from portal.notifications.actions import Notice, tell
from portal.notifications.models import Notification
from portal.notifications.names import names_of
from portal.notifications.senders import Line
from portal.outbox import Message, handles_batch
from portal.people.actions.asking import TOLD
from portal.people.models import Enquiry
from portal.people.seeing import listed
from portal.records import parse_ref
from portal.visibility import Standing

_TEXTS: Final[Mapping[str, str]] = {
    "open": "{who} asks you something. You can answer, pass it on or decline.",
    "answered": "{who} answered you.",
    "declined": "{who} cannot answer your question.",
    "passed_on": "{who} passed your question on to someone else.",
    "lapsed": "Your question found no answer in four weeks. You can ask someone else, or a "
    "community.",
}


class OfEnquiries:
    """For the person who is asked, until the question is taken back, and for who asked."""

    about = "enquiry"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        theirs = select(Enquiry.id).where(
            or_(
                Enquiry.asker_id == reader_id,
                and_(Enquiry.person_id == reader_id, Enquiry.state != "withdrawn"),
            )
        )
        return Notification.about_id.in_(theirs)

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        wanted = {notice.about_id for notice in notices}
        rows = db.session.execute(select(Enquiry.id, Enquiry.subject).where(Enquiry.id.in_(wanted)))
        subjects = {row.id: row.subject for row in rows}
        names = _names(notices, reader)
        return {
            notice.id: Line(
                text=escape(_TEXTS[notice.kind]).format(
                    who=names.get(next(iter(notice.actor_ids), 0), "The person you asked")
                ),
                title=subjects.get(notice.about_id, ""),
                href=f"/enquiries/{notice.about_id}",
                reason="you are asked" if notice.kind == "open" else "you asked",
            )
            for notice in notices
        }


@handles_batch(TOLD, writes=True)
def tell_of_enquiries(messages: list[Message]) -> None:
    """Tell the asked person of the question, and who asked of what became of it."""
    for message in messages:
        row = db.session.get(Enquiry, parse_ref(message.subject)[1])
        if row is None or row.state != message.payload["state"]:
            continue
        is_asked = row.state == "open"
        notice = Notice(
            person_id=row.person_id if is_asked else row.asker_id,
            kind=row.state,
            group_key=f"enquiry:{row.id}:{row.state}",
            about="enquiry",
            about_id=row.id,
            ref=message.subject,
            actor_id=row.asker_id if is_asked else row.person_id,
        )
        tell([notice])


def register() -> None:
    """Let these notices be shown."""
    senders.register(OfEnquiries())


def _names(notices: Sequence[Notification], reader: Any) -> dict[int, Markup]:
    """Who asks is named, listed or not; who is asked only while they are listed."""
    askers = {a for n in notices if n.kind == "open" for a in n.actor_ids}
    everyone = {a for n in notices for a in n.actor_ids}
    return names_of(everyone, reader, or_(User.id.in_(askers), listed()))
