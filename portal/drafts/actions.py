"""Saving and dropping drafts, and doing a form once. An older tab never overwrites a newer text."""

import secrets
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from portal.clock import now
from portal.drafts.models import Draft, SentForm
from portal.extensions import db
from portal.records import Actor

# Of one place; beyond it the oldest makes room.
MOST_DRAFTS = 10
# A form that was sent is remembered so long; nobody resends it later.
REMEMBERED = timedelta(days=2)


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
    db.session.execute(
        delete(Draft).where(Draft.person_id == person.id, Draft.place == place, Draft.key == key)
    )


def discard_under(path: str) -> None:
    """Forget everyone's drafts of the pages below ``path``: what they belong to is gone."""
    db.session.execute(delete(Draft).where(Draft.place.startswith(path + "/", autoescape=True)))


def claim(person: Actor, place: str, key: str) -> bool:
    """Whether this form is sent for the first time; its draft then is no longer needed."""
    db.session.execute(
        delete(SentForm).where(SentForm.person_id == person.id, SentForm.at < now() - REMEMBERED)
    )
    try:
        with db.session.begin_nested():
            db.session.add(SentForm(person_id=person.id, key=key))
    except IntegrityError:
        return False
    discard(person, place, key)
    return True


def led_to(person: Actor, key: str, result: str) -> None:
    """Remember the path of what a claimed form made."""
    db.session.execute(
        update(SentForm)
        .where(SentForm.person_id == person.id, SentForm.key == key)
        .values(result=result)
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
