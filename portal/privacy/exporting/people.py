"""What passes between people: questions, endorsements, kept knowledge, handing over."""

from typing import Any

from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.organisations.models import Organisation
from portal.people.models import (
    Block,
    Capture,
    Endorsement,
    Enquiry,
    HandoverItem,
    Importance,
    Leaving,
    OrganisationManager,
    UnmetNeed,
)
from portal.people.queries import captures
from portal.privacy.exporting.holder import Holder
from portal.privacy.exporting.kind import Kind, Refine, link, shown_name
from portal.records import AnySelect
from portal.topics.models import Topic

_Other = aliased(User)


def _with(other_id: Any, *, besides: Any = None) -> Refine:
    """Joins the other person; rows are left out where ``besides`` holds."""

    def refine(query: AnySelect, _holder: Holder) -> AnySelect:
        query = query.outerjoin(_Other, _Other.id == other_id)
        return query if besides is None else query.where(~besides)

    return refine


def _endorsed(other_id: Any, *, besides: Any = None) -> Refine:
    def refine(query: AnySelect, holder: Holder) -> AnySelect:
        query = query.join(Topic, Topic.id == Endorsement.topic_id)
        return _with(other_id, besides=besides)(query, holder)

    return refine


def _seen_captures(query: AnySelect, holder: Holder) -> AnySelect:
    return query.where(captures.visible(holder))


def _organisation(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.join(Organisation, Organisation.id == OrganisationManager.organisation_id)


_ENQUIRY = (
    *(Enquiry.subject, Enquiry.words, Enquiry.state, Enquiry.answer),
    *(Enquiry.asked_at, Enquiry.closed_at, link("/enquiries/", Enquiry.id)),
)
_ENDORSEMENT = (
    *(Topic.label.label("topic"), Endorsement.reason, Endorsement.words, Endorsement.state),
    *(Endorsement.offered_at, Endorsement.answered_at, Endorsement.lapses_on),
)
_NAME = shown_name(_Other)

KINDS = (
    Kind(
        "questions_asked",
        "Questions that you asked people",
        (Enquiry.asker_id,),
        (_NAME.label("to"), *_ENQUIRY),
        _with(Enquiry.person_id),
    ),
    Kind(
        "questions_received",
        "Questions that people asked you",
        (Enquiry.person_id,),
        (_NAME.label("from"), *_ENQUIRY),
        _with(Enquiry.asker_id, besides=Enquiry.state == "withdrawn"),
    ),
    Kind(
        "endorsements_given",
        "Endorsements that you gave",
        (Endorsement.endorser_id,),
        (_NAME.label("for"), *_ENDORSEMENT),
        _endorsed(Endorsement.person_id),
    ),
    Kind(
        "endorsements_received",
        "Endorsements that others gave you",
        (Endorsement.person_id,),
        (_NAME.label("from"), *_ENDORSEMENT),
        _endorsed(Endorsement.endorser_id, besides=Endorsement.state == "withdrawn"),
    ),
    Kind(
        "people_blocked",
        "People you blocked",
        (Block.person_id,),
        (_Other.name.label("person"), Block.at),
        _with(Block.blocked_id),
    ),
    Kind(
        "knowledge_to_keep",
        "Knowledge to keep that names you, or that you planned",
        (Capture.holder_id, Capture.owner_id, Capture.created_by_id),
        (
            *(Capture.ref.label("about"), Capture.kind, Capture.due_on, Capture.note),
            *(Capture.state, Capture.created_at, Capture.closed_at),
            *(Capture.result_ref.label("result"), link("/knowledge/captures/", Capture.id)),
        ),
        _seen_captures,
    ),
    Kind(
        "importance",
        "How important you called the knowledge of a topic or system",
        (Importance.set_by_id,),
        (Importance.ref.label("about"), Importance.importance, Importance.set_at),
    ),
    Kind(
        "needs_settled",
        "What you said about needs that nobody met",
        (UnmetNeed.settled_by_id,),
        (UnmetNeed.outcome, UnmetNeed.settled_at),
    ),
    Kind(
        "organisations_managed",
        "Organisations whose knowledge you look after",
        (OrganisationManager.person_id,),
        (Organisation.name.label("organisation"), OrganisationManager.named_at),
        _organisation,
    ),
    Kind(
        "leaving",
        "That you said when you leave",
        (Leaving.person_id,),
        (
            *(Leaving.leaves_on, _NAME.label("successor"), Leaving.announced_at),
            Leaving.handed_over_at,
        ),
        _with(Leaving.successor_id),
    ),
    Kind(
        "handover",
        "Your hand-over",
        (HandoverItem.person_id,),
        (
            *(HandoverItem.key.label("line"), HandoverItem.note, HandoverItem.is_done),
            HandoverItem.changed_at,
        ),
    ),
    Kind(
        "handover_notes",
        "What you noted in hand-overs",
        (HandoverItem.changed_by_id,),
        (
            *(HandoverItem.key.label("line"), HandoverItem.note, HandoverItem.is_done),
            *(HandoverItem.changed_at, link("/people/", HandoverItem.person_id)),
        ),
    ),
    Kind(
        "taking_over",
        "People you take over from",
        (Leaving.successor_id,),
        (_NAME.label("person"), Leaving.leaves_on, Leaving.handed_over_at),
        _with(Leaving.person_id),
    ),
)
