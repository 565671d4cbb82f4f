"""Somebody leaves: the day, who follows, the checklist. Reasons for leaving are never kept."""

from datetime import date
from typing import Any, Final, TypeVar

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.outbox import put
from portal.people.errors import NotPossibleError
from portal.people.models import HandoverItem, Leaving
from portal.records import Actor, ref
from portal.turns import take_turns

LEAVING_TOLD: Final = "people.leaving"
Row = TypeVar("Row")


def announce(person: User, actor: Actor, *, leaves_on: date, successor_id: int | None) -> Leaving:
    """Say when a person leaves and who follows, or change that; both are told.

    Raises NotPossibleError when somebody is to follow themself.
    """
    take_turn(person.id)
    if successor_id == person.id:
        raise NotPossibleError("Nobody can take over from themself. Choose someone else.")
    leaving = _as_it_is(Leaving, person.id)
    before = (leaving.leaves_on, leaving.successor_id) if leaving else (None, None)
    if leaving is None:
        leaving = Leaving(person_id=person.id)
        db.session.add(leaving)
    if before == (leaves_on, successor_id):
        return leaving
    if leaving.successor_id != successor_id:
        leaving.handed_over_at = None
    leaving.leaves_on, leaving.successor_id = leaves_on, successor_id
    leaving.announced_by_id, leaving.announced_at = actor.id, now()
    db.session.flush()
    audit(actor, "leaving:announce", ref("user", person.id))
    if actor.id != person.id:
        tell(person.id, person.id, "leaving", actor)
    if successor_id not in (None, before[1], actor.id):
        tell(person.id, successor_id, "follows", actor)
    return leaving


def take_back(leaving: Leaving, actor: Actor) -> None:
    """They stay: the day and the checklist are forgotten."""
    take_turn(leaving.person_id)
    if _as_it_is(Leaving, leaving.person_id) is not None:
        audit(actor, "leaving:take_back", ref("user", leaving.person_id))
        db.session.delete(leaving)


def mark(
    leaving: Leaving, actor: Actor, key: str, *, note: str, is_done: bool, seen: str
) -> HandoverItem | None:
    """Tick a line of the checklist, or write beside it.

    Returns what another wrote since ``seen`` (``seen_of`` the line that the actor read), and
    writes nothing then.
    """
    take_turn(leaving.person_id)
    line = _as_it_is(HandoverItem, (leaving.person_id, key))
    if seen_of(line) != seen and line is not None and (line.note, line.is_done) != (note, is_done):
        return line
    if line is None:
        line = HandoverItem(person_id=leaving.person_id, key=key)
        db.session.add(line)
    if line.note != note:
        # Whose words these are; who only ticks the line did not write them.
        line.note, line.changed_by_id = note, actor.id
    line.is_done, line.changed_at = is_done, now()
    return None


def seen_of(line: HandoverItem | None) -> str:
    """What a form says of the state of the line that it began with."""
    return line.changed_at.isoformat() if line else ""


def tell(leaver_id: int, person_id: int | None, kind: str, actor: Actor, **figures: int) -> None:
    """Let somebody know, once this is committed."""
    if person_id is not None:
        put(
            LEAVING_TOLD,
            ref("user", leaver_id),
            person_id=person_id,
            actor_id=actor.id,
            kind=kind,
            figures=figures,
        )


def take_turn(person_id: int) -> None:
    """Let nobody else change that a person leaves, nor their hand-over, until this is committed."""
    take_turns(f"leaving:{person_id}")


def _as_it_is(model: type[Row], key: Any) -> Row | None:
    """The row as it is now that it is our turn: pages read it before."""
    return db.session.get(model, key, populate_existing=True)
