"""The profile of a person, as its reader sees it, and their photo."""

from typing import Any, Final

from flask import Blueprint, Response, abort, request
from flask_login import current_user

from portal.files import THUMBNAIL_TYPE, disposition, give
from portal.people import vocabulary
from portal.people.models import ProfilePhoto
from portal.people.places import place_of
from portal.people.queries import profiles
from portal.people.queries.evidence import summary_of
from portal.people.seeing import audiences_of, seen_fields
from portal.people.views.loading import load_person
from portal.permissions import Action
from portal.web.access import requires
from portal.web.render import render

bp = Blueprint("profiles", __name__)

OTHERS: Final = {
    "members": "Everyone who signs in",
    "organisation": "People in your organisation",
    "nobody": "People who are not signed in",
}
"""As whom a person can look at their own profile."""


@bp.get("/people/<int:person_id>")
@requires(Action.PERSON_VIEW)
def show(person_id: int) -> Response:
    person = load_person(person_id)
    is_own = person.id == current_user.id
    seen_as = request.args.get("as", "") if is_own else ""
    reader: Any = current_user
    if seen_as in OTHERS:
        colleague = person.organisation_id if seen_as == "organisation" else None
        reader = profiles.Stranger(colleague)
    page = profiles.page_of(person, reader)
    return render(
        "people/profiles/show.html",
        person=person,
        page=page,
        evidence=summary_of(person.id, reader),
        place=place_of(person.organisation_id, current_user, person_id=person.id),
        is_own=is_own,
        seen_as=seen_as if seen_as in OTHERS else "",
        others=OTHERS,
        is_shown=seen_as not in OTHERS or (seen_as != "nobody" and person.is_listed),
        v=vocabulary,
    )


@bp.get("/people/<int:person_id>/photo/<int:photo_id>")
@requires(Action.PERSON_VIEW)
def photo(person_id: int, photo_id: int) -> Response:
    found = _photo(person_id, photo_id)
    return give(found.digest, found.media_type, disposition(found.name, inline=True))


@bp.get("/people/<int:person_id>/photo/<int:photo_id>/thumbnail")
@requires(Action.PERSON_VIEW)
def thumbnail(person_id: int, photo_id: int) -> Response:
    digest = _photo(person_id, photo_id).thumbnail_digest or abort(404)
    return give(digest, THUMBNAIL_TYPE, disposition("photo.webp", inline=True))


def _photo(person_id: int, photo_id: int) -> ProfilePhoto:
    """The photo, if its person lets the reader see it."""
    person = load_person(person_id)
    if "photo" not in seen_fields(person, current_user, audiences_of(person.id)):
        abort(404)
    found = profiles.photo(person.id)
    return found if found is not None and found.id == photo_id else abort(404)
