"""Handing a record on: it is offered to a person, who has some days to answer.

A moderator does it for owners who have left, or takes the record over.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now, today
from portal.extensions import db
from portal.innovations.actions.recording import save
from portal.innovations.actions.telling import announce
from portal.innovations.errors import NotPossibleError
from portal.innovations.keeping import queries
from portal.innovations.keeping.confirming import write_beside
from portal.innovations.keeping.dates import OFFER_DAYS
from portal.innovations.models import ContactMessage, Innovation, OwnershipOffer
from portal.innovations.versions.contents import contents_of
from portal.innovations.versions.queries import pending_of
from portal.outbox import put
from portal.visibility import TAKEN_AWAY

CLOSED = "This offer has been answered already, or it was taken back."
NO_LEAVER = "The owners of this record still look after it. Only they can offer it to someone."


def offer(innovation: Innovation, person: User, *, to: User, words: str) -> OwnershipOffer:
    """Offer the record to someone; until they answer, they see it.

    Raises NotPossibleError when they cannot have it, it is not ``person``'s to give, it is
    offered already, or it has been taken away.
    """
    if innovation.status in TAKEN_AWAY:
        raise NotPossibleError("This record has been taken away. It cannot be offered.")
    if not queries.leaving(innovation, person):
        raise NotPossibleError(NO_LEAVER)
    if not to.is_active:
        raise NotPossibleError(f"{to.name} cannot sign in any more. Choose someone else.")
    if to.id in innovation.owner_ids:
        raise NotPossibleError(f"{to.name} is an owner already. Choose someone else.")
    if to.id == person.id:
        raise NotPossibleError("You cannot offer it to yourself. Take it over instead.")
    made = OwnershipOffer(
        innovation_id=innovation.id,
        from_id=person.id,
        to_id=to.id,
        words=words,
        expires_on=today() + timedelta(days=OFFER_DAYS),
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        raise NotPossibleError(
            "This record is offered to someone already. Take that offer back first."
        ) from error
    audit(person, "innovation:offer", innovation.ref, offer=made.id, to=to.id)
    announce(innovation.ref)
    _tell("innovations.offered", made, to.id)
    return made


def accept(made: OwnershipOffer, innovation: Innovation, *, is_shown: bool) -> None:
    """Make the taker the owner of the record, in place of those who leave.

    Raises NotPossibleError when the offer is closed, or the record has found other owners.
    """
    if made.answer == "accepted":
        return
    if innovation.status in TAKEN_AWAY or made.expires_on < today():
        raise NotPossibleError(CLOSED)
    giver = db.session.get_one(User, made.from_id)
    leavers = queries.leaving(innovation, giver)
    if not leavers:
        raise NotPossibleError("This record has found another owner.")
    close(made, "accepted")
    _hand_over(innovation, db.session.get_one(User, made.to_id), leavers, is_shown=is_shown)
    audit(made.taker, "innovation:accept", innovation.ref, offer=made.id)
    _tell("innovations.offer_answered", made, made.from_id)


def decline(made: OwnershipOffer, *, words: str) -> None:
    """Say no, with words for the giver or without.

    Raises NotPossibleError when the offer is closed otherwise.
    """
    if made.answer == "declined":
        return
    close(made, "declined")
    contact_id = None
    if words:
        message = ContactMessage(
            innovation_id=made.innovation_id, person_id=made.to_id, words=words
        )
        db.session.add(message)
        db.session.flush()
        contact_id = message.id
    audit(made.taker, "innovation:decline_offer", _ref(made), offer=made.id)
    _tell("innovations.offer_answered", made, made.from_id, contact_id=contact_id)


def withdraw(made: OwnershipOffer, person: User) -> None:
    """Take an offer back.

    Raises NotPossibleError when it is closed otherwise.
    """
    if made.answer == "withdrawn":
        return
    close(made, "withdrawn")
    audit(person, "innovation:withdraw_offer", _ref(made), offer=made.id)
    _tell("innovations.offer_withdrawn", made, made.to_id)


def take_over(innovation: Innovation, moderator: User) -> None:
    """Make the moderator the owner of a record that nobody looks after.

    Raises NotPossibleError when somebody does.
    """
    if moderator.id in innovation.owner_ids:
        write_beside(innovation, ownerless_at=None)
        return
    leavers = queries.leavers(innovation)
    if not leavers:
        raise NotPossibleError("The owners of this record still look after it.")
    if made := queries.open_offer(innovation.id):
        withdraw(made, moderator)
    _hand_over(innovation, moderator, leavers, is_shown=False)
    audit(moderator, "innovation:take_over", innovation.ref)


def pass_on(innovation: Innovation, leaver: User, *, to: User, actor: User) -> bool:
    """Make ``to`` the owner in the place of somebody who leaves; whether anything changed.

    Nothing changes where the leaver is no owner, or where ``to`` is deciding on the record.
    """
    if (
        innovation.status not in queries.LOOKED_AFTER
        or leaver.id not in innovation.owner_ids
        or innovation.reviewer_id == to.id
    ):
        return False
    if made := queries.open_offer(innovation.id):
        withdraw(made, actor)
    is_shown = any(row.is_shown for row in innovation.people if row.user_id == to.id)
    _hand_over(innovation, to, frozenset({leaver.id}), is_shown=is_shown)
    audit(actor, "innovation:pass_on", innovation.ref, leaver=leaver.id, to=to.id)
    return True


def close(made: OwnershipOffer, answer: str) -> None:
    """Write the answer, unless another came first.

    Raises NotPossibleError then.
    """
    closed = db.session.execute(
        update(OwnershipOffer)
        .where(OwnershipOffer.id == made.id, OwnershipOffer.answer.is_(None))
        .values(answer=answer, answered_at=now())
        .returning(OwnershipOffer.id)
    ).scalar()
    if closed is None:
        raise NotPossibleError(CLOSED)
    db.session.expire(made, ["answer", "answered_at"])
    announce(_ref(made))


def _hand_over(
    innovation: Innovation, taker: User, leavers: frozenset[int], *, is_shown: bool
) -> None:
    """Put the taker in the place of the leavers, here and in changes that wait."""

    def handed(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        kept = [dict(row) for row in rows if row["user_id"] != taker.id]
        for row in kept:
            if row["user_id"] in leavers and row["role"] == "owner":
                row["role"] = "contributor"
        own = {"user_id": taker.id, "name": taker.name, "role": "owner", "is_shown": is_shown}
        return [own, *kept]

    fields: dict[str, Any] = {"people": handed(contents_of(innovation)["people"])}
    if innovation.contact_person_id in leavers:
        fields["contact"] = "portal"
    if innovation.author_id in leavers:
        innovation.author_id = taker.id
    innovation.ownerless_at = None
    if innovation.backup_owner_id == taker.id:
        innovation.backup_owner_id = None
    save(innovation, taker, fields=fields, version=innovation.version)
    pending = pending_of(innovation)
    if pending and "people" in pending.fields:
        pending.fields = {**pending.fields, "people": handed(pending.fields["people"])}


def _tell(name: str, made: OwnershipOffer, person_id: int, **payload: Any) -> None:
    put(name, _ref(made), person_id=person_id, offer_id=made.id, **payload)


def _ref(made: OwnershipOffer) -> str:
    return f"innovation:{made.innovation_id}"
