"""Reviewing the changes to a published record: reading them in the whole record, and deciding."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.drafts.opening import first_time, open_form
from portal.innovations import parts, queries, requirements, vocabulary
from portal.innovations.forms.reviewing import CHANGES, DECLINE, PUBLISH, DecisionForm
from portal.innovations.models import Innovation, PendingVersion
from portal.innovations.versions import deciding, pending
from portal.innovations.versions import queries as versions
from portal.innovations.versions.words import marked
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import load
from portal.innovations.views.reviewing import CHANGED_MEANWHILE, NOT_YOURS, bp
from portal.permissions import Action, require
from portal.visibility import Status
from portal.web.access import checks, requires
from portal.web.render import render

DONE = {
    PUBLISH: "The changes are published. The owners are told by email.",
    CHANGES: "Sent back. The owners are told by email what to change.",
    DECLINE: "Declined. The owners are told by email. The record stays as it is.",
}


@bp.route("/<int:innovation_id>/changes/review", methods=["GET", "POST"])
@checks(Action.INNOVATION_DECIDE)
@requires(Action.QUEUE_VIEW)
def review_changes(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_DECIDE, innovation)
    waiting = versions.pending_of(innovation)
    if request.method != "POST":
        return _page(innovation, waiting or abort(404))
    form = open_form(DecisionForm)
    if waiting is None or not _holds(innovation, waiting):
        return _page(innovation, waiting, form, problem=NOT_YOURS, status=409)
    if form.version.data != (token := pending.token(innovation, waiting)):
        form.version.data = token
        return _page(innovation, waiting, form, problem=CHANGED_MEANWHILE, status=409)
    if not form.is_sent():
        return _page(innovation, waiting, form, status=422)
    return _decide(innovation, form)


@bp.post("/<int:innovation_id>/changes/claim")
@checks(Action.INNOVATION_CLAIM)
@requires(Action.QUEUE_VIEW)
def claim_changes(innovation_id: int) -> Response | BaseResponse:
    return _act(innovation_id, deciding.claim, "You claimed these changes.")


@bp.post("/<int:innovation_id>/changes/release")
@checks(Action.INNOVATION_CLAIM)
@requires(Action.QUEUE_VIEW)
def release_changes(innovation_id: int) -> Response | BaseResponse:
    return _act(innovation_id, deciding.release, "Put back into the queue. Its place is kept.")


def _act(
    innovation_id: int, act: Callable[[Innovation, User], None], done: str
) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_CLAIM, innovation)
    if problem := attempt(lambda: act(innovation, current_user)):
        innovation = load(innovation_id)
        waiting = versions.pending_of(innovation)
        return _page(innovation, waiting, problem=problem, status=409)
    flash(done)
    return redirect(f"/innovations/{innovation_id}/changes/review", 303)


def _decide(innovation: Innovation, form: DecisionForm) -> Response | BaseResponse:
    """Do what the form says; where that cannot be done, the form comes back with the words."""
    innovation_id = innovation.id

    def act() -> None:
        _carry_out(innovation, form)
        first_time(form)

    if problem := attempt(act):
        innovation = load(innovation_id)
        waiting = versions.pending_of(innovation)
        if waiting and _holds(innovation, waiting):
            form.form_errors.append(problem)
            return _page(innovation, waiting, form, status=422)
        return _page(innovation, waiting, form, problem=problem, status=409)
    flash(DONE[form.decision.data])
    return redirect("/moderation", 303)


def _carry_out(innovation: Innovation, form: DecisionForm) -> None:
    words = str(form.words.data or "")
    if form.decision.data == PUBLISH:
        deciding.approve(
            innovation,
            current_user,
            rating=form.rating.data,
            rating_reason=str(form.rating_reason.data),
            words=words,
        )
    elif form.decision.data == CHANGES:
        deciding.request_changes(
            innovation, current_user, words=words, comments=form.written_comments
        )
    else:
        deciding.decline(innovation, current_user, reason=form.decline_reason.data, words=words)


def _page(
    innovation: Innovation,
    waiting: PendingVersion | None,
    form: DecisionForm | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    """The record as it would read, with boxes for comments where this moderator holds it."""
    holds = waiting is not None and _holds(innovation, waiting)
    if waiting and holds and form is None:
        form = open_form(DecisionForm, data=_first_values(innovation, waiting))
    record = pending.as_proposed(innovation, waiting)
    decisions = queries.decisions(innovation)
    earlier = next((d for d in decisions if d.is_on_pending and d.kind in (CHANGES, DECLINE)), None)
    context: dict[str, Any] = {
        "innovation": innovation,
        "record": record,
        "pending": waiting,
        "form": form if holds else None,
        "problem": problem,
        "kept": form.typed if form and not holds else {},
        "sections": parts.SECTIONS,
        "missing": requirements.missing_to_publish(record),
        "decisions": decisions,
        "earlier": earlier,
        "changes": marked(innovation, waiting.fields, decisions, current_user) if waiting else {},
        "lapses": bool(waiting and deciding.changes_what_was_rated(waiting)),
        "barred": deciding.OWN
        if waiting and deciding.has_part(innovation, waiting, current_user)
        else "",
        "related": queries.related_titles(record, current_user),
        "labels": parts.LABELS,
        "vocabulary": vocabulary,
    }
    return render("innovations/pending/review.html", status=status, **context)


def _first_values(innovation: Innovation, waiting: PendingVersion) -> dict[str, Any]:
    """The present rating is offered unless the changes are about what it speaks of."""
    values = {"version": pending.token(innovation, waiting)}
    if not deciding.changes_what_was_rated(waiting):
        values["rating"] = innovation.evidence_rating or ""
        values["rating_reason"] = innovation.rating_reason
    return values


def _holds(innovation: Innovation, waiting: PendingVersion) -> bool:
    held = waiting.status == Status.IN_REVIEW and waiting.reviewer_id == current_user.id
    return bool(held and innovation.status == Status.PUBLISHED)
