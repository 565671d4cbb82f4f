"""Who may do what: the one page an auditor reads.

Rules look only at plain attributes, so this module imports no feature.
docs/dev/permissions.md is made from it.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask import abort, g
from flask_login import current_user


class Role(StrEnum):
    """What a person is trusted with; each one holds the rights of those before it."""

    MEMBER = "member"
    LIBRARIAN = "librarian"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


class Action(StrEnum):
    INNOVATION_CONTACT = "innovation:contact"
    INNOVATION_CREATE = "innovation:create"
    INNOVATION_EDIT = "innovation:edit"
    INNOVATION_SUBMIT = "innovation:submit"
    INNOVATION_WITHDRAW = "innovation:withdraw"
    INNOVATION_APPEAL = "innovation:appeal"
    INNOVATION_CLAIM = "innovation:claim"
    INNOVATION_DECIDE = "innovation:decide"
    INNOVATION_RETIRE = "innovation:retire"
    INNOVATION_HIDE = "innovation:hide"
    INNOVATION_RESTORE = "innovation:restore"
    INNOVATION_PROPOSE = "innovation:propose"
    INNOVATION_HISTORY = "innovation:history"
    INNOVATION_RATE = "innovation:rate"
    INNOVATION_CONFIRM = "innovation:confirm"
    INNOVATION_OFFER = "innovation:offer"
    INNOVATION_TAKE_OVER = "innovation:take_over"
    INNOVATION_MERGE = "innovation:merge"
    INNOVATION_PURGE = "innovation:purge"
    OFFER_ANSWER = "offer:answer"
    OFFER_WITHDRAW = "offer:withdraw"
    ADOPTION_SAY = "adoption:say"
    ADOPTION_EDIT = "adoption:edit"
    ADOPTION_TAKE_UP = "adoption:take_up"
    ADOPTION_DECIDE = "adoption:decide"
    ADOPTION_CONTACT = "adoption:contact"
    INNOVATION_IMPORT = "innovation:import"
    INNOVATION_IMPORT_PUBLISHED = "innovation:import_published"
    INNOVATION_UNDO_IMPORT = "innovation:undo_import"
    QUEUE_VIEW = "queue:view"
    DRAFT_SAVE = "draft:save"
    SEARCH_SAVE = "search:save"
    FEED_OPEN = "feed:open"
    EMPTY_SEARCH_VIEW = "empty_search:view"
    EMPTY_SEARCH_REMOVE = "empty_search:remove"
    JOB_VIEW = "job:view"
    JOB_RETRY = "job:retry"
    AUDIT_VIEW = "audit:view"


def member(user: Any, _: Any) -> bool:
    """Anyone who is signed in."""
    return bool(user.is_authenticated)


def librarian(user: Any, _: Any) -> bool:
    """A librarian, a moderator or an administrator."""
    return bool(user.has_role(Role.LIBRARIAN))


def moderator(user: Any, _: Any) -> bool:
    """A moderator or an administrator."""
    return bool(user.has_role(Role.MODERATOR))


def administrator(user: Any, _: Any) -> bool:
    """An administrator."""
    return bool(user.has_role(Role.ADMINISTRATOR))


def owner(user: Any, subject: Any) -> bool:
    """Someone named as an owner of the record, its author included."""
    return bool(user.is_authenticated and user.id in subject.owner_ids)


def importer(user: Any, subject: Any) -> bool:
    """The person who ran the import."""
    return bool(user.is_authenticated and subject.person_id == user.id)


def owner_while_unpublished(user: Any, subject: Any) -> bool:
    """An owner, until a moderator holds or has published the record."""
    return owner(user, subject) and subject.status in ("draft", "changes_requested")


def owner_of_published(user: Any, subject: Any) -> bool:
    """An owner of a published record: what they change waits for a moderator."""
    return owner(user, subject) and subject.status == "published"


def backup_owner(user: Any, subject: Any) -> bool:
    """The person who stands in for the owners of the record."""
    return bool(user.is_authenticated and subject.backup_owner_id == user.id)


def taker(user: Any, subject: Any) -> bool:
    """The person whom a record is offered to."""
    return bool(user.is_authenticated and subject.to_id == user.id)


def giver(user: Any, subject: Any) -> bool:
    """The person who offered a record."""
    return bool(user.is_authenticated and subject.from_id == user.id)


def adopter(user: Any, subject: Any) -> bool:
    """The person who said that their organisation does this too."""
    return bool(user.is_authenticated and subject.person_id == user.id)


def colleague(user: Any, subject: Any) -> bool:
    """Someone of the organisation that adopted the practice."""
    return bool(user.is_authenticated and user.organisation_id == subject.organisation_id)


def owner_of_adopted(user: Any, subject: Any) -> bool:
    """An owner of the record, who does not confirm what they said themself."""
    return owner(user, subject) and not adopter(user, subject)


def moderator_of_adopted(user: Any, subject: Any) -> bool:
    """A moderator, who does not confirm what they said themself."""
    return moderator(user, subject) and not adopter(user, subject)


def other_moderator(user: Any, subject: Any) -> bool:
    """A moderator who has no part in the record: nobody decides on their own."""
    return moderator(user, subject) and user.id not in subject.involved_ids


Rule = Callable[[Any, Any], bool]

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
