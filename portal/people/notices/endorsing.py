"""Telling people that they were endorsed, what became of it, and that it lapses."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import escape
from sqlalchemy import ColumnElement, and_, exists, or_, select

from portal.extensions import db
from portal.notifications import senders
from portal.notifications.actions import Notice, take_back, tell
from portal.notifications.models import Notification
from portal.notifications.names import names_of
from portal.notifications.senders import Line
from portal.outbox import Message, commit, daily, handles_batch
from portal.people.actions.endorsing import TOLD
from portal.people.models import Endorsement
from portal.people.queries import endorsements as queries
from portal.people.queries.endorsements import LIVE
from portal.people.seeing import listed
from portal.records import parse_ref, ref
from portal.topics import queries as topics
from portal.visibility import Standing, values_in_sql
from portal.web.filters import format_date

_SOMEONE = "Someone"
_TO_PERSON: Final = {
    "endorsed": "{who} endorsed you. It is shown on your profile once you accept it.",
    "renewed": "{who} renewed what they say of you. It stays on your profile until {on}.",
    "lapsing": "What {who} says of you lapses on {on}. They are told too, and can renew it.",
    "lapsed": "What {who} said of you lapsed, and is on your profile no more. They are told too, "
    "and can endorse you again.",
}
_TO_ENDORSER: Final = {
    "accepted": "{who} accepted your endorsement. It is on their profile now.",
    "lapsing": "Your endorsement of {who} lapses on {on}. If it is still true, renew it.",
    "lapsed": "Your endorsement of {who} lapsed after 3 years. If it is still true, choose "
    "“Endorse again”.",
}

_NEWS: Final = {
    "offered": ("offered", "endorsed", ""),
    "accepted": ("accepted", "", "accepted"),
    "renewed": ("accepted", "renewed", ""),
    "lapsed": ("lapsed", "lapsed", "lapsed"),
}
"""The state in which it is news, and what the person and the endorser are told."""


class OfEndorsements:
    """For the endorsed person and the endorser, while the news still is one."""

    about = "endorsement"

    def visible_by(self, standing: Standing, reader_id: Any) -> ColumnElement[bool]:
        kind = Notification.kind
        is_news = or_(
            and_(kind.not_in(("lapsing", "lapsed")), Endorsement.state.in_(values_in_sql(LIVE))),
            and_(kind == "lapsing", Endorsement.state == "accepted"),
            and_(kind == "lapsed", Endorsement.state == "lapsed"),
        )
        theirs = or_(Endorsement.person_id == reader_id, Endorsement.endorser_id == reader_id)
        found = select(Endorsement.id).where(
            Endorsement.id == Notification.about_id, theirs, is_news
        )
        return found.correlate(Notification).exists()

    def lines(self, notices: Sequence[Notification], reader: Any) -> Mapping[int, Line]:
        wanted = Endorsement.id.in_({notice.about_id for notice in notices})
        rows = {row.id: row for row in db.session.scalars(select(Endorsement).where(wanted))}
        labels = topics.labels({row.topic_id for row in rows.values()})
        actors = {actor for notice in notices for actor in notice.actor_ids}
        names = names_of(actors, reader, listed())
        return {
            notice.id: self._line(notice, rows[notice.about_id], labels, names, reader)
            for notice in notices
            if notice.about_id in rows
        }

    def _line(
        self,
        notice: Notification,
        row: Endorsement,
        labels: Mapping[int, str],
        names: Mapping[int, Any],
        reader: Any,
    ) -> Line:
        is_given = row.endorser_id == reader.id
        texts = _TO_ENDORSER if is_given else _TO_PERSON
        who = names.get(notice.actor_ids[0] if notice.actor_ids else 0, _SOMEONE)
        return Line(
            text=escape(texts[notice.kind]).format(who=who, on=format_date(row.lapses_on)),
            title=labels.get(row.topic_id, ""),
            href="/account/endorsements" + ("?show=given" if is_given else ""),
            reason="you endorsed them" if is_given else "it is about you",
        )


@handles_batch(TOLD, writes=True)
def tell_of_endorsements(messages: list[Message]) -> None:
    """Tell the endorsed person, the endorser or both what became of an endorsement."""
    for message in messages:
        row = db.session.get(Endorsement, parse_ref(message.subject)[1])
        state, to_person, to_endorser = _NEWS[message.payload["kind"]]
        if row is None or row.state != state:
            continue
        if message.payload["kind"] in ("renewed", "lapsed"):
            # That it lapses is no news any more.
            take_back("endorsement", row.id, message.subject, message.subject)
        if to_person:
            tell([_notice(row, to_person, row.person_id, row.endorser_id)])
        if to_endorser:
            tell([_notice(row, to_endorser, row.endorser_id, row.person_id)])


def remind(_: Message) -> None:
    """Tell both of what lapses soon, once."""
    for row in db.session.scalars(queries.lapsing().where(~_is_told())).all():
        two = (row.person_id, row.endorser_id)
        tell(_notice(row, "lapsing", *pair) for pair in (two, two[::-1]))
    commit()


def register() -> None:
    """Let these notices be shown."""
    senders.register(OfEndorsements())


daily("people.endorsements.lapsing", remind)


def _is_told() -> ColumnElement[bool]:
    return exists().where(
        Notification.about == "endorsement",
        Notification.about_id == Endorsement.id,
        Notification.kind == "lapsing",
    )


def _notice(row: Endorsement, kind: str, person_id: int, other_id: int) -> Notice:
    return Notice(
        person_id=person_id,
        kind=kind,
        group_key=f"endorsement:{row.id}:{kind}",
        about="endorsement",
        about_id=row.id,
        ref=ref("endorsement", row.id),
        actor_id=other_id,
    )
