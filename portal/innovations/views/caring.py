"""Keeping records true: still true, the backup owner, and the lists of the moderators."""

from flask import Blueprint, Response, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.clock import today
from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.innovations.forms.keeping import BackupForm
from portal.innovations.keeping import confirming, offering, queries
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import bp, load
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render

lists = Blueprint("keeping", __name__)


@bp.post("/<int:innovation_id>/confirm")
@checks(Action.INNOVATION_CONFIRM)
@requires(Action.INNOVATION_CREATE)
def confirm(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_CONFIRM, innovation)
    path, title = innovation.path, innovation.title
    problem = attempt(lambda: confirming.confirm(innovation, current_user))
    flash(problem or f"“{title}” is confirmed as still true.", "error" if problem else "success")
    return redirect("/moderation/stale" if request.form.get("from") == "stale" else path, 303)


@bp.route("/<int:innovation_id>/backup-owner", methods=["GET", "POST"])
@checks(Action.INNOVATION_OFFER)
@requires(Action.INNOVATION_CREATE)
def backup_owner(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_OFFER, innovation)
    form = open_form(BackupForm, data={"backup": innovation.backup_owner_id})
    path, is_owner = innovation.path, current_user.id in innovation.owner_ids
    status = 0
    if not form.is_reworked() and form.is_sent():
        chosen = db.session.get(User, form.backup.one) if form.backup.one else None

        def act() -> None:
            if first_time(form):
                confirming.name_backup(innovation, current_user, backup=chosen)

        if problem := attempt(act):
            form.backup.errors = [problem]
            innovation, status = load(innovation_id), 422
        else:
            name = queries.name_of(form.backup.one)
            flash(f"{name} stands in from now on." if name else "Nobody stands in now.")
            return redirect(f"{path}/tasks" if is_owner else path, 303)
    return render(
        "innovations/keeping/backup.html",
        status=status or form.status,
        innovation=innovation,
        form=form,
        is_owner=is_owner,
    )


@bp.post("/<int:innovation_id>/take-over")
@checks(Action.INNOVATION_TAKE_OVER)
@requires(Action.QUEUE_VIEW)
def take_over(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_TAKE_OVER, innovation)
    path = innovation.path
    if problem := attempt(lambda: offering.take_over(innovation, current_user)):
        flash(problem, "error")
        return redirect("/moderation/ownerless", 303)
    flash("You look after this record now. You cannot decide on it any more.")
    return redirect(f"{path}/tasks", 303)


@lists.get("/moderation/stale")
@requires(Action.QUEUE_VIEW)
def stale() -> Response:
    page = paginate(queries.stale(current_user))
    return render(
        "innovations/keeping/stale.html",
        block="results",
        status=page.status,
        page=page,
        today=today(),
    )


@lists.get("/moderation/ownerless")
@requires(Action.QUEUE_VIEW)
def ownerless() -> Response:
    page = paginate(queries.ownerless(current_user))
    return render(
        "innovations/keeping/ownerless.html", block="results", status=page.status, page=page
    )
