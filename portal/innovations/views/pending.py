"""The changes to a published record that wait: reading them, handing them in, dropping them."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.innovations import parts, queries, requirements
from portal.innovations.models import Innovation
from portal.innovations.versions import pending as actions
from portal.innovations.versions import queries as versions
from portal.innovations.versions.words import compared, marked
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import bp, load
from portal.innovations.waiting import WAITING, place_in_queue
from portal.permissions import Action, can, require
from portal.web.access import checks, requires
from portal.web.render import render


@bp.get("/<int:innovation_id>/changes")
@checks(Action.INNOVATION_HISTORY)
@requires(Action.INNOVATION_CREATE)
def changes(innovation_id: int) -> Response:
    """The whole record as it would read."""
    innovation = load(innovation_id)
    require(Action.INNOVATION_HISTORY, innovation)
    pending = versions.pending_of(innovation) or abort(404)
    record = actions.as_proposed(innovation, pending)
    return render(
        "innovations/pending/preview.html",
        innovation=innovation,
        record=record,
        pending=pending,
        sections=parts.SECTIONS,
        changes=marked(innovation, pending.fields, (), current_user),
        related=queries.related_titles(record, current_user),
    )


@bp.post("/<int:innovation_id>/changes/submit")
@checks(Action.INNOVATION_PROPOSE)
@requires(Action.INNOVATION_CREATE)
def submit_changes(innovation_id: int) -> BaseResponse:
    done = "Submitted. We have sent you a receipt by email. The record stays as it is meanwhile."
    return _act(innovation_id, actions.submit, done)


@bp.post("/<int:innovation_id>/changes/withdraw")
@checks(Action.INNOVATION_PROPOSE)
@requires(Action.INNOVATION_CREATE)
def withdraw_changes(innovation_id: int) -> BaseResponse:
    return _act(innovation_id, actions.withdraw, "Taken back. You can work on your changes again.")


@bp.route("/<int:innovation_id>/changes/delete", methods=["GET", "POST"])
@checks(Action.INNOVATION_PROPOSE)
@requires(Action.INNOVATION_CREATE)
def delete_changes(innovation_id: int) -> Response | BaseResponse:
    if request.method == "POST":
        return _act(innovation_id, actions.delete, "Your changes are deleted.")
    innovation = load(innovation_id)
    require(Action.INNOVATION_PROPOSE, innovation)
    pending = versions.pending_of(innovation) or abort(404)
    return render(
        "innovations/pending/delete.html",
        innovation=innovation,
        pending=pending,
        seen=actions.token(innovation, pending),
    )


def pending_panel(innovation: Innovation) -> dict[str, Any]:
    """What the owners' page of the record says about changes to it."""
    if not can(Action.INNOVATION_PROPOSE, innovation):
        return {"record": innovation, "pending": None}
    pending = versions.pending_of(innovation)
    if pending is None:
        return {"record": innovation, "pending": None}
    record = actions.as_proposed(innovation, pending)
    waits = pending.status in WAITING
    return {
        "record": record,
        "pending": pending,
        "seen": record.version,
        "pending_changes": compared(innovation, [{}], pending.fields, current_user)[0],
        "pending_missing": requirements.missing_to_publish(record),
        "pending_place": place_in_queue(pending) if waits else None,
    }


def _act(innovation_id: int, act: Callable[[Innovation, User], None], done: str) -> BaseResponse:
    """Act, then back to the owners' page with what was done or why it was not."""
    innovation = load(innovation_id)
    require(Action.INNOVATION_PROPOSE, innovation)

    def act_on_what_was_read() -> None:
        actions.must_be_read(innovation, request.form.get("seen", ""))
        act(innovation, current_user)

    problem = attempt(act_on_what_was_read)
    flash(problem or done, "error" if problem else "message")
    return redirect(f"/innovations/{innovation_id}/tasks", 303)
