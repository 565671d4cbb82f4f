"""The rules: each says of a person and a record whether the person may.

They look only at plain attributes, so this module imports no feature.
"""

from collections.abc import Callable
from typing import Any

from portal.permissions.actions import Role


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


def participant(user: Any, seat: Any) -> bool:
    """Someone who may post in the community: anyone in an open one, else its members."""
    in_it = seat.privacy == "open" or seat.role is not None
    return member(user, seat) and in_it and not seat.is_closed


def participant_while_unlocked(user: Any, seat: Any) -> bool:
    """Someone who may post in the community, unless the thread is locked."""
    return participant(user, seat) and not seat.is_locked


def steward(user: Any, seat: Any) -> bool:
    """A moderator or manager of the community; of one that everyone reads, also the portal's."""
    own = member(user, seat) and seat.role in ("moderator", "manager")
    return own or (seat.is_shared and moderator(user, seat))


def community_manager(user: Any, seat: Any) -> bool:
    """A manager of the community."""
    return member(user, seat) and seat.role == "manager"


def caretaker(user: Any, seat: Any) -> bool:
    """A manager of the community; of one that everyone reads, also an administrator."""
    return community_manager(user, seat) or (seat.is_shared and administrator(user, seat))


def newcomer(user: Any, seat: Any) -> bool:
    """Someone who is not in the community yet, where everyone may join."""
    return member(user, seat) and seat.role is None and seat.privacy == "open"


def applicant(user: Any, seat: Any) -> bool:
    """Someone who is not in the community yet, where its managers let people in."""
    outside = member(user, seat) and seat.role is None
    return outside and seat.privacy in ("restricted", "private")


def community_member(user: Any, seat: Any) -> bool:
    """Someone who is in the community."""
    return member(user, seat) and seat.role is not None


def writer(user: Any, seat: Any) -> bool:
    """The author, while they may still post in the community."""
    own = member(user, seat) and seat.author_id == user.id
    return own and participant(user, seat)


def writer_while_unlocked(user: Any, seat: Any) -> bool:
    """The author, while they may still post in the thread."""
    return writer(user, seat) and not seat.is_locked


def withdrawer(user: Any, seat: Any) -> bool:
    """The author: what they wrote they may take back, wherever it stands."""
    return member(user, seat) and seat.author_id == user.id


def answerer(user: Any, seat: Any) -> bool:
    """Someone who has replied in the thread, while they may still post in it."""
    return seat.is_helper and participant_while_unlocked(user, seat)


def invited(user: Any, subject: Any) -> bool:
    """The person whose email was invited."""
    return member(user, subject) and (user.email or "").lower() == subject.email


def asked_person(user: Any, subject: Any) -> bool:
    """The person who was asked to help."""
    return member(user, subject) and subject.person_id == user.id


def oneself(user: Any, subject: Any) -> bool:
    """The person whom it is about."""
    return member(user, subject) and subject.person_id == user.id


def someone_else(user: Any, subject: Any) -> bool:
    """Anyone who is signed in, but the person whom it is about."""
    return member(user, subject) and subject.person_id != user.id


def moderator_besides(user: Any, subject: Any) -> bool:
    """A moderator, who does not decide about themself."""
    return moderator(user, subject) and someone_else(user, subject)


def endorser(user: Any, subject: Any) -> bool:
    """The person who endorsed somebody."""
    return member(user, subject) and subject.endorser_id == user.id


def asker(user: Any, subject: Any) -> bool:
    """The person who asked somebody."""
    return member(user, subject) and subject.asker_id == user.id


def organisation_manager(user: Any, place: Any) -> bool:
    """Someone whom an administrator named as a manager of the organisation that it is about."""
    return member(user, place) and place.is_managed


def capture_owner(user: Any, place: Any) -> bool:
    """The person who sees to it that some knowledge is kept."""
    return member(user, place) and place.owner_id == user.id


def successor(user: Any, place: Any) -> bool:
    """The person who follows a leaver."""
    return member(user, place) and place.successor_id == user.id


Rule = Callable[[Any, Any], bool]
