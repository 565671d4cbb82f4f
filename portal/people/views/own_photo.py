"""One's own photo: put there, described, taken away."""

from flask import Blueprint, Response, current_app, flash, redirect, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from portal.extensions import db
from portal.files import RefusedError, Taken, clean_name, take
from portal.outbox import commit
from portal.people.actions import photo as actions
from portal.people.errors import NotPossibleError
from portal.people.forms.photo import PhotoForm
from portal.people.queries import profiles
from portal.people.queries.visible import About
from portal.people.seeing import audiences_of
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.render import render

bp = Blueprint("own_photo", __name__)

INDEX = "/account/profile"


@bp.route("/account/profile/photo", methods=["GET", "POST"])
@checks(Action.PROFILE_EDIT)
@requires(Action.PERSON_VIEW)
def edit() -> Response | BaseResponse:
    require(Action.PROFILE_EDIT, About(current_user.id))
    held = profiles.photo(current_user.id)
    form = PhotoForm(
        data={
            "alternative_text": held.alternative_text if held else "",
            "see_photo": audiences_of(current_user.id)["photo"],
        }
    )
    if form.is_sent():
        upload = request.files.get("photo")
        # To look into a file takes time, and nobody should wait to write meanwhile.
        db.session.rollback()
        try:
            taken = _take(upload) if upload is not None and upload.filename else None
            words, audience = str(form.alternative_text.data), str(form.see_photo.data)
            actions.set_photo(current_user, taken, words, audience)
            commit()
            flash("Saved.")
            return redirect(INDEX, 303)
        except (RefusedError, NotPossibleError) as error:
            db.session.rollback()
            form.photo.errors = [str(error)]
            held = profiles.photo(current_user.id)
    return render("people/profiles/photo.html", form=form, held=held, status=form.status)


@bp.post("/account/profile/photo/remove")
@checks(Action.PROFILE_EDIT)
@requires(Action.PERSON_VIEW)
def remove() -> BaseResponse:
    require(Action.PROFILE_EDIT, About(current_user.id))
    actions.remove(current_user)
    commit()
    flash("Your photo is removed.")
    return redirect(INDEX, 303)


def _take(upload: FileStorage) -> Taken:
    """The photo in the store. Raises RefusedError."""
    most = int(current_app.config["UPLOAD_MEGABYTES"]) * 1024 * 1024
    try:
        taken = take(upload.stream, clean_name(str(upload.filename)), most)
    finally:
        upload.close()
    if taken.width is None:
        raise RefusedError("This is not a picture. Choose a JPEG, PNG or WebP picture.")
    return taken
