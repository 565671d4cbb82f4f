"""Saving a draft, by htmx two seconds after the last key or by a button, and dropping one."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts import actions, queries
from portal.drafts.opening import ChangedFormError, sent_key, sent_sequence
from portal.extensions import db
from portal.outbox import commit
from portal.permissions import Action
from portal.web.access import requires, without_token
from portal.web.forms import clean, texts_of, typed_fields
from portal.web.pagination import paginate
from portal.web.render import render, wants_part

bp = Blueprint("drafts", __name__, url_prefix="/drafts")

MAX_FIELDS = 2000
MAX_CHARACTERS = 400_000


@bp.get("")
@requires(Action.DRAFT_SAVE)
def index() -> Response:
    """All that the person has not sent, also where the form itself cannot be opened any more."""
    page = paginate(queries.mine(current_user))
    texts = [(draft, texts_of(draft.fields)) for draft in page.items]
    return render("drafts/index.html", block="results", page=page, texts=texts, status=page.status)


@bp.post("")
# The origin check guards it: a page left open over a new sign-in has an old token.
@without_token
@requires(Action.DRAFT_SAVE)
def save() -> Response | BaseResponse:
    place = form_place()
    fields = typed_fields(request.form)
    if (
        len(fields) > MAX_FIELDS
        or sum(len(v) for vs in fields.values() for v in vs) > MAX_CHARACTERS
    ):
        abort(413, "This is too much text to keep as a draft. Keep a copy of your own.")
    saved = actions.save(current_user, place, fields, key=sent_key(), sequence=sent_sequence())
    commit()
    if wants_part():
        return render("drafts/status.html", block="status", saved=saved)
    flash("Draft saved. Only you can see it." if saved.draft else "This form was already sent.")
    return redirect(place, 303)


@bp.post("/discard")
@requires(Action.DRAFT_SAVE)
def discard() -> BaseResponse:
    place = form_place()
    actions.discard(current_user, place, sent_key())
    commit()
    flash("Draft deleted.")
    return redirect(place, 303)


def form_place() -> str:
    """The path of the form that the text belongs to; it must be a page of the portal."""
    place = str(clean(request.form.get("draft_place", "")))
    if not is_form_page(place):
        abort(400, "This draft belongs to no page of the portal.")
    return place


def kept_again(error: ChangedFormError) -> BaseResponse:
    """A form that was sent before says something else now: nothing is done twice or lost."""
    db.session.rollback()
    actions.save(
        current_user, error.form.draft_place, typed_fields(request.form), key=actions.new_key()
    )
    commit()
    flash("This was sent before you changed it. We kept what you typed: check it, then send it.")
    place = request.full_path.rstrip("?")
    if not wants_part():
        return redirect(place, 303)
    response = Response(status=204)
    response.headers["HX-Redirect"] = place
    return response


def is_form_page(path: str) -> bool:
    """Whether ``path`` is a page that shows a form: one view that takes GET and POST."""
    if len(path) > 200 or not path.startswith("/"):
        return False
    urls = current_app.url_map.bind("")
    try:
        return len({urls.match(path, method=method)[0] for method in ("GET", "POST")}) == 1
    except HTTPException:
        return False
