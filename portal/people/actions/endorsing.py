"""Endorsing people, answering that, taking it back; what is three years old lapses."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select, update

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now, today
from portal.extensions import db
from portal.outbox import put
from portal.people.errors import NotPossibleError
from portal.people.models import Endorsement
from portal.people.queries import endorsements as queries
from portal.records import Actor, ref
from portal.turns import take_turns

TOLD: Final = "people.endorsement"
_YEARS: Final = 3


def offer(
    endorser: User, person: User, *, topic_id: int, reason: str, words: str, a_day: int
) -> Endorsement:
    """Say that a person knows about a topic; it stands nowhere until they accept it.

    Raises NotPossibleError when they want to hear no more from the endorser, when that was said
    before, or when the endorser has endorsed ``a_day`` people since yesterday.
    """
    take_turns(f"endorsement:{endorser.id}")
    if queries.is_blocked(endorser.id, person.id):
        raise NotPossibleError("You cannot endorse this person.")
    before = queries.live(endorser.id, person.id, topic_id)
    if before is not None and before.lapses_on > today():
        raise NotPossibleError("You have endorsed them for this topic already.")
    _must_not_be_too_many(endorser, a_day)
    if before is not None:
        before.state = "lapsed"
        db.session.flush()
    made = Endorsement(
        endorser_id=endorser.id,
        person_id=person.id,
        topic_id=topic_id,
        reason=reason,
        words=words,
        lapses_on=_years_after(today()),
    )
    db.session.add(made)
    db.session.flush()
    _note(endorser, made, "offer")
    put(TOLD, ref("endorsement", made.id), kind="offered")
    return made


def accept(endorsement: Endorsement, person: Actor) -> None:
    """Let it stand on the profile; who said it is told.

    Raises NotPossibleError when it was taken back or is too old.
    """
    _hold(endorsement)
    if endorsement.state == "accepted":
        return
    _must_be(endorsement, "offered", "declined")
    endorsement.state, endorsement.answered_at = "accepted", now()
    _note(person, endorsement, "accept")
    put(TOLD, ref("endorsement", endorsement.id), kind="accepted")


def decline(endorsement: Endorsement, person: Actor) -> None:
    """Do not let it stand, or take it off the profile later.

    Raises NotPossibleError when it was taken back or is too old.
    """
    _hold(endorsement)
    if endorsement.state == "declined":
        return
    _must_be(endorsement, "offered", "accepted")
    endorsement.state, endorsement.answered_at = "declined", now()
    _note(person, endorsement, "decline")


def withdraw(endorsement: Endorsement, endorser: Actor) -> None:
    """Take back what one said; it is gone from the profile at once.

    Raises NotPossibleError when it was declined: the same could be offered again and again then.
    """
    _hold(endorsement)
    if endorsement.state == "declined":
        raise NotPossibleError("They did not accept it, so it stands nowhere.")
    if endorsement.state != "withdrawn":
        endorsement.state = "withdrawn"
        _note(endorser, endorsement, "withdraw")


def renew(endorsement: Endorsement, endorser: Actor) -> None:
    """Say shortly before it lapses that it is still true: it lapses three years from now.

    The person has accepted what is said, and is told. Raises NotPossibleError when it is not on
    their profile or they want to hear no more from the endorser.
    """
    _hold(endorsement)
    if queries.is_blocked(endorsement.endorser_id, endorsement.person_id):
        raise NotPossibleError("You cannot endorse this person.")
    if endorsement.state != "accepted" or endorsement.lapses_on <= today():
        raise NotPossibleError("This endorsement is not on their profile any more.")
    if endorsement.lapses_on <= today() + timedelta(days=queries.RENEWABLE_DAYS):
        endorsement.lapses_on = _years_after(today())
        _note(endorser, endorsement, "renew")
        put(TOLD, ref("endorsement", endorsement.id), kind="renewed")


def lapse() -> None:
    """Let go of what was said three years ago; of what was shown, both are told."""
    for endorsement in db.session.scalars(queries.lapsed()):
        put(TOLD, ref("endorsement", endorsement.id), kind="lapsed")
    db.session.execute(
        update(Endorsement)
        .where(Endorsement.state.in_(queries.LIVE), Endorsement.lapses_on <= today())
        .values(state="lapsed")
    )


def _hold(endorsement: Endorsement) -> None:
    """See it as it is now, and let nobody else change it meanwhile."""
    db.session.refresh(endorsement, with_for_update=True)


def _must_be(endorsement: Endorsement, *states: str) -> None:
    if endorsement.state not in states or endorsement.lapses_on <= today():
        raise NotPossibleError("This endorsement was taken back, or it is too old.")


def _must_not_be_too_many(endorser: User, a_day: int) -> None:
    since = now() - timedelta(days=1)
    query = select(func.count()).where(
        Endorsement.endorser_id == endorser.id, Endorsement.offered_at > since
    )
    if (db.session.scalar(query) or 0) >= a_day:
        raise NotPossibleError(
            f"You have endorsed as many people as you can in a day ({a_day}). Try again tomorrow."
        )


def _note(actor: Actor, endorsement: Endorsement, act: str) -> None:
    audit(actor, f"endorsement:{act}", ref("endorsement", endorsement.id))


def _years_after(day: date) -> date:
    year = day.year + _YEARS
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
