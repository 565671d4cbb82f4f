"""Asking a person through the portal: neither of the two learns an address of the other."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.outbox import put
from portal.people.errors import NotPossibleError, RefusedError
from portal.people.models import Block, Enquiry
from portal.people.queries import enquiries as queries
from portal.records import Actor, ref
from portal.turns import take_turns

TOLD: Final = "people.enquiry"


def ask(
    asker: User, person: User, *, subject: str, words: str, most_open: int, a_day: int
) -> Enquiry:
    """Put a question to a person, who is told.

    Raises RefusedError when they cannot be asked now, and NotPossibleError when the asker has
    asked ``a_day`` people since yesterday.
    """
    take_turns(f"enquiry:{person.id}", f"enquiries-of:{asker.id}")
    _must_be_askable(person, asker.id, most_open)
    if queries.asked_since(asker.id, now() - timedelta(days=1)) >= a_day:
        raise NotPossibleError(
            f"You have asked as many people as you can in a day ({a_day}). Try again tomorrow."
        )
    made = Enquiry(asker_id=asker.id, person_id=person.id, subject=subject, words=words)
    _add(made, asker)
    return made


def answer(enquiry: Enquiry, person: Actor, words: str) -> None:
    """Answer, and tell who asked. Raises NotPossibleError when it waits for no answer any more."""
    _close(enquiry, person, "answered", words)


def decline(enquiry: Enquiry, person: Actor, words: str) -> None:
    """Say no, with words if the person wants to. Raises NotPossibleError as ``answer`` does."""
    _close(enquiry, person, "declined", words)


def pass_on(enquiry: Enquiry, person: Actor, to: User, words: str, *, most_open: int) -> Enquiry:
    """Let somebody else be asked the same; who asked is told whom.

    Raises RefusedError when they cannot be asked now, and NotPossibleError as ``answer`` does.
    """
    take_turns(f"enquiry:{to.id}")
    if to.id in (enquiry.asker_id, person.id):
        raise NotPossibleError("Choose another person.")
    _must_be_askable(to, enquiry.asker_id, most_open)
    _close(enquiry, person, "passed_on", words)
    made = Enquiry(
        asker_id=enquiry.asker_id,
        person_id=to.id,
        subject=enquiry.subject,
        words=enquiry.words,
        passed_from_id=enquiry.id,
    )
    _add(made, person)
    return made


def withdraw(enquiry: Enquiry, asker: Actor) -> None:
    """Take the question back. Raises NotPossibleError when it waits for no answer any more."""
    _close(enquiry, asker, "withdrawn", "", is_told=False)


def block(person: Actor, blocked: User) -> None:
    """Hear no more from somebody: what they ask the person now is declined without a word."""
    take_turns(f"enquiry:{person.id}")
    if db.session.get(Block, (person.id, blocked.id)) is None:
        db.session.add(Block(person_id=person.id, blocked_id=blocked.id))
        audit(person, "person:block", ref("user", person.id))
    for enquiry in queries.waiting(person.id, blocked.id):
        _end(enquiry, person, "declined", "")


def unblock(person: Actor, blocked_id: int) -> None:
    """Let somebody ask again."""
    blocks = Block.person_id == person.id, Block.blocked_id == blocked_id
    gone = db.session.scalar(delete(Block).where(*blocks).returning(Block.blocked_id))
    if gone is not None:
        audit(person, "person:unblock", ref("user", person.id))


def lapse() -> None:
    """Close what nobody answered in time, so that the person can be asked again by others."""
    for enquiry in queries.overdue():
        enquiry.state, enquiry.closed_at = "lapsed", now()
        put(TOLD, ref("enquiry", enquiry.id), state="lapsed")


def _must_be_askable(person: User, asker_id: int, most_open: int) -> None:
    if why := queries.why_not(person.id, asker_id, most_open):
        raise RefusedError(why)


def _add(enquiry: Enquiry, actor: Actor) -> None:
    db.session.add(enquiry)
    db.session.flush()
    audit(actor, "enquiry:ask", ref("enquiry", enquiry.id))
    put(TOLD, ref("enquiry", enquiry.id), state="open")


def _close(enquiry: Enquiry, by: Actor, state: str, words: str, *, is_told: bool = True) -> None:
    db.session.refresh(enquiry, with_for_update=True)
    if enquiry.state != "open":
        raise NotPossibleError("This question is closed already.")
    _end(enquiry, by, state, words, is_told=is_told)


def _end(enquiry: Enquiry, by: Actor, state: str, words: str, *, is_told: bool = True) -> None:
    enquiry.state, enquiry.answer, enquiry.closed_at = state, words, now()
    audit(by, f"enquiry:{state}", ref("enquiry", enquiry.id))
    if is_told:
        put(TOLD, ref("enquiry", enquiry.id), state=state)
