"""What is done to keep knowledge: planned, listed, changed and closed."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, lead_to, led_before, open_form
from portal.extensions import db
from portal.notifications.noting import note_read
from portal.outbox import commit
from portal.people import vocabulary as v
from portal.people.actions import keeping as actions
from portal.people.errors import NotPossibleError
from portal.people.forms.keeping import CaptureForm, CloseForm
from portal.people.models import Capture
from portal.people.places import anywhere
from portal.people.queries import captures as queries
from portal.people.queries import risk
from portal.people.queries.merged import named_now
from portal.people.views.knowing import load
from portal.permissions import Action, Role, can, require
from portal.records import bounded_int
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("captures", __name__, url_prefix="/knowledge")


@bp.get("/captures")
@requires(Action.PERSON_VIEW)
def index() -> Response:
    state = request.args.get("state", "open")
    state = state if state in v.CAPTURE_STATES else "open"
    is_mine = request.args.get("show") == "mine"
    page = paginate(queries.listing(current_user, state=state, is_mine=is_mine))
    return render(
        "people/keeping/captures.html",
        block="results",
        status=page.status,
        page=page,
        state=state,
        is_mine=is_mine,
        names=risk.names_of({row.ref for row in page.items}),
        vocabulary=v,
    )


@bp.route("/topics/<slug>/captures/new", methods=["GET", "POST"], defaults={"kind": "topic"})
@bp.route("/systems/<slug>/captures/new", methods=["GET", "POST"], defaults={"kind": "system"})
@checks(Action.CAPTURE_EDIT)
@requires(Action.PERSON_VIEW)
def new(kind: str, slug: str) -> Response | BaseResponse:
    require(Action.CAPTURE_EDIT, anywhere(current_user))
    known = load(kind, slug)
    holder_id = bounded_int(request.args.get("holder", ""))
    form = open_form(
        CaptureForm,
        data={"kind": request.args.get("kind"), "holder": holder_id, "owner": current_user.id},
    )
    form.offered = _offered()
    if not form.is_reworked() and form.is_sent():
        if not first_time(form):
            return redirect(led_before(form, known.path), 303)
        made = actions.plan(current_user, known=known.ref, **_fields(form))
        lead_to(form, path := f"/knowledge/captures/{made.id}")
        commit()
        flash("Planned. The person who sees to it is told.")
        return redirect(path, 303)
    return render(
        "people/keeping/plan.html",
        block="form",
        form=form,
        title=known.name,
        back=known.path,
        heading="Plan how to keep this knowledge",
        status=form.status,
    )


@bp.get("/captures/<int:capture_id>")
@requires(Action.PERSON_VIEW)
def show(capture_id: int) -> Response:
    capture = _load(capture_id)
    row = queries.shown(capture_id)
    results = named_now([row.result_ref], current_user) if row.result_ref else []
    name, path = risk.names_of([row.ref]).get(row.ref, ("", ""))
    response = render(
        "people/keeping/capture.html",
        row=row,
        place=queries.place_of_capture(capture, current_user),
        name=name or "a topic that is no longer in use",
        path=path if can(Action.KNOWLEDGE_VIEW, anywhere(current_user)) else "",
        result=results[0] if results else None,
        vocabulary=v,
    )
    return note_read(response, "capture", capture_id)


@bp.route("/captures/<int:capture_id>/edit", methods=["GET", "POST"])
@checks(Action.CAPTURE_EDIT)
@requires(Action.PERSON_VIEW)
def edit(capture_id: int) -> Response | BaseResponse:
    capture = _load_to_edit(capture_id)
    path = f"/knowledge/captures/{capture.id}"
    form = open_form(
        CaptureForm,
        data={
            "kind": capture.kind,
            "holder": capture.holder_id,
            "owner": capture.owner_id,
            "due_on": capture.due_on,
            "note": capture.note,
        },
    )
    form.due_before = capture.due_on
    form.offered = _offered(capture.holder_id)
    problem = "" if capture.state == "open" else "This has been closed already."
    if not form.is_reworked() and form.is_sent():
        try:
            if first_time(form):
                actions.change(capture, current_user, **_fields(form))
                commit()
            flash("Saved.")
            return redirect(path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            capture, problem = _load_to_edit(capture_id), str(error)
    return render(
        "people/keeping/plan.html",
        block="form",
        form=form,
        title=risk.names_of([capture.ref]).get(capture.ref, ("", ""))[0],
        back=path,
        heading="Change what is planned",
        problem=problem,
        status=409 if problem and form.is_submitted() else form.status,
    )


@bp.route("/captures/<int:capture_id>/close", methods=["GET", "POST"])
@checks(Action.CAPTURE_EDIT)
@requires(Action.PERSON_VIEW)
def close(capture_id: int) -> Response | BaseResponse:
    capture = _load_to_edit(capture_id)
    path = f"/knowledge/captures/{capture.id}"
    form = open_form(CloseForm)
    problem = "" if capture.state == "open" else "This has been closed already."
    if form.is_sent() and _is_seen(form):
        try:
            if first_time(form):
                actions.close(capture, current_user, state=form.state.data, result=form.result_ref)
                commit()
            flash("Saved.")
            return redirect(path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            capture, problem = _load_to_edit(capture_id), str(error)
    return render(
        "people/keeping/close.html",
        block="form",
        form=form,
        title=risk.names_of([capture.ref]).get(capture.ref, ("", ""))[0],
        back=path,
        problem=problem,
        status=409 if problem and form.is_submitted() else form.status,
    )


def _load(capture_id: int) -> Capture:
    return queries.capture(capture_id, current_user) or abort(404)


def _load_to_edit(capture_id: int) -> Capture:
    capture = _load(capture_id)
    require(Action.CAPTURE_EDIT, queries.place_of_capture(capture, current_user))
    return capture


def _is_seen(form: CloseForm) -> bool:
    """Whether the person may see what they say came of it; else it is as if it were not there."""
    if form.result_ref is None or named_now([form.result_ref], current_user):
        return True
    form.result.errors = ["There is no such record. Check the address"]
    return False


def _offered(*more: int | None) -> frozenset[int] | None:
    """Whose knowledge the reader may plan to keep: moderators that of anybody."""
    if current_user.has_role(Role.MODERATOR):
        return None
    return queries.people_managed_by(current_user) | {key for key in more if key is not None}


def _fields(form: CaptureForm) -> dict[str, Any]:
    return {
        "kind": form.kind.data,
        "holder_id": form.holder.one,
        "owner_id": form.owner.one,
        "due_on": form.due_on.data,
        "note": form.note.data or "",
    }
