"""Recording: the short form, the sections, and what an owner does with the record."""

from typing import Any

from flask import Response, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, lead_to, led_before, open_form
from portal.innovations import actions, queries, requirements, twins, vocabulary
from portal.innovations.adopting import queries as adopting
from portal.innovations.forms import SECTIONS, AppealForm, ShortForm
from portal.innovations.keeping import queries as keeping
from portal.innovations.keeping.care import care_of
from portal.innovations.views.attempts import attempt
from portal.innovations.views.pending import pending_panel
from portal.innovations.views.reading import bp, load
from portal.innovations.views.tasks import task_list
from portal.innovations.waiting import place_in_queue
from portal.outbox import commit
from portal.permissions import Action, require
from portal.visibility import Status
from portal.web.access import checks, requires
from portal.web.render import render


@bp.route("/new", methods=["GET", "POST"])
@requires(Action.INNOVATION_CREATE)
def new() -> Response | BaseResponse:
    form = open_form(ShortForm, data=_first_values())
    if not form.is_reworked() and form.is_sent():
        if not first_time(form):
            return redirect(led_before(form, "/innovations/mine"), 303)
        innovation = actions.create(current_user, fields=form.fields())
        lead_to(form, f"{innovation.path}/tasks")
        commit()
        flash("Saved as a draft. Only you and other owners can see it.")
        return redirect(f"{innovation.path}/tasks", 303)
    return render(
        "innovations/edit.html",
        block="form",
        form=form,
        section=SECTIONS["summary"],
        innovation=None,
        is_proposal=False,
        asked=None,
        theirs={},
        status=form.status,
    )


@bp.get("/<int:innovation_id>/tasks")
@checks(Action.INNOVATION_SUBMIT)
@requires(Action.INNOVATION_CREATE)
def tasks(innovation_id: int) -> Response:
    innovation = load(innovation_id)
    require(Action.INNOVATION_SUBMIT, innovation)
    waiting = innovation.status in (Status.SUBMITTED, Status.IN_REVIEW)
    panel = pending_panel(innovation)
    missing = requirements.missing_to_submit(innovation)
    is_ready = not missing and innovation.status in (Status.DRAFT, Status.CHANGES_REQUESTED)
    return render(
        "innovations/tasks.html",
        innovation=innovation,
        tasks=task_list(panel.pop("record")),
        to_submit=missing,
        alike=twins.of_record(innovation, current_user) if is_ready else [],
        to_publish=requirements.missing_to_publish(innovation),
        decisions=queries.decisions(innovation),
        adoptions_waiting=adopting.number_waiting(current_user, innovation_id),
        place=place_in_queue(innovation) if waiting else None,
        care=care_of(innovation) if innovation.status == Status.PUBLISHED else None,
        backup_name=keeping.name_of(innovation.backup_owner_id),
        vocabulary=vocabulary,
        **panel,
    )


@bp.post("/<int:innovation_id>/submit")
@checks(Action.INNOVATION_SUBMIT)
@requires(Action.INNOVATION_CREATE)
def submit(innovation_id: int) -> BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_SUBMIT, innovation)
    problem = attempt(lambda: actions.submit(innovation, current_user))
    return _back(innovation_id, problem, "Submitted. We have sent you a receipt by email.")


@bp.post("/<int:innovation_id>/withdraw")
@checks(Action.INNOVATION_WITHDRAW)
@requires(Action.INNOVATION_CREATE)
def withdraw(innovation_id: int) -> BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_WITHDRAW, innovation)
    problem = attempt(lambda: actions.withdraw(innovation, current_user))
    return _back(innovation_id, problem, "Taken back. The record is a draft again.")


@bp.route("/<int:innovation_id>/delete", methods=["GET", "POST"])
@checks(Action.INNOVATION_WITHDRAW)
@requires(Action.INNOVATION_CREATE)
def delete(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_WITHDRAW, innovation)
    if request.method != "POST":
        return render("innovations/delete.html", innovation=innovation)
    if problem := attempt(lambda: actions.delete(innovation, current_user)):
        return _back(innovation_id, problem, "")
    flash("The draft is deleted.")
    return redirect("/innovations/mine", 303)


@bp.route("/<int:innovation_id>/appeal", methods=["GET", "POST"])
@checks(Action.INNOVATION_APPEAL)
@requires(Action.INNOVATION_CREATE)
def appeal(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_APPEAL, innovation)
    form = open_form(AppealForm)
    status = 200
    if form.is_sent():

        def act() -> None:
            if first_time(form):
                actions.appeal(innovation, current_user, words=str(form.words.data))

        if not (problem := attempt(act)):
            done = "Your appeal is in the queue. Another moderator will decide."
            return _back(innovation_id, "", done)
        innovation, status = load(innovation_id), 409
        form.words.errors = [problem]
    return render(
        "innovations/appeal.html",
        block="form",
        innovation=innovation,
        form=form,
        status=form.status if status == 200 else status,
    )


def _back(innovation_id: int, problem: str, done: str) -> BaseResponse:
    """To the owner's page of the record, with what was done or why it was not."""
    flash(problem or done, "error" if problem else "message")
    return redirect(f"/innovations/{innovation_id}/tasks", 303)


def _first_values() -> dict[str, Any]:
    """What a new record begins with: its author as the owner, and where they work."""
    return {
        "kind": "project",
        "organisation_id": current_user.organisation_id,
        "library_service_id": current_user.library_service_id,
        "people": [{"person": current_user.id, "role": "owner", "is_shown": True}],
    }
