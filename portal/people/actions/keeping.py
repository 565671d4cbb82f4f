"""Keeping what people know: how important it is, what is done for it, who looks after that."""

from datetime import date
from typing import Final

from sqlalchemy import delete

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.outbox import put
from portal.people.errors import NotPossibleError
from portal.people.models import Capture, Importance, OrganisationManager
from portal.records import Actor, ref
from portal.turns import take_turns

CAPTURE_TOLD: Final = "people.capture"
MANAGER_TOLD: Final = "people.manager"


def rate(actor: Actor, known: str, importance: int) -> None:
    """Say how important it is to keep the knowledge of a topic or system, by its ref."""
    take_turns(f"importance:{known}")
    rated = db.session.get(Importance, known)
    if rated is not None and rated.importance == importance:
        return
    if rated is None:
        rated = Importance(ref=known)
        db.session.add(rated)
    rated.importance, rated.set_by_id, rated.set_at = importance, actor.id, now()
    audit(actor, "knowledge:rate", known, importance=importance)


def plan(
    actor: Actor,
    *,
    known: str,
    kind: str,
    holder_id: int | None,
    owner_id: int,
    due_on: date,
    note: str,
) -> Capture:
    """Plan an interview, a shadowing or a write-up; who sees to it and whose knowledge it is are
    told.
    """
    made = Capture(
        ref=known,
        kind=kind,
        holder_id=holder_id,
        owner_id=owner_id,
        due_on=due_on,
        note=note,
        created_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    audit(actor, "capture:plan", ref("capture", made.id), about=known)
    _tell(made, actor, owner_id, holder_id)
    return made


def change(
    capture: Capture,
    actor: Actor,
    *,
    kind: str,
    holder_id: int | None,
    owner_id: int,
    due_on: date,
    note: str,
) -> None:
    """Change what is planned; who is new in it is told.

    Raises NotPossibleError when it is closed.
    """
    _hold_open(capture)
    before = {capture.holder_id, capture.owner_id}
    # Whose words the note is then; it has no other sign of that.
    has_new_note = capture.note != note
    capture.kind, capture.holder_id, capture.owner_id = kind, holder_id, owner_id
    capture.due_on, capture.note = due_on, note
    audit(actor, "capture:change", ref("capture", capture.id), has_new_note=has_new_note)
    _tell(capture, actor, *({owner_id, holder_id} - before))


def close(capture: Capture, actor: Actor, *, state: str, result: str | None) -> None:
    """Say that it is done, with the ref of the record that came of it, or that it will not be.

    Raises NotPossibleError when it is closed already.
    """
    _hold_open(capture)
    capture.state, capture.closed_at = state, now()
    capture.result_ref = result
    audit(actor, f"capture:{state}", ref("capture", capture.id))


def appoint(actor: Actor | None, organisation: Organisation, person: User) -> bool:
    """Name a manager of an organisation, who is told; whether they are new."""
    take_turns(f"managers:{organisation.id}")
    key = (organisation.id, person.id)
    if db.session.get(OrganisationManager, key) is not None:
        return False
    db.session.add(
        OrganisationManager(
            organisation_id=organisation.id,
            person_id=person.id,
            named_by_id=actor.id if actor else None,
        )
    )
    audit(actor, "manager:appoint", ref("organisation", organisation.id), person=person.id)
    put(MANAGER_TOLD, ref("organisation", organisation.id), person_id=person.id)
    return True


def dismiss(actor: Actor | None, organisation: Organisation, person_id: int) -> bool:
    """Let somebody not be a manager any more; whether they were one."""
    named = (
        OrganisationManager.organisation_id == organisation.id,
        OrganisationManager.person_id == person_id,
    )
    gone = db.session.scalar(
        delete(OrganisationManager).where(*named).returning(OrganisationManager.person_id)
    )
    if gone is not None:
        audit(actor, "manager:dismiss", ref("organisation", organisation.id), person=person_id)
    return gone is not None


def _hold_open(capture: Capture) -> None:
    db.session.refresh(capture, with_for_update=True)
    if capture.state != "open":
        raise NotPossibleError("This has been closed already.")


def _tell(capture: Capture, actor: Actor, *people: int | None) -> None:
    for person_id in dict.fromkeys(people):
        if person_id is not None and person_id != actor.id:
            put(
                CAPTURE_TOLD,
                ref("capture", capture.id),
                person_id=person_id,
                actor_id=actor.id,
                kind="planned",
            )
