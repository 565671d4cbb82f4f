"""What a profile says."""

from portal.accounts.models import User
from portal.people.models import (
    EvidenceDispute,
    EvidenceExclusion,
    ExperienceStatement,
    Expertise,
    PersonLanguage,
    PinnedWork,
    Profile,
    ProfileField,
    ProfilePhoto,
    RoleHeld,
    System,
    SystemKnown,
)
from portal.people.seeing import listed, shows
from portal.privacy.exporting.holder import Holder
from portal.privacy.exporting.kind import Kind, shown_name
from portal.records import AnySelect
from portal.topics.models import Topic


def _backup(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.outerjoin(User, User.id == Profile.backup_id)


def _who_shows_it(query: AnySelect, holder: Holder) -> AnySelect:
    query = query.join(User, User.id == Profile.person_id)
    return query.where(listed(), shows("backup", holder))


def _topic(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.join(Topic, Topic.id == Expertise.topic_id)


def _system_known(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.join(System, System.id == SystemKnown.system_id)


def _system_of_role(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.outerjoin(System, System.id == RoleHeld.system_id)


KINDS = (
    Kind(
        "profile",
        "What your profile says of you",
        (Profile.person_id,),
        (
            *(Profile.pronouns, Profile.about, Profile.orcid, Profile.phone, Profile.contact),
            *(Profile.is_mentor, Profile.availability, Profile.paused_until),
            shown_name(User).label("backup_person"),
            Profile.updated_at,
        ),
        _backup,
    ),
    Kind(
        "audiences",
        "Who sees which part of your profile",
        (ProfileField.person_id,),
        (ProfileField.field, ProfileField.audience),
    ),
    Kind(
        "photo",
        "Your photo",
        (ProfilePhoto.person_id,),
        (
            *(ProfilePhoto.id, ProfilePhoto.name, ProfilePhoto.digest),
            *(ProfilePhoto.alternative_text, ProfilePhoto.size, ProfilePhoto.uploaded_at),
        ),
        has_files=True,
    ),
    Kind(
        "roles",
        "Roles that you hold or held",
        (RoleHeld.person_id,),
        (
            *(RoleHeld.role, RoleHeld.details, System.name.label("system")),
            *(RoleHeld.from_month, RoleHeld.until_month),
        ),
        _system_of_role,
    ),
    Kind(
        "systems",
        "Systems that you know",
        (SystemKnown.person_id,),
        (System.name.label("system"), SystemKnown.level, SystemKnown.last_used),
        _system_known,
    ),
    Kind(
        "topics",
        "Topics that you can help with or want to learn about",
        (Expertise.person_id,),
        (Topic.label.label("topic"), Expertise.kind, Expertise.level),
        _topic,
    ),
    Kind(
        "languages",
        "Your languages",
        (PersonLanguage.person_id,),
        (PersonLanguage.language,),
    ),
    Kind(
        "experience",
        "Your experience",
        (ExperienceStatement.person_id,),
        (ExperienceStatement.text, ExperienceStatement.year),
        order=(ExperienceStatement.position, ExperienceStatement.id),
    ),
    Kind(
        "pinned_works",
        "Works that you pinned",
        (PinnedWork.person_id,),
        (PinnedWork.position, PinnedWork.ref.label("record")),
    ),
    Kind(
        "backup_for",
        "People who name you as their backup",
        (Profile.backup_id,),
        (User.name.label("person"),),
        _who_shows_it,
    ),
    Kind(
        "works_left_out",
        "Works that do not count for you, because you said so",
        (EvidenceExclusion.person_id,),
        (EvidenceExclusion.ref.label("record"), EvidenceExclusion.at),
    ),
    Kind(
        "disputes",
        "Works that you said are not yours",
        (EvidenceDispute.person_id,),
        (
            *(EvidenceDispute.ref.label("record"), EvidenceDispute.reason, EvidenceDispute.at),
            *(EvidenceDispute.state, EvidenceDispute.decision_words, EvidenceDispute.decided_at),
        ),
    ),
    Kind(
        "disputes_decided",
        "Disputes of others that you decided",
        (EvidenceDispute.decided_by_id,),
        (
            *(EvidenceDispute.ref.label("record"), EvidenceDispute.state),
            *(EvidenceDispute.decision_words, EvidenceDispute.decided_at),
        ),
    ),
)
