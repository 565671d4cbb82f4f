"""Writes of adoptions: say, edit, confirm or refuse, take up, remove, write to. None commits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.drafts.actions import discard_under
from portal.extensions import db
from portal.innovations.actions.contacting import must_not_be_too_many
from portal.innovations.actions.telling import tell_owners
from portal.innovations.adopting.queries import of_organisation
from portal.innovations.errors import NotPossibleError, StaleVersionError
from portal.innovations.models import Adoption, AdoptionMessage, Innovation
from portal.outbox import put
from portal.records import ref
from portal.turns import take_turns
from portal.visibility import Status

FIELDS = ("stage", "stopped_why", "since", "changed", "result", "may_contact")
# What an owner has no word in.
_OWN_CHOICE = frozenset({"may_contact"})
_STRENGTH = ("refused", "waiting", "confirmed")


class AlreadySaidError(NotPossibleError):
    """The organisation has said so before, maybe through someone else."""


def say(
    innovation: Innovation, person: User, *, organisation_id: int, fields: Mapping[str, Any]
) -> Adoption:
    """Say that an organisation does this too; the owners of the record are asked to confirm it.

    Raises AlreadySaidError when the organisation has said so, NotPossibleError when the record
    is not published or the work is the organisation's own.
    """
    if innovation.status != Status.PUBLISHED:
        raise NotPossibleError("Only a published record can be adopted.")
    if part := part_in(innovation, organisation_id):
        raise NotPossibleError(part)
    take_turns(_turn(innovation.id))
    if of_organisation(innovation.id, organisation_id):
        raise AlreadySaidError("This organisation has already said that it does this too.")
    adoption = Adoption(
        innovation_id=innovation.id, organisation_id=organisation_id, person_id=person.id
    )
    _fill(adoption, fields)
    db.session.add(adoption)
    db.session.flush()
    audit(person, "adoption:say", ref("adoption", adoption.id), record=innovation.ref)
    tell_owners("adoptions.said", innovation, besides=person, adoption_id=adoption.id)
    return adoption


def part_in(innovation: Innovation, organisation_id: int) -> str:
    """Why an organisation cannot adopt its own work, in words; otherwise nothing."""
    if organisation_id == innovation.organisation_id:
        return "This organisation leads the work in this record, so it is not use elsewhere."
    if organisation_id in {partner.id for partner in innovation.partners}:
        return "This organisation is a partner in this record, so it is not use elsewhere."
    return ""


def edit(
    adoption: Adoption,
    innovation: Innovation,
    editor: User,
    *,
    fields: Mapping[str, Any],
    version: int,
) -> None:
    """Change what was said. What the adopter changes waits for the owners again.

    Raises StaleVersionError when it was saved since ``version`` was read.
    """
    if adoption.version != version:
        raise StaleVersionError
    before = {name: getattr(adoption, name) for name in FIELDS}
    _fill(adoption, fields)
    adoption.updated_at = now()
    changed = {name for name in FIELDS if getattr(adoption, name) != before[name]}
    audit(editor, "adoption:edit", ref("adoption", adoption.id), record=innovation.ref)
    if editor.id != adoption.person_id:
        # A moderator puts something right; what the owners said of it stands.
        _tell_adopter("adoptions.edited", adoption, innovation)
    elif adoption.state == "refused" or changed - _OWN_CHOICE:
        adoption.state = "waiting"
        adoption.decided_by_id = adoption.decided_at = None
        adoption.decided_words = ""
        tell_owners("adoptions.said", innovation, besides=editor, adoption_id=adoption.id)


def decide(
    adoption: Adoption,
    innovation: Innovation,
    decider: User,
    *,
    is_confirmed: bool,
    words: str,
    version: int,
) -> None:
    """Confirm or refuse what was said; who said it is told, with the words.

    Raises StaleVersionError when it was changed since ``version`` was read.
    """
    if adoption.version != version:
        raise StaleVersionError
    adoption.state = "confirmed" if is_confirmed else "refused"
    adoption.decided_by_id = decider.id
    adoption.decided_at = now()
    adoption.decided_words = words
    act = "confirm" if is_confirmed else "refuse"
    audit(decider, f"adoption:{act}", ref("adoption", adoption.id), record=innovation.ref)
    _tell_adopter("adoptions.decided", adoption, innovation)


def take_up(adoption: Adoption, innovation: Innovation, colleague: User) -> None:
    """Let another person of the same organisation look after it; the one before is told."""
    if adoption.person_id == colleague.id:
        return
    _tell_adopter("adoptions.taken_up", adoption, innovation, by_id=colleague.id)
    adoption.person_id = colleague.id
    adoption.updated_at = now()
    audit(colleague, "adoption:take_up", ref("adoption", adoption.id), record=innovation.ref)


def remove(adoption: Adoption, innovation: Innovation, person: User, *, words: str = "") -> None:
    """Take it away. Who said it is told why, when it is someone else who does it."""
    if person.id != adoption.person_id:
        _tell_removed(adoption, innovation, words)
    audit(person, "adoption:remove", ref("adoption", adoption.id), record=innovation.ref)
    discard_under(f"/adoptions/{adoption.id}")
    db.session.delete(adoption)


def contact(
    adoption: Adoption, innovation: Innovation, person: User, *, words: str, a_day: int
) -> AdoptionMessage:
    """Send ``words`` to who said that they do this too; they answer by email to ``person``.

    Raises NotPossibleError when they take no messages, cannot sign in any more, or the person
    has sent ``a_day`` messages since yesterday.
    """
    if not adoption.may_contact:
        raise NotPossibleError("They take no messages about this.")
    if not adoption.person.is_active:
        raise NotPossibleError("Who said this does not use the portal any more. Ask the team.")
    must_not_be_too_many(person, a_day)
    message = AdoptionMessage(adoption_id=adoption.id, person_id=person.id, words=words)
    db.session.add(message)
    db.session.flush()
    audit(person, "adoption:contact", ref("adoption", adoption.id), record=innovation.ref)
    _tell_adopter("adoptions.contacted", adoption, innovation, contact_id=message.id)
    return message


def move(from_id: int, to_id: int, *, by: User | None = None) -> None:
    """Move the adoptions of a duplicate to the record that is kept.

    Where an organisation has one of both, the stronger stays: a confirmed one before one that
    waits, that before a refused one, and of equals the newer. Adoptions by those whose own work
    the kept record is are taken away. Who loses one is told.
    """
    take_turns(_turn(from_id), _turn(to_id))
    kept, left = (db.session.get_one(Innovation, key) for key in (to_id, from_id))
    there = {adoption.organisation_id: adoption for adoption in _of(to_id)}
    words = f"Two records of the same work were put together: this one is now in {kept.identifier}."
    for adoption in _of(from_id):
        other = there.get(adoption.organisation_id)
        if part_in(kept, adoption.organisation_id) or (
            other and _strength(other) >= _strength(adoption)
        ):
            _drop(adoption, left, by, words)
            continue
        if other:
            _drop(other, kept, by, words)
            # The place of the organisation in the kept record must be free first.
            db.session.flush()
        adoption.innovation_id = to_id
        audit(by, "adoption:move", ref("adoption", adoption.id), record=kept.ref)
    db.session.flush()


def _drop(adoption: Adoption, innovation: Innovation, by: User | None, words: str) -> None:
    _tell_removed(adoption, innovation, words)
    audit(by, "adoption:remove", ref("adoption", adoption.id), record=innovation.ref)
    discard_under(f"/adoptions/{adoption.id}")
    db.session.delete(adoption)


def _of(innovation_id: int) -> list[Adoption]:
    query = select(Adoption).where(Adoption.innovation_id == innovation_id).order_by(Adoption.id)
    return list(db.session.scalars(query.options(joinedload(Adoption.organisation))))


def _strength(adoption: Adoption) -> tuple[Any, ...]:
    return _STRENGTH.index(adoption.state), adoption.updated_at


def _fill(adoption: Adoption, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(adoption, name, fields[name])
    if adoption.stage != "stopped":
        adoption.stopped_why = ""


def _turn(innovation_id: int) -> str:
    return f"adoption:{innovation_id}"


def _tell_adopter(topic: str, adoption: Adoption, innovation: Innovation, **payload: Any) -> None:
    put(
        topic,
        innovation.ref,
        adoption_id=adoption.id,
        person_id=adoption.person_id,
        **payload,
    )


def _tell_removed(adoption: Adoption, innovation: Innovation, words: str) -> None:
    # The row is gone when the mail is written, so the message carries what it needs.
    name = adoption.organisation.name
    _tell_adopter("adoptions.removed", adoption, innovation, organisation=name, words=words)
