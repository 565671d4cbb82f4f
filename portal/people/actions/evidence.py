"""What a person wants not to count, or says is wrong; and what moderators make of that."""

from typing import Final

from sqlalchemy import delete

from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.outbox import put
from portal.people.errors import NotPossibleError
from portal.people.models import EvidenceDispute, EvidenceExclusion
from portal.records import Actor, ref
from portal.turns import take_turns

DECIDED: Final = "people.dispute"


def exclude(person: Actor, record: str) -> None:
    """Let a record not count for the person, from now on."""
    _take_turn(person)
    if db.session.get(EvidenceExclusion, (person.id, record)) is None:
        db.session.add(EvidenceExclusion(person_id=person.id, ref=record))
        audit(person, "evidence:exclude", record)


def include(person: Actor, record: str) -> None:
    """Let a record count again that the person had excluded."""
    excluded = EvidenceExclusion.person_id == person.id, EvidenceExclusion.ref == record
    if db.session.execute(delete(EvidenceExclusion).where(*excluded)).rowcount:  # type: ignore[attr-defined]  # of a CursorResult
        audit(person, "evidence:include", record)


def dispute(person: Actor, record: str, *, reason: str) -> None:
    """Say that a record is wrongly shown as the person's; it does not count until that is decided.

    Raises NotPossibleError when they said so before.
    """
    _take_turn(person)
    if db.session.get(EvidenceDispute, (person.id, record)) is not None:
        raise NotPossibleError("You have said so before. You can still leave it out yourself.")
    db.session.add(EvidenceDispute(person_id=person.id, ref=record, reason=reason))
    audit(person, "evidence:dispute", record)


def decide(disputed: EvidenceDispute, moderator: Actor, *, is_upheld: bool, words: str) -> None:
    """Say whether the item is wrong, so that it never counts; the person is told, with the words.

    Raises NotPossibleError when it was decided already.
    """
    db.session.refresh(disputed, with_for_update=True)
    if disputed.state != "open":
        raise NotPossibleError("Another moderator decided this already.")
    disputed.state = "upheld" if is_upheld else "dismissed"
    disputed.decided_by_id, disputed.decided_at = moderator.id, now()
    disputed.decision_words = words
    audit(moderator, f"dispute:{disputed.state}", disputed.ref, person=disputed.person_id)
    put(DECIDED, ref("user", disputed.person_id), record=disputed.ref)


def _take_turn(person: Actor) -> None:
    take_turns(f"evidence:{person.id}")
