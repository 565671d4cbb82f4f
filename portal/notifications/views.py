"""The page of what a person was told."""

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.notifications import actions, queries
from portal.notifications.senders import lines_of
from portal.outbox import commit
from portal.permissions import Action
from portal.web.access import requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("notifications", __name__, url_prefix="/notifications")


@bp.get("")
@requires(Action.NOTIFICATION_VIEW)
def index() -> Response:
    """What the reader was told, the newest first; with ``?unread=1`` only what is new."""
    unread_only = request.args.get("unread") == "1"
    page = paginate(queries.of(current_user, unread_only=unread_only))
    return render(
        "notifications/index.html",
        block="results",
        page=page,
        lines=lines_of(page.items, current_user),
        unread_only=unread_only,
        status=page.status,
    )


@bp.post("/read")
@requires(Action.NOTIFICATION_VIEW)
def read_all() -> BaseResponse:
    actions.read_all(current_user)
    commit()
    flash("All notifications are marked as read.")
    return redirect("/notifications", 303)


@bp.post("/<int:notification_id>/read")
@requires(Action.NOTIFICATION_VIEW)
def read(notification_id: int) -> BaseResponse:
    if not actions.read(current_user, notification_id):
        abort(404)
    commit()
    flash("Marked as read.")
    return redirect("/notifications", 303)
