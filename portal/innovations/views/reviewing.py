"""Reviewing: reading a record as it stands, commenting on its fields, and deciding."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.innovations import actions, parts, queries, requirements, twins, vocabulary
from portal.innovations.forms.reviewing import CHANGES, DECLINE, PUBLISH, DecisionForm
from portal.innovations.models import Innovation
from portal.innovations.versions.words import marked
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import load
from portal.permissions import Action, require
from portal.visibility import Status
from portal.web.access import checks, requires
from portal.web.render import render

bp = Blueprint("innovation_reviews", __name__, url_prefix="/innovations")

DONE = {
    PUBLISH: "Published. Its owners are told by email.",
    CHANGES: "Sent back. Its owners are told by email what to change.",
    DECLINE: "Declined. Its owners are told by email, and can appeal once.",
}
CHANGED_MEANWHILE = (
    "Someone changed this record after you opened it. Read it again below, then decide. "
    "What you typed is still here."
)
NOT_YOURS = "You do not hold this review any more, so nothing was decided. What you typed is below."


@bp.route("/<int:innovation_id>/review", methods=["GET", "POST"])
@checks(Action.INNOVATION_DECIDE)
@requires(Action.QUEUE_VIEW)
def review(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_DECIDE, innovation)
    form = open_form(DecisionForm, data={"version": str(innovation.version)})
    if request.method != "POST":
        return _page(innovation, form)
    if not _holds(innovation):
        return _page(innovation, form, problem=NOT_YOURS, status=409)
    if form.read_version != innovation.version:
        form.version.data = str(innovation.version)
        return _page(innovation, form, problem=CHANGED_MEANWHILE, status=409)
    if not form.is_sent():
        return _page(innovation, form, status=422)
    return _decide(innovation, form)


@bp.post("/<int:innovation_id>/claim")
@checks(Action.INNOVATION_CLAIM)
@requires(Action.QUEUE_VIEW)
def claim(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_CLAIM, innovation)
    if problem := attempt(lambda: actions.claim(innovation, current_user)):
        return _page(load(innovation_id), problem=problem, status=409)
    return redirect(f"/innovations/{innovation_id}/review", 303)


@bp.post("/<int:innovation_id>/release")
@checks(Action.INNOVATION_CLAIM)
@requires(Action.QUEUE_VIEW)
def release(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_CLAIM, innovation)
    if problem := attempt(lambda: actions.release(innovation, current_user)):
        return _page(load(innovation_id), problem=problem, status=409)
    flash("Put back into the queue. Its place is kept.")
    return redirect(f"/innovations/{innovation_id}/review", 303)


def _decide(innovation: Innovation, form: DecisionForm) -> Response | BaseResponse:
    """Do what the form says; where that cannot be done, the form comes back with the words."""
    innovation_id = innovation.id

    def act() -> None:
        _carry_out(innovation, form)
        first_time(form)

    if problem := attempt(act):
        innovation = load(innovation_id)
        if _holds(innovation):
            form.form_errors.append(problem)
            return _page(innovation, form, status=422)
        return _page(innovation, form, problem=NOT_YOURS, status=409)
    flash(DONE[form.decision.data])
    return redirect("/moderation", 303)


def _carry_out(innovation: Innovation, form: DecisionForm) -> None:
    words = str(form.words.data or "")
    if form.decision.data == PUBLISH:
        actions.approve(
            innovation,
            current_user,
            rating=form.rating.data,
            rating_reason=str(form.rating_reason.data),
            words=words,
        )
    elif form.decision.data == CHANGES:
        actions.request_changes(
            innovation, current_user, words=words, comments=form.written_comments
        )
    else:
        actions.decline(innovation, current_user, reason=form.decline_reason.data, words=words)


def _page(
    innovation: Innovation,
    form: DecisionForm | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    """The record with boxes for comments where this moderator holds it; never without the text."""
    holds = _holds(innovation)
    if holds and form is None:
        form = open_form(DecisionForm, data={"version": str(innovation.version)})
    decisions = queries.decisions(innovation)
    earlier = next((d for d in decisions if d.kind in (CHANGES, DECLINE)), None)
    context: dict[str, Any] = {
        "innovation": innovation,
        "form": form if holds else None,
        "problem": problem,
        "kept": form.typed if form and not holds else {},
        "sections": parts.SECTIONS,
        "missing": requirements.missing_to_publish(innovation),
        "decisions": decisions,
        "earlier": earlier,
        "record": innovation,
        "changes": marked(innovation, None, decisions, current_user),
        "related": queries.related_titles(innovation, current_user),
        "in_queue": innovation.status in (Status.SUBMITTED, Status.IN_REVIEW),
        "labels": parts.LABELS,
        "vocabulary": vocabulary,
    }
    if context["in_queue"]:
        context["alike"] = twins.of_record(innovation, current_user)
    return render("innovations/review/show.html", status=status, **context)


def _holds(innovation: Innovation) -> bool:
    held = innovation.status == Status.IN_REVIEW and innovation.reviewer_id == current_user.id
    return bool(held)
