"""The history of a record: its versions, any two of them side by side, and bringing one back."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.innovations import parts, queries, vocabulary
from portal.innovations.forms.versions import CompareForm
from portal.innovations.models import Decision, Innovation, Version
from portal.innovations.versions import pending, restoring
from portal.innovations.versions import queries as versions
from portal.innovations.versions.overlay import over
from portal.innovations.versions.words import compared, labels_of
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import bp, load
from portal.permissions import Action, can, require
from portal.records import MAX_ID
from portal.visibility import OPEN
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render


@bp.get("/<int:innovation_id>/history")
@checks(Action.INNOVATION_HISTORY)
@requires(Action.INNOVATION_CREATE)
def history(innovation_id: int) -> Response:
    innovation = _load(innovation_id)
    page = paginate(versions.versions(innovation))
    numbers = [version.number for version in page.items]
    newest = innovation.versions_kept
    form = CompareForm(formdata=None, older=max(newest - 1, 1), newer=max(newest, 1))
    return _render(
        "history",
        innovation,
        status=page.status,
        page=page,
        form=form,
        pending=versions.pending_of(innovation),
        labels_of=labels_of,
        decisions=versions.decisions_on(innovation, numbers),
        labels=parts.LABELS,
    )


@bp.get("/<int:innovation_id>/history/<int:number>")
@checks(Action.INNOVATION_HISTORY)
@requires(Action.INNOVATION_CREATE)
def version(innovation_id: int, number: int) -> Response:
    innovation = _load(innovation_id)
    kept = _version(innovation, number)
    record = over(innovation, kept.fields)
    return _render(
        "version",
        innovation,
        version=kept,
        record=record,
        sections=parts.SECTIONS,
        related=queries.related_titles(record, current_user),
        changes={},
        may_restore=_may_restore(innovation),
    )


@bp.get("/<int:innovation_id>/history/compare")
@checks(Action.INNOVATION_HISTORY)
@requires(Action.INNOVATION_CREATE)
def compare(innovation_id: int) -> Response:
    innovation = _load(innovation_id)
    form = CompareForm(request.args)
    context: dict[str, Any] = {"form": form, "changes": None}
    status = 422
    if form.validate():
        older, newer = int(form.older.data or 0), int(form.newer.data or 0)
        found = versions.with_contents(innovation, (older, newer))
        for field in (form.older, form.newer):
            if field.data not in found:
                field.errors = [f"There is no version {field.data}"]
        if not form.errors:
            before, after = found[older], found[newer]
            told = compared(innovation, [before.fields], after.fields, current_user)[0]
            context |= {"before": before, "after": after, "changes": told}
            status = 200
    return _render("compare", innovation, status=status, **context)


@bp.get("/<int:innovation_id>/history/proposed/<int:decision_id>")
@checks(Action.INNOVATION_HISTORY)
@requires(Action.INNOVATION_CREATE)
def proposed(innovation_id: int, decision_id: int) -> Response:
    """The changes that a decision was on, against the version that they would have changed."""
    innovation = _load(innovation_id)
    found = (d for d in queries.decisions(innovation) if d.id == decision_id and d.proposed)
    decision: Decision = next(found, None) or abort(404)
    before = _version(innovation, decision.version_number or 0)
    after = {**before.fields, **decision.proposed}
    return _render(
        "proposed",
        innovation,
        decision=decision,
        changes=compared(innovation, [before.fields], after, current_user)[0],
        labels=parts.LABELS,
    )


@bp.route("/<int:innovation_id>/history/<int:number>/restore", methods=["GET", "POST"])
@checks(Action.INNOVATION_EDIT, Action.INNOVATION_PROPOSE)
@requires(Action.INNOVATION_CREATE)
def restore_version(innovation_id: int, number: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    directly = can(Action.INNOVATION_EDIT, innovation)
    require(Action.INNOVATION_EDIT if directly else Action.INNOVATION_PROPOSE, innovation)
    kept = _version(innovation, number)
    problem = ""
    if request.method == "POST":

        def act() -> None:
            pending.must_be_read(innovation, request.form.get("seen", ""))
            restore = restoring.restore_version if directly else restoring.propose_version
            restore(innovation, kept, current_user)

        if not (problem := attempt(act)):
            flash(_done(number, directly=directly))
            leads = "history" if directly else "tasks"
            return redirect(f"/innovations/{innovation_id}/{leads}", 303)
        innovation = load(innovation_id)
        kept = _version(innovation, number)
    waiting = None if directly else versions.pending_of(innovation)
    back = restoring.brought_back(innovation, kept, current_user)
    is_held = waiting is not None and waiting.status not in pending.EDITABLE
    return _render(
        "restore",
        innovation,
        status=409 if problem else 200,
        version=kept,
        directly=directly,
        waiting=waiting,
        seen=pending.token(innovation, versions.pending_of(innovation)),
        problem=problem or (pending.TAKE_BACK if is_held else ""),
        changes=compared(innovation, [{}], back, current_user)[0],
    )


def _done(number: int, *, directly: bool) -> str:
    if directly:
        return f"Version {number} is restored."
    return f"Version {number} is among your changes. Submit them when they are ready."


def _load(innovation_id: int) -> Innovation:
    innovation = load(innovation_id)
    require(Action.INNOVATION_HISTORY, innovation)
    return innovation


def _version(innovation: Innovation, number: int) -> Version:
    found = versions.with_contents(innovation, [min(number, MAX_ID)])
    return found.get(number) or abort(404)


def _may_restore(innovation: Innovation) -> bool:
    return can(Action.INNOVATION_EDIT, innovation) or can(Action.INNOVATION_PROPOSE, innovation)


def _render(
    template: str, innovation: Innovation, *, status: int = 200, **context: Any
) -> Response:
    return render(
        f"innovations/history/{template}.html",
        block="versions" if template == "history" else None,
        innovation=innovation,
        is_public=innovation.status in OPEN,
        vocabulary=vocabulary,
        status=status,
        **context,
    )
