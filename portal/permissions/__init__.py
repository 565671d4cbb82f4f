"""Who may do what: the one page an auditor reads.

docs/dev/permissions.md is made from it.
"""

from typing import Any

from flask import abort, g
from flask_login import current_user

from portal.permissions.actions import Action, Role
from portal.permissions.rules import (
    Rule,
    administrator,
    adopter,
    answerer,
    applicant,
    asked_person,
    asker,
    backup_owner,
    capture_owner,
    caretaker,
    colleague,
    community_manager,
    community_member,
    endorser,
    giver,
    importer,
    invited,
    librarian,
    member,
    moderator,
    moderator_besides,
    moderator_of_adopted,
    newcomer,
    oneself,
    organisation_manager,
    other_moderator,
    owner,
    owner_of_adopted,
    owner_of_published,
    owner_while_unpublished,
    participant,
    participant_while_unlocked,
    someone_else,
    steward,
    successor,
    taker,
    withdrawer,
    writer_while_unlocked,
)

__all__ = ["RULES", "Action", "Role", "allowed", "can", "require"]

RULES: dict[Action, tuple[Rule, ...]] = {
    Action.INNOVATION_CONTACT: (member,),
    Action.INNOVATION_CREATE: (member,),
    Action.INNOVATION_EDIT: (owner_while_unpublished, other_moderator),
    Action.INNOVATION_SUBMIT: (owner,),
    Action.INNOVATION_WITHDRAW: (owner,),
    Action.INNOVATION_APPEAL: (owner,),
    Action.INNOVATION_CLAIM: (other_moderator,),
    Action.INNOVATION_DECIDE: (other_moderator,),
    Action.INNOVATION_RETIRE: (owner, moderator),
    Action.INNOVATION_HIDE: (moderator,),
    Action.INNOVATION_RESTORE: (other_moderator,),
    Action.INNOVATION_PROPOSE: (owner_of_published,),
    Action.INNOVATION_HISTORY: (owner, moderator),
    Action.INNOVATION_RATE: (other_moderator,),
    Action.INNOVATION_CONFIRM: (owner, backup_owner, moderator),
    Action.INNOVATION_OFFER: (owner, moderator),
    Action.INNOVATION_TAKE_OVER: (moderator,),
    Action.INNOVATION_MERGE: (other_moderator,),
    Action.INNOVATION_PURGE: (administrator,),
    Action.OFFER_ANSWER: (taker,),
    Action.OFFER_WITHDRAW: (giver, moderator),
    Action.ADOPTION_SAY: (member,),
    Action.ADOPTION_EDIT: (adopter, moderator),
    Action.ADOPTION_TAKE_UP: (colleague,),
    Action.ADOPTION_DECIDE: (owner_of_adopted, moderator_of_adopted),
    Action.ADOPTION_CONTACT: (member,),
    Action.INNOVATION_IMPORT: (librarian,),
    Action.INNOVATION_IMPORT_PUBLISHED: (moderator,),
    Action.INNOVATION_UNDO_IMPORT: (importer, administrator),
    Action.COMMUNITY_CREATE: (librarian,),
    Action.COMMUNITY_EDIT: (caretaker,),
    Action.COMMUNITY_JOIN: (newcomer,),
    Action.COMMUNITY_REQUEST: (applicant,),
    Action.COMMUNITY_LEAVE: (community_member,),
    Action.COMMUNITY_INVITE: (caretaker,),
    Action.COMMUNITY_ADMIT: (steward,),
    Action.COMMUNITY_MANAGE: (caretaker,),
    Action.INVITATION_ANSWER: (invited,),
    Action.FORUM_FOLLOW: (member,),
    Action.THREAD_START: (participant,),
    Action.THREAD_ANNOUNCE: (community_manager,),
    Action.THREAD_MARK: (member,),
    Action.THREAD_EDIT: (writer_while_unlocked, steward),
    Action.THREAD_SUMMARISE: (participant_while_unlocked, steward),
    Action.THREAD_CREDIT: (writer_while_unlocked, answerer, steward),
    Action.THREAD_RESOLVE: (writer_while_unlocked, answerer, steward),
    Action.THREAD_CURATE: (steward,),
    Action.HELP_DECLINE: (asked_person,),
    Action.POST_WRITE: (participant_while_unlocked, steward),
    Action.POST_EDIT: (writer_while_unlocked,),
    Action.POST_WITHDRAW: (withdrawer,),
    Action.POST_HIDE: (steward,),
    Action.PERSON_VIEW: (member,),
    Action.PROFILE_EDIT: (oneself,),
    Action.EVIDENCE_CHOOSE: (oneself,),
    Action.DISPUTE_DECIDE: (moderator_besides,),
    Action.ENDORSEMENT_OFFER: (someone_else,),
    Action.ENDORSEMENT_ANSWER: (oneself,),
    Action.ENDORSEMENT_WITHDRAW: (endorser,),
    Action.ENDORSEMENT_RENEW: (endorser,),
    Action.ENQUIRY_ASK: (someone_else,),
    Action.ENQUIRY_VIEW: (asker, oneself),
    Action.ENQUIRY_ANSWER: (oneself,),
    Action.ENQUIRY_WITHDRAW: (asker,),
    Action.PERSON_BLOCK: (someone_else,),
    Action.NEED_VIEW: (moderator,),
    Action.NEED_SETTLE: (moderator,),
    Action.KNOWLEDGE_VIEW: (moderator, organisation_manager),
    Action.KNOWLEDGE_RATE: (moderator, organisation_manager),
    Action.CAPTURE_EDIT: (moderator, organisation_manager, capture_owner),
    Action.MANAGER_APPOINT: (administrator,),
    Action.LEAVING_ANNOUNCE: (oneself, organisation_manager, moderator),
    Action.HANDOVER_VIEW: (oneself, organisation_manager, successor, moderator),
    Action.HANDOVER_EDIT: (oneself, organisation_manager, moderator),
    Action.DATA_EXPORT: (member,),
    Action.DATA_ERASE: (member,),
    Action.NOTIFICATION_VIEW: (member,),
    Action.QUEUE_VIEW: (moderator,),
    Action.DRAFT_SAVE: (member,),
    Action.SEARCH_SAVE: (member,),
    Action.FEED_OPEN: (member,),
    Action.EMPTY_SEARCH_VIEW: (moderator,),
    Action.EMPTY_SEARCH_REMOVE: (moderator,),
    Action.JOB_VIEW: (administrator,),
    Action.JOB_RETRY: (administrator,),
    Action.AUDIT_VIEW: (administrator,),
}


def allowed(user: Any, action: Action | str, subject: Any = None) -> bool:
    """Whether ``user`` may do ``action`` to ``subject``: one of its rules must hold."""
    return any(rule(user, subject) for rule in RULES[Action(action)])


def can(action: Action | str, subject: Any = None) -> bool:
    """Whether the person of this request may; the name templates use."""
    return allowed(current_user, action, subject)


def require(action: Action, subject: Any = None) -> None:
    """Answer 401 or 403 unless the person of this request may."""
    g.setdefault("required", set()).add(action)
    if not can(action, subject):
        abort(403 if current_user.is_authenticated else 401)
