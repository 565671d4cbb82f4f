"""Keeping the photo of a person, as any picture is kept."""

from portal.accounts.models import User
from portal.audit import record as audit
from portal.extensions import db
from portal.files import Taken
from portal.files.forgetting import forget_content, holds, secure
from portal.people.actions.sections import set_audience
from portal.people.errors import NotPossibleError
from portal.people.models import ProfilePhoto
from portal.people.queries import profiles
from portal.records import ref
from portal.turns import take_turns

holds(ProfilePhoto, ProfilePhoto.person_id, "person")


def set_photo(person: User, taken: Taken | None, words: str, audience: str) -> None:
    """Let the person have this photo, or the one they have with other words.

    Raises NotPossibleError when there is none, or when its content is not there any more.
    """
    take_turns(f"profile:{person.id}")
    if taken is not None:
        if not secure((taken.digest, taken.thumbnail_digest)):
            raise NotPossibleError("The photo could not be kept. Choose it again.")
        _forget(person)
        db.session.flush()
        db.session.add(ProfilePhoto(person_id=person.id, alternative_text=words, **taken._asdict()))
    else:
        held = profiles.photo(person.id)
        if held is None:
            raise NotPossibleError("Choose a photo.")
        held.alternative_text = words
    set_audience(person.id, "photo", audience)
    _note(person)


def remove(person: User) -> None:
    """Take the photo away, if there is one."""
    take_turns(f"profile:{person.id}")
    if _forget(person):
        _note(person)


def _forget(person: User) -> bool:
    """Also in the store, unless it is somebody else's too; whether there was one."""
    held = profiles.photo(person.id)
    if held is not None:
        db.session.delete(held)
        forget_content(digest for digest in (held.digest, held.thumbnail_digest) if digest)
    return held is not None


def _note(person: User) -> None:
    audit(person, "profile:edit", ref("user", person.id), section="photo")
