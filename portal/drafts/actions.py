"""Saving and dropping drafts. A newer text is never overwritten by an older tab."""

from typing import NamedTuple

from sqlalchemy import delete, func, select

from portal.clock import now
from portal.drafts.models import Draft
from portal.extensions import db
from portal.records import Actor

MAX_COPIES = 9


class Saved(NamedTuple):
    """``draft`` is where the text stands now; ``apart`` says that another tab has its own."""

    draft: Draft | None
    apart: bool = False


def save(
    person: Actor, place: str, fields: dict[str, list[str]], *, sequence: int = 0, copy: int = 0
) -> Saved:
    """Keep ``fields`` at ``place``.

    ``sequence`` is the number that the tab got when it last saved, 0 when it
    never did. When the stored text has moved on since, this text becomes a
    copy of its own. When the draft is gone (the form was sent), a late save of
    the same tab is dropped: ``Saved(None)``.
    """
    stored = db.session.scalar(
        select(Draft)
        .where(Draft.person_id == person.id, Draft.place == place, Draft.copy == copy)
        .with_for_update()
    )
    if stored is None and sequence:
        return Saved(None)
    if stored is not None and (stored.sequence == sequence or stored.fields == fields):
        stored.sequence += 1
        stored.fields = fields
        stored.updated_at = now()
        return Saved(stored, apart=copy > 0)
    apart = stored is not None
    draft = Draft(person_id=person.id, place=place, copy=_next_copy(person, place), fields=fields)
    db.session.add(draft)
    db.session.flush()
    return Saved(draft, apart=apart)


def discard(person: Actor, place: str) -> None:
    """Forget the drafts of a place: what they held was saved, or is not wanted."""
    db.session.execute(delete(Draft).where(Draft.person_id == person.id, Draft.place == place))


def _next_copy(person: Actor, place: str) -> int:
    """The number of a new copy; beyond the most there may be, the oldest makes room."""
    mine = (Draft.person_id == person.id, Draft.place == place)
    highest = db.session.scalar(select(func.max(Draft.copy)).where(*mine))
    if highest is None:
        return 0
    copies = db.session.scalars(select(Draft).where(*mine).order_by(Draft.updated_at)).all()
    if len(copies) >= MAX_COPIES:
        db.session.delete(copies[0])
        db.session.flush()
    return highest + 1
