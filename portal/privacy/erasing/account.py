"""Erasing the account of a person and their profile: what only they have, as whole rows.

Each function erases some and returns how many; 0 means that nothing is left.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import delete, or_, select, update

from portal.accounts.models import SignInSession, User
from portal.audit import record as audit
from portal.clock import now
from portal.drafts.models import Draft, SentForm
from portal.extensions import db
from portal.files.forgetting import forget_files
from portal.forum.models import (
    CommunityReader,
    ForumReader,
    HelpRequest,
    JoinRequest,
    Membership,
    ThreadReader,
    TopicReader,
)
from portal.innovations.actions.telling import announce
from portal.innovations.keeping import offering
from portal.innovations.models import Innovation, OwnershipOffer, PendingVersion
from portal.notifications.models import Notification
from portal.outbox import put
from portal.people.actions.asking import TOLD
from portal.people.models import (
    Block,
    Capture,
    Endorsement,
    Enquiry,
    EvidenceDispute,
    EvidenceExclusion,
    ExperienceStatement,
    Expertise,
    Leaving,
    OrganisationManager,
    PersonLanguage,
    PinnedWork,
    Profile,
    ProfileField,
    ProfilePhoto,
    RoleHeld,
    SystemKnown,
)
from portal.records import ref
from portal.searches.models import FeedToken, SavedSearch
from portal.visibility import Status

# Rows of the account, by the column that says whose they are.
OF_ACCOUNT: Final[tuple[Any, ...]] = (
    SignInSession.user_id,
    Draft.person_id,
    SentForm.person_id,
    FeedToken.person_id,
    SavedSearch.person_id,
    Notification.person_id,
    ForumReader.person_id,
    TopicReader.person_id,
    CommunityReader.person_id,
    ThreadReader.person_id,
    HelpRequest.person_id,
    Membership.person_id,
    JoinRequest.person_id,
    OrganisationManager.person_id,
    Block.person_id,
    Block.blocked_id,
)
OF_PROFILE: Final[tuple[Any, ...]] = (
    ProfilePhoto.person_id,
    ProfileField.person_id,
    ExperienceStatement.person_id,
    Expertise.person_id,
    PersonLanguage.person_id,
    PinnedWork.person_id,
    RoleHeld.person_id,
    SystemKnown.person_id,
    EvidenceExclusion.person_id,
    EvidenceDispute.person_id,
    Endorsement.person_id,
    Leaving.person_id,
    Profile.person_id,
)
# Where others named them: the rest of the row is not theirs.
NAMED_BY_OTHERS: Final[tuple[Any, ...]] = (
    Profile.backup_id,
    Leaving.successor_id,
    Capture.holder_id,
    Capture.owner_id,
    Innovation.backup_owner_id,
)


def account(person: User, _base_url: str) -> int:
    """What belongs to an account that can be signed in to."""
    return _close_what_waits(person) + _give_back(person) + _delete(OF_ACCOUNT, person)


def profile(person: User, _base_url: str) -> int:
    """What a profile says, and what others said for it."""
    forget_files(ProfilePhoto, ProfilePhoto.person_id, person.id)
    done = _delete(OF_PROFILE, person)
    for column in NAMED_BY_OTHERS:
        query = update(column.class_).where(column == person.id).values({column.key: None})
        done += _count(query)
    person.job_title = person.organisation_id = person.library_service_id = None
    return done


def _close_what_waits(person: User) -> int:
    """End what others wait for, and what waits for others: the person does not come back."""
    open_ones = select(Enquiry).where(
        Enquiry.state == "open", or_(Enquiry.person_id == person.id, Enquiry.asker_id == person.id)
    )
    enquiries = db.session.scalars(open_ones.with_for_update()).all()
    for enquiry in enquiries:
        is_asker = enquiry.asker_id == person.id
        enquiry.state, enquiry.closed_at = "withdrawn" if is_asker else "declined", now()
        if not is_asker:
            put(TOLD, ref("enquiry", enquiry.id), state="declined")
    offers = select(OwnershipOffer).where(
        OwnershipOffer.answer.is_(None),
        or_(OwnershipOffer.from_id == person.id, OwnershipOffer.to_id == person.id),
    )
    made = db.session.scalars(offers).all()
    for offer in made:
        offering.close(offer, "withdrawn" if offer.from_id == person.id else "declined")
    return len(enquiries) + len(made)


def _give_back(person: User) -> int:
    """What they were reviewing goes back into the queue, at once or when its owners return it."""
    kinds: tuple[Any, ...] = (Innovation, PendingVersion)
    done = 0
    for kind in kinds:
        waiting = kind.status.in_((Status.IN_REVIEW, Status.CHANGES_REQUESTED))
        for held in db.session.scalars(select(kind).where(kind.reviewer_id == person.id, waiting)):
            if held.status == Status.IN_REVIEW:
                held.status = Status.SUBMITTED
            held.reviewer_id = held.claimed_at = None
            is_record = kind is Innovation
            record = ref("innovation", held.id if is_record else held.innovation_id)
            audit(person, "innovation:release" if is_record else "pending:release", record)
            announce(record)
            done += 1
    return done


def _delete(columns: Iterable[Any], person: User) -> int:
    return sum(_count(delete(column.class_).where(column == person.id)) for column in columns)


def _count(statement: Any) -> int:
    """Run a statement that changes rows, and say how many it changed."""
    return db.session.connection().execute(statement).rowcount
