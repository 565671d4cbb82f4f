"""Having oneself erased: choose how much, see what goes, confirm with the password."""

from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, session
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.accounts.passwords import RefusedError, check_password
from portal.extensions import db
from portal.outbox import commit
from portal.permissions import Action
from portal.privacy import actions, queries
from portal.privacy import vocabulary as v
from portal.privacy.errors import NotPossibleError
from portal.privacy.forms import ConfirmForm, ExtentForm
from portal.web.access import public, requires
from portal.web.render import render

bp = Blueprint("erasing", __name__)


@bp.route("/account/data/erase", methods=["GET", "POST"])
@requires(Action.DATA_ERASE)
def choose() -> Response | BaseResponse:
    form = ExtentForm(data={"extent": request.args.get("extent")})
    if form.is_sent():
        chosen = {"extent": form.extent.data, "left_name": form.left_name.data or "former"}
        return redirect(f"/account/data/erase/confirm?{urlencode(chosen)}", 303)
    return render(
        "privacy/choose.html",
        status=form.status,
        form=form,
        hints={key: words for key, (_, words) in v.EXTENTS.items()},
        why_not=actions.why_not(current_user),
        alone=queries.left_alone(current_user.id),
        managed=queries.managed_alone(current_user.id),
    )


@bp.route("/account/data/erase/confirm", methods=["GET", "POST"])
@requires(Action.DATA_ERASE)
def confirm() -> Response | BaseResponse:
    try:
        extent = v.Extent(request.args.get("extent", ""))
        left_name = v.LeftName(request.args.get("left_name", ""))
    except ValueError:
        return redirect("/account/data/erase", 303)
    form = ConfirmForm()
    problem = ""
    if form.is_sent() and _is_confirmed(form):
        try:
            person: User = db.session.get_one(User, current_user.id)
            actions.ask(person, extent=extent, left_name=left_name)
            commit()
            return _goodbye()
        except NotPossibleError as error:
            db.session.rollback()
            problem = str(error)
    return render(
        "privacy/confirm.html",
        status=409 if problem else form.status,
        form=form,
        problem=problem,
        extent=extent,
        left_name=left_name,
        v=v,
        figures=queries.figures(current_user.id, extent),
    )


@bp.get("/account/data/erased")
@public
def erased() -> Response:
    """What they see last."""
    return render("privacy/erased.html")


def _is_confirmed(form: ConfirmForm) -> bool:
    try:
        is_theirs = check_password(current_user.email, str(form.password.data)) is not None
    except RefusedError as error:
        form.password.errors = [str(error)]
        return False
    if not is_theirs:
        form.password.errors = ["The password is not correct. Check it and try again."]
    return is_theirs


def _goodbye() -> BaseResponse:
    logout_user()
    session.clear()
    response = redirect("/account/data/erased", 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
