"""Innovation records that a person has a part in, and what they said and decided about others."""

from typing import Any

from sqlalchemy import case, func, or_, select

from portal.accounts.models import User
from portal.innovations.models import (
    Adoption,
    AdoptionMessage,
    ContactMessage,
    Decision,
    Innovation,
    InnovationFile,
    InnovationPerson,
    InnovationTopic,
    OwnershipOffer,
    PendingVersion,
    Version,
)
from portal.innovations.versions.contents import NAMES
from portal.organisations.models import LibraryService, Organisation
from portal.privacy.exporting.holder import Holder
from portal.privacy.exporting.kind import Kind, Refine, link, shown_name
from portal.records import AnySelect
from portal.topics.models import Topic

_LINK = link("/innovations/", Innovation.id)
_HEAD = (Innovation.identifier, _LINK)
# What a record says of itself; whom and what it points at stands beside it in words.
# Not what only its owners and the moderators see.
_CONTENT = tuple(
    getattr(Innovation, column.key)
    for column in Innovation.__table__.columns
    if column.key in NAMES - {"topic_suggestion"} and not column.foreign_keys
)


def _has_a_part(holder: Holder) -> Any:
    named = select(InnovationPerson.innovation_id).where(InnovationPerson.user_id == holder.id)
    return or_(
        Innovation.author_id == holder.id,
        Innovation.id.in_(named),
        Innovation.backup_owner_id == holder.id,
        Innovation.contact_person_id == holder.id,
    )


def _records(query: AnySelect, holder: Holder) -> AnySelect:
    part = select(func.aggregate_strings(InnovationPerson.role, "; ")).where(
        InnovationPerson.innovation_id == Innovation.id, InnovationPerson.user_id == holder.id
    )
    named = select(func.aggregate_strings(InnovationPerson.name, "; ")).where(
        InnovationPerson.innovation_id == Innovation.id, InnovationPerson.is_shown
    )
    topics = (
        select(func.aggregate_strings(Topic.label, "; "))
        .join(InnovationTopic, InnovationTopic.topic_id == Topic.id)
        .where(InnovationTopic.innovation_id == Innovation.id)
    )
    is_owner = or_(_owned(holder), Innovation.backup_owner_id == holder.id)
    return (
        query.add_columns(
            case((is_owner, Innovation.topic_suggestion), else_="").label("topic_suggestion"),
            case((is_owner, Innovation.appeal_words), else_="").label("appeal_words"),
            (Innovation.author_id == holder.id).label("you_began_it"),
            part.scalar_subquery().label("your_part"),
            (Innovation.backup_owner_id == holder.id).label("you_stand_in_for_the_owners"),
            (Innovation.contact_person_id == holder.id).label("shows_your_email"),
            named.scalar_subquery().label("people"),
            topics.scalar_subquery().label("topics"),
            Organisation.name.label("organisation"),
            LibraryService.name.label("library_service"),
        )
        .outerjoin(Organisation, Organisation.id == Innovation.organisation_id)
        .outerjoin(LibraryService, LibraryService.id == Innovation.library_service_id)
        .where(Innovation.visible_to(holder))
    )


def _of_record(record_id: Any, *, is_seen: bool = True) -> Refine:
    """Joins the record; leaves out what is on one that the person may not see."""

    def refine(query: AnySelect, holder: Holder) -> AnySelect:
        query = query.join(Innovation, Innovation.id == record_id)
        return query.where(Innovation.visible_to(holder)) if is_seen else query

    return refine


def _decisions(query: AnySelect, holder: Holder) -> AnySelect:
    query = query.join(Decision, Decision.innovation_id == Innovation.id)
    return query.where(Innovation.visible_to(holder))


def _owned(holder: Holder) -> Any:
    return Innovation.owned_by(holder.id)


def _adopted(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.join(Organisation, Organisation.id == Adoption.organisation_id)


def _contacted(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.join(Adoption, Adoption.id == AdoptionMessage.adoption_id)


def _offered(other_id: Any) -> Refine:
    def refine(query: AnySelect, _holder: Holder) -> AnySelect:
        return query.join(User, User.id == other_id)

    return refine


_DECISION = (
    *(Decision.kind, Decision.reason, Decision.words, Decision.comments),
    *(Decision.version_number, Decision.at),
)
_OFFER = (
    *(OwnershipOffer.words, OwnershipOffer.offered_at, OwnershipOffer.expires_on),
    *(OwnershipOffer.answer, OwnershipOffer.answered_at),
    link("/innovations/", OwnershipOffer.innovation_id),
)

KINDS = (
    Kind(
        "innovations",
        "Innovations that you wrote or have a part in",
        (
            *(Innovation.author_id, InnovationPerson.user_id),
            *(Innovation.backup_owner_id, Innovation.contact_person_id),
        ),
        (
            *(*_HEAD, Innovation.status, *_CONTENT),
            *(Innovation.created_at, Innovation.updated_at, Innovation.submitted_at),
            *(Innovation.published_at, Innovation.review_on),
            *(Innovation.evidence_rating, Innovation.rating_reason, Innovation.rated_on),
        ),
        _records,
        mine=_has_a_part,
    ),
    Kind(
        "innovation_versions",
        "Versions of innovations that you saved",
        (Version.by_id,),
        (*_HEAD, Version.number, Version.act, Version.changed, Version.fields, Version.at),
        _of_record(Version.innovation_id),
    ),
    Kind(
        "innovation_changes",
        "Changes to published innovations that you have not finished",
        (PendingVersion.author_id,),
        (*_HEAD, PendingVersion.status, PendingVersion.fields, PendingVersion.updated_at),
        _of_record(PendingVersion.innovation_id),
    ),
    Kind(
        "innovation_files",
        "Files that you attached to innovations",
        (InnovationFile.uploaded_by_id,),
        (
            *(InnovationFile.id, InnovationFile.name, InnovationFile.digest),
            *(InnovationFile.media_type, InnovationFile.size, InnovationFile.uploaded_at),
            link("/innovations/", InnovationFile.innovation_id),
        ),
        has_files=True,
    ),
    Kind(
        "decisions_on_yours",
        "What moderators decided about your innovations",
        (Innovation.author_id,),
        (*_HEAD, *_DECISION),
        _decisions,
        mine=_owned,
        order=(Decision.id,),
    ),
    Kind(
        "decisions_made",
        "What you decided about innovations",
        (Decision.decided_by_id,),
        (link("/innovations/", Decision.innovation_id), *_DECISION),
    ),
    Kind(
        "ratings_made",
        "Evidence that you rated",
        (Innovation.rated_by_id,),
        (
            *(*_HEAD, Innovation.evidence_rating, Innovation.rating_reason),
            Innovation.rated_on,
        ),
    ),
    Kind(
        "adoptions",
        "What you said your organisation does too",
        (Adoption.person_id,),
        (
            *(link("/innovations/", Adoption.innovation_id), Organisation.name.label("for")),
            *(Adoption.stage, Adoption.since, Adoption.changed, Adoption.result),
            *(Adoption.stopped_why, Adoption.may_contact, Adoption.state),
            *(Adoption.decided_words, Adoption.created_at, Adoption.updated_at),
        ),
        _adopted,
    ),
    Kind(
        "adoptions_decided",
        "What you answered to those who do it too",
        (Adoption.decided_by_id,),
        (
            *(link("/innovations/", Adoption.innovation_id), Adoption.state),
            *(Adoption.decided_words, Adoption.decided_at),
        ),
    ),
    Kind(
        "messages_to_owners",
        "Messages that you wrote to owners of innovations",
        (ContactMessage.person_id,),
        (
            *(link("/innovations/", ContactMessage.innovation_id), ContactMessage.words),
            ContactMessage.at,
        ),
    ),
    Kind(
        "messages_to_adopters",
        "Messages that you wrote to those who do it too",
        (AdoptionMessage.person_id,),
        (
            *(link("/innovations/", Adoption.innovation_id), AdoptionMessage.words),
            AdoptionMessage.at,
        ),
        _contacted,
    ),
    Kind(
        "ownership_offered",
        "Innovations that you offered to others",
        (OwnershipOffer.from_id,),
        (shown_name(User).label("to"), *_OFFER),
        _offered(OwnershipOffer.to_id),
    ),
    Kind(
        "ownership_received",
        "Innovations that others offered to you",
        (OwnershipOffer.to_id,),
        (shown_name(User).label("from"), *_OFFER),
        _offered(OwnershipOffer.from_id),
    ),
)
