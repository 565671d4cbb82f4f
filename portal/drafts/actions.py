"""Saving and dropping drafts, and doing a form once. An older tab never overwrites a newer text."""

import secrets
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.clock import now
from portal.drafts.models import Draft, SentForm
from portal.extensions import db
from portal.records import Actor

# Of one place; beyond it the oldest makes room.
MOST_DRAFTS = 10
# A form that was sent is remembered so long; nobody resends it later.
REMEMBERED = timedelta(days=2)

# Built once: everything that is sent runs them.
_SENT: Any = SentForm.__table__
_DRAFTS: Any = Draft.__table__
_FORGET = delete(_SENT).where(
    _SENT.c.person_id == bindparam("person"), _SENT.c.at < bindparam("before")
)
_DISCARD = delete(_DRAFTS).where(
    _DRAFTS.c.person_id == bindparam("person"),
    _DRAFTS.c.place == bindparam("from"),
    _DRAFTS.c.key == bindparam("form"),
)
# Wherever it was typed: a button may send a form to another page than its own.
_DISCARD_SENT = delete(_DRAFTS).where(
    _DRAFTS.c.person_id == bindparam("person"), _DRAFTS.c.key == bindparam("form")
)
_LED_TO = (
    update(_SENT)
    .where(_SENT.c.person_id == bindparam("person"), _SENT.c.key == bindparam("form"))
    .values(result=bindparam("path"))
)


class Saved(NamedTuple):
    """``draft`` is where the text stands now; ``apart`` says that another tab has its own."""

    draft: Draft | None
    apart: bool = False


def new_key() -> str:
    """A key for a form that is opened."""
    return secrets.token_urlsafe(12)


def save(
    person: Actor, place: str, fields: dict[str, list[str]], *, key: str = "", sequence: int = 0
) -> Saved:
    """Keep ``fields`` at ``place`` under the key of the form.

    ``sequence`` is the number that the tab got when it last saved, 0 when it
    never did. When the stored text has moved on since (the same draft is open
    twice), this text gets a draft of its own. When the form was sent already,
    a late save is dropped: ``Saved(None)``.
    """
    key = key or new_key()
    if db.session.get(SentForm, (person.id, key)) is not None:
        return Saved(None)
    stored = _find(person, place, key)
    if stored is None:
        return Saved(_add(person, place, key, fields), apart=False)
    if stored.sequence == sequence or stored.fields == fields:
        stored.sequence += 1
        stored.fields = fields
        stored.updated_at = now()
        return Saved(stored)
    return Saved(_add(person, place, new_key(), fields), apart=True)


def discard(person: Actor, place: str, key: str) -> None:
    """Forget one draft: what it held is not wanted."""
    db.session.execute(_DISCARD, {"person": person.id, "from": place, "form": key})


def discard_under(path: str) -> None:
    """Forget everyone's drafts of the pages below ``path``: what they belong to is gone."""
    db.session.execute(delete(Draft).where(Draft.place.startswith(path + "/", autoescape=True)))


def claim(person: Actor, key: str, digest: str = "") -> bool:
    """Whether this form is sent for the first time; its draft then is no longer needed.

    ``digest`` is of what was typed into it: ``says_the_same`` compares a second time with it.
    """
    moment, connection = now(), db.session.connection()
    sent = _remember(connection.dialect.name)
    values = {"person": person.id, "form": key, "digest": digest, "moment": moment}
    # Past the session: of a form that was sent before it writes nothing.
    if connection.execute(sent, values).first() is None:
        return False
    db.session.execute(_FORGET, {"person": person.id, "before": moment - REMEMBERED})
    db.session.execute(_DISCARD_SENT, {"person": person.id, "form": key})
    return True


def says_the_same(person: Actor, key: str, digest: str) -> bool:
    """Whether a form that was sent before said the same then."""
    query = select(SentForm.digest).where(SentForm.person_id == person.id, SentForm.key == key)
    return db.session.scalar(query) == digest


def led_to(person: Actor, key: str, result: str) -> None:
    """Remember the path of what a claimed form made."""
    db.session.execute(_LED_TO, {"person": person.id, "form": key, "path": result})


@cache
def _remember(dialect: str) -> Any:
    """Keeps the key of a form, and gives it back unless it was there already."""
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(_SENT)
    return (
        insert.values(
            person_id=bindparam("person"),
            key=bindparam("form"),
            digest=bindparam("digest"),
            result="",
            at=bindparam("moment"),
        )
        .on_conflict_do_nothing(index_elements=["person_id", "key"])
        .returning(_SENT.c.key)
    )


def _find(person: Actor, place: str, key: str) -> Draft | None:
    return db.session.scalar(
        select(Draft)
        .where(Draft.person_id == person.id, Draft.place == place, Draft.key == key)
        .with_for_update()
    )


def _add(person: Actor, place: str, key: str, fields: dict[str, list[str]]) -> Draft:
    mine = (Draft.person_id == person.id, Draft.place == place)
    if (db.session.scalar(select(func.count()).where(*mine)) or 0) >= MOST_DRAFTS:
        oldest = select(Draft.id).where(*mine).order_by(Draft.updated_at, Draft.id).limit(1)
        db.session.execute(delete(Draft).where(Draft.id.in_(oldest)))
    draft = Draft(person_id=person.id, place=place, key=key, fields=fields)
    db.session.add(draft)
    db.session.flush()
    return draft
