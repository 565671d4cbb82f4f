"""Signing in and out, and what happens when a session has ended."""

from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, current_app, flash, redirect, request, session
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts import kept, queries, sign_in
from portal.accounts.forms import SignInForm
from portal.accounts.models import User
from portal.accounts.passwords import RefusedError, check_password
from portal.audit import record
from portal.drafts import actions as drafts
from portal.drafts.opening import sent_key
from portal.drafts.views import is_form_page
from portal.extensions import SAFE_METHODS
from portal.outbox import commit
from portal.records import ref
from portal.web.access import public, without_token
from portal.web.errors import error_page
from portal.web.forms import typed_fields, typed_text
from portal.web.render import render, wants_part

bp = Blueprint("accounts", __name__)

WRONG = "The email or password is not correct. Check both and try again."


@bp.route("/sign-in", methods=["GET", "POST"])
@without_token
@public
def enter() -> Response | BaseResponse:
    form = SignInForm(next=local_path(request.args.get("next", "")))
    if current_user.is_authenticated and request.method != "POST":
        return redirect(form.next.data or "/")
    status = 200
    if form.is_submitted():
        if form.validate():
            user, status = _try(form)
            if user:
                return _welcome(user, form)
        else:
            status = 422
    return render("accounts/sign_in.html", form=form, status=status)


@bp.post("/sign-out")
@public
def leave() -> BaseResponse:
    if current_user.is_authenticated:
        sign_in.end_session(current_user.session_key)
        commit()
    logout_user()
    session.clear()
    response = redirect("/", 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _try(form: SignInForm) -> tuple[User | None, int]:
    """The person, or None with the status; the form then holds the words."""
    try:
        user = check_password(str(form.email.data), str(form.password.data))
    except RefusedError as error:
        form.email.errors = [str(error)]
        return None, 429
    if user is None:
        form.email.errors = [WRONG]
        return None, 422
    return user, 200


def _welcome(user: User, form: SignInForm) -> BaseResponse:
    """Start a new session, whatever cookie came in, and go where the person was going."""
    if old_key := session.get("_user_id"):
        sign_in.end_session(old_key)
    key = sign_in.start_session(user, current_app.config["SESSION_HOURS"])
    target = kept.unwrap(user, form.kept.data) if form.kept.data else None
    record(user, "account:sign_in", ref("user", user.id))
    commit()
    session.clear()
    user.session_key = key
    login_user(user)
    if target:
        flash("You are signed in again. We kept what you typed: check it, then save it.")
    return redirect(target or local_path(form.next.data or "") or "/", 303)


def session_ended(error: Unauthorized | CSRFError) -> Response | BaseResponse:
    """Ask to sign in, and keep the text of a form that came too late."""
    if current_user.is_authenticated:
        return _stale_token()
    if wants_part():
        return error_page(
            401,
            title="You have been signed out",
            words=[
                "What you typed is still on this page.",
                "Sign in in a new tab, then try again here.",
            ],
        )
    if request.method in SAFE_METHODS:
        return redirect("/sign-in?next=" + quote(local_path(request.full_path.rstrip("?"))))
    text = kept.wrap(queries.whose_session(session.get("_user_id", "")))
    form = SignInForm(formdata=None, next=_page_of_form(), kept=text)
    typed = {} if text else typed_text()
    return render("accounts/sign_in.html", form=form, ended=True, typed=typed, status=401)


def _stale_token() -> Response | BaseResponse:
    """The page was open since before this sign-in. Its text is kept if our own page sent it."""
    ours = request.headers.get("Origin") == request.host_url.rstrip("/")
    if not ours or not is_form_page(request.path):
        return error_page(
            400, title="This page was open for too long", words=["Reload it and try again."]
        )
    drafts.save(current_user, request.path, typed_fields(request.form), key=sent_key())
    commit()
    flash("You signed in again meanwhile. We kept what you typed: check it, then save it.")
    return redirect(request.path, 303)


def _page_of_form() -> str:
    """The page on which a form was sent: not every address that takes one can be opened."""
    if is_form_page(request.path):
        return request.path
    came_from = urlsplit(request.referrer or "")
    return local_path(came_from.path) if came_from.netloc == request.host else ""


def local_path(path: str) -> str:
    """``path`` if it is a page of this portal, otherwise nothing: no way to another site."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) <= 500
    return path if safe and path.isprintable() else ""
