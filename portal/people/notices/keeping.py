"""Telling people what they are to keep, who leaves, and whose knowledge they look after."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from markupsafe import escape
from sqlalchemy import ColumnElement, or_, select

from portal.clock import today
from portal.extensions import db
from portal.notifications import senders
from portal.notifications.actions import Notice, tell
from portal.notifications.models import Notification
from portal.notifications.names import names_of
from portal.notifications.senders import Line
from portal.organisations.models import Organisation
from portal.outbox import Message, commit, daily, handles_batch
from portal.people.actions.keeping import CAPTURE_TOLD, MANAGER_TOLD
from portal.people.actions.leaving import LEAVING_TOLD
from portal.people.models import Capture, Leaving, OrganisationManager
from portal.people.queries import risk
from portal.people.seeing import listed
from portal.records import parse_ref, ref
from portal.visibility import Standing

_SOMEONE = "Someone"
_LEAVING: Final = {
    "leaving": ("{who} announced the day on which you leave.", "it is about you"),
    "follows": ("{who} named you to take over from {leaver}, who leaves.", "you take over"),
    "announced": ("{leaver} leaves, and named you to take over.", "you take over"),
    "handed_over": (
        "What {leaver} looked after was passed to you. Your name is not shown on the records "
        "until you choose that.",
        "you take over",
    ),
    "passed_on": ("What you looked after was passed to {follower}.", "it is about you"),
}


_PLANNED: Final[Mapping[str, str]] = {
    "interview": "a knowledge interview",
    "shadowing": "knowledge shadowing",
    "write_up": "a knowledge write-up",
}


class OfCaptures:
    """For who sees to it, and for whose knowledge it is."""

    about = "capture"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        theirs = or_(Capture.owner_id == reader_id, Capture.holder_id == reader_id)
        return Notification.about_id.in_(select(Capture.id).where(theirs))

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        wanted = Capture.id.in_({notice.about_id for notice in notices})
        rows = {row.id: row for row in db.session.scalars(select(Capture).where(wanted))}
        names = risk.names_of({row.ref for row in rows.values()})
        return {
            notice.id: self._line(notice, rows[notice.about_id], names, reader)
            for notice in notices
            if notice.about_id in rows
        }

    def _line(
        self, notice: Notification, row: Capture, names: Mapping[str, Any], reader: Any
    ) -> Line:
        is_owner = row.owner_id == reader.id
        planned = _PLANNED[row.kind]
        if notice.kind == "due":
            text = f"{planned.capitalize()} that you see to is due."
        elif is_owner:
            text = f"You are asked to see to {planned}."
        else:
            text = f"{planned.capitalize()} with you is planned, so that what you know is kept."
        return Line(
            text=text,
            title=names.get(row.ref, ("A topic", ""))[0],
            href=f"/knowledge/captures/{row.id}",
            reason="you see to it" if is_owner else "it is about what you know",
        )


class OfLeaving:
    """For the leaver and for who follows."""

    about = "leaving"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        theirs = or_(Leaving.person_id == reader_id, Leaving.successor_id == reader_id)
        return Notification.about_id.in_(select(Leaving.person_id).where(theirs))

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        wanted = Leaving.person_id.in_({notice.about_id for notice in notices})
        rows = {row.person_id: row for row in db.session.scalars(select(Leaving).where(wanted))}
        ids = {row.successor_id for row in rows.values()} | set(rows)
        ids |= {actor for notice in notices for actor in notice.actor_ids}
        names = names_of(ids, reader, listed())
        lines = {}
        for notice in notices:
            row = rows.get(notice.about_id)
            actor = notice.actor_ids[0] if notice.actor_ids else 0
            is_own = notice.kind == "follows" and actor == notice.about_id
            text, reason = _LEAVING["announced" if is_own else notice.kind]
            lines[notice.id] = Line(
                text=escape(text).format(
                    who=names.get(actor, _SOMEONE),
                    leaver=names.get(notice.about_id, "someone"),
                    follower=names.get((row and row.successor_id) or 0, "someone"),
                ),
                title="Hand-over",
                href=f"/people/{notice.about_id}/handover",
                reason=reason,
            )
        return lines


class OfManagers:
    """For people who were named as managers of an organisation."""

    about = "manager"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        named = select(OrganisationManager.organisation_id).where(
            OrganisationManager.person_id == reader_id
        )
        return Notification.about_id.in_(named)

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        ids = {notice.about_id for notice in notices}
        query = select(Organisation.id, Organisation.name, Organisation.ods_code)
        rows = {row.id: row for row in db.session.execute(query.where(Organisation.id.in_(ids)))}
        return {
            notice.id: Line(
                text="You can now see who knows what in your organisation, and keep it.",
                title=rows[notice.about_id].name,
                href=f"/knowledge?organisation={rows[notice.about_id].ods_code}",
                reason="an administrator named you as a manager",
            )
            for notice in notices
        }


@handles_batch(CAPTURE_TOLD, writes=True)
def tell_of_captures(messages: list[Message]) -> None:
    """Tell who sees to something and whose knowledge it is, if they still are in it."""
    for message in messages:
        row = db.session.get(Capture, parse_ref(message.subject)[1])
        person_id = message.payload["person_id"]
        if row is not None and row.state == "open" and person_id in (row.owner_id, row.holder_id):
            _tell_of_capture(row, person_id, "planned", message.payload["actor_id"])


@handles_batch(LEAVING_TOLD, writes=True)
def tell_of_leaving(messages: list[Message]) -> None:
    """Tell the leaver and who follows."""
    for message in messages:
        leaver_id, told = parse_ref(message.subject)[1], message.payload
        row = db.session.get(Leaving, leaver_id)
        if row is None or told["person_id"] not in (row.person_id, row.successor_id):
            continue
        notice = Notice(
            person_id=told["person_id"],
            kind=told["kind"],
            group_key=f"leaving:{leaver_id}:{told['kind']}",
            about="leaving",
            about_id=leaver_id,
            ref=message.subject,
            actor_id=told["actor_id"],
            data=told["figures"],
        )
        tell([notice])


@handles_batch(MANAGER_TOLD, writes=True)
def tell_managers(messages: list[Message]) -> None:
    """Tell people that they were named."""
    for message in messages:
        organisation_id = parse_ref(message.subject)[1]
        notice = Notice(
            person_id=message.payload["person_id"],
            kind="named",
            group_key=f"manager:{organisation_id}",
            about="manager",
            about_id=organisation_id,
            ref=message.subject,
        )
        tell([notice])


def remind(_: Message) -> None:
    """Remind who sees to something on the day when it is due; once for each due day."""
    due = select(Capture).where(
        Capture.state == "open", Capture.due_on <= today(), Capture.owner_id.is_not(None)
    )
    rows = db.session.scalars(due.order_by(Capture.id)).all()
    told = set(_told({_due_key(row) for row in rows}))
    for row in rows:
        if _due_key(row) not in told and row.owner_id is not None:
            _tell_of_capture(row, row.owner_id, "due", None)
    commit()


def register() -> None:
    """Let these notices be shown."""
    for sender in (OfCaptures(), OfLeaving(), OfManagers()):
        senders.register(sender)


daily("people.captures", remind)


def _tell_of_capture(row: Capture, person_id: int, kind: str, actor_id: int | None) -> None:
    notice = Notice(
        person_id=person_id,
        kind=kind,
        group_key=_due_key(row) if kind == "due" else f"capture:{row.id}",
        about="capture",
        about_id=row.id,
        ref=ref("capture", row.id),
        actor_id=actor_id,
    )
    tell([notice])


def _due_key(row: Capture) -> str:
    """Whoever else is to see to it is reminded anew, and so it is when it is put off."""
    return f"capture:{row.id}:{row.due_on}:{row.owner_id}"


def _told(keys: Iterable[str]) -> Sequence[str]:
    query = select(Notification.group_key).where(Notification.group_key.in_(list(keys)))
    return db.session.scalars(query).all()
