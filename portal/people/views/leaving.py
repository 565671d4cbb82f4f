"""Saying that somebody leaves; their hand-over; passing on what they look after."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.drafts.actions import new_key
from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.notifications.noting import note_read
from portal.outbox import commit
from portal.people.actions import handing_over
from portal.people.actions import leaving as actions
from portal.people.errors import NotPossibleError
from portal.people.forms.keeping import ActForm, LeavingForm, LineForm
from portal.people.models import Leaving
from portal.people.places import Place, place_of
from portal.people.queries import handover as queries
from portal.people.queries import visible
from portal.people.queries.handover import PART_OF
from portal.people.vocabulary import PROMPTS
from portal.permissions import Action, allowed, require
from portal.web.access import checks, requires
from portal.web.pagination import paginate_rows
from portal.web.render import render

bp = Blueprint("leaving", __name__, url_prefix="/people/<int:person_id>")


@bp.route("/leaving", methods=["GET", "POST"])
@checks(Action.LEAVING_ANNOUNCE)
@requires(Action.PERSON_VIEW)
def announce(person_id: int) -> Response | BaseResponse:
    person, leaving, _ = _load(person_id, Action.LEAVING_ANNOUNCE)
    shown = {"leaves_on": leaving.leaves_on, "successor": leaving.successor_id} if leaving else {}
    form = open_form(LeavingForm, data=shown)
    form.leaver_id, form.leaves_before = person.id, leaving.leaves_on if leaving else None
    if not form.is_reworked() and form.is_sent():
        if first_time(form):
            day: Any = form.leaves_on.data
            actions.announce(person, current_user, leaves_on=day, successor_id=form.successor.one)
            commit()
        flash("Saved. Here is what there is to hand over.")
        return redirect(f"/people/{person.id}/handover", 303)
    return render(
        "people/keeping/leaving.html",
        block="form",
        person=person,
        leaving=leaving,
        form=form,
        status=form.status,
    )


@bp.post("/leaving/withdraw")
@checks(Action.LEAVING_ANNOUNCE)
@requires(Action.PERSON_VIEW)
def withdraw(person_id: int) -> BaseResponse:
    person, leaving, _ = _load(person_id, Action.LEAVING_ANNOUNCE)
    if leaving is not None:
        actions.take_back(leaving, current_user)
        commit()
        flash("The day and the checklist are deleted.")
    return redirect(f"/people/{person.id}" if person.is_active else "/people", 303)


@bp.get("/handover")
@checks(Action.HANDOVER_VIEW)
@requires(Action.PERSON_VIEW)
def handover(person_id: int) -> Response:
    person, leaving, place = _load_handover(person_id, Action.HANDOVER_VIEW)
    checklist = queries.checklist(person, current_user)
    part = request.args.get("part", "")
    part = part if part in queries.PARTS else next(iter(queries.PARTS))
    page = paginate_rows(checklist.parts[part])
    response = render(
        "people/keeping/handover.html",
        block="results",
        status=page.status,
        person=person,
        leaving=leaving,
        place=place,
        successor=visible.person(leaving.successor_id, current_user)
        if leaving.successor_id
        else None,
        checklist=checklist,
        part=part,
        parts=queries.PARTS,
        page=page,
    )
    return note_read(response, "leaving", person_id)


@bp.route("/handover/items/<kind>/<name>", methods=["GET", "POST"])
@checks(Action.HANDOVER_EDIT)
@requires(Action.PERSON_VIEW)
def item(person_id: int, kind: str, name: str) -> Response | BaseResponse:
    person, leaving, place = _load_handover(person_id, Action.HANDOVER_EDIT)
    key = f"{kind}:{name}"
    line = queries.checklist(person, current_user).line(key) or abort(404)
    kept = queries.item(person.id, key)
    form = open_form(
        LineForm,
        data={"is_done": line.is_done, "note": line.note, "seen": actions.seen_of(kept)},
    )
    theirs = None
    if form.is_sent():
        theirs = _mark(form, leaving, key)
        if theirs is None:
            flash("Saved.")
            return redirect(f"/people/{person.id}/handover?part={PART_OF[kind]}", 303)
    return render(
        "people/keeping/item.html",
        block="form",
        person=person,
        form=form,
        line=line,
        place=place,
        back=f"/people/{person.id}/handover?part={PART_OF[kind]}",
        help=PROMPTS[name][1] if kind == "prompt" else "",
        is_known=kind in ("topic", "system"),
        theirs=theirs,
        status=409 if theirs is not None else form.status,
    )


@bp.route("/handover/pass-on", methods=["GET", "POST"])
@checks(Action.HANDOVER_EDIT)
@requires(Action.PERSON_VIEW)
def pass_on(person_id: int) -> Response | BaseResponse:
    person, leaving, _ = _load_handover(person_id, Action.HANDOVER_EDIT)
    form, problem = ActForm(), ""
    if form.is_sent():
        try:
            passed = handing_over.pass_on(leaving, current_user)
            commit()
            flash(
                "Passed on. Both are told." if passed.total else "There is nothing left to pass on."
            )
            return redirect(f"/people/{person_id}/handover", 303)
        except NotPossibleError as error:
            db.session.rollback()
            person, leaving, _ = _load_handover(person_id, Action.HANDOVER_EDIT)
            problem = str(error)
    successor = visible.person(leaving.successor_id or 0, current_user)
    return render(
        "people/keeping/pass_on.html",
        person=person,
        form=form,
        problem=problem,
        successor=successor,
        records=queries.count_of(queries.owned(person, current_user)),
        threads=queries.count_of(queries.followed_threads(person, current_user)),
        status=409 if problem else form.status,
    )


def _load(person_id: int, action: Action) -> tuple[User, Leaving | None, Place]:
    person = visible.person(person_id, current_user) or queries.closed_leaver(person_id)
    person = person or abort(404)
    if request.method == "POST":
        # Before it is read: another may be taking it back at this moment.
        actions.take_turn(person.id)
    leaving = queries.leaving(person_id)
    place = place_of(
        person.organisation_id,
        current_user,
        person_id=person.id,
        successor_id=leaving.successor_id if leaving else None,
    )
    if not (person.is_active or allowed(current_user, Action.HANDOVER_VIEW, place)):
        abort(404)
    require(action, place)
    return person, leaving, place


def _load_handover(person_id: int, action: Action) -> tuple[User, Leaving, Place]:
    """There is a hand-over once it is known that they leave."""
    person, leaving, place = _load(person_id, action)
    return person, leaving or abort(404), place


def _mark(form: LineForm, leaving: Leaving, key: str) -> str | None:
    """What another wrote meanwhile, if they did; saving again is then done knowingly."""
    if not first_time(form):
        return None
    other = actions.mark(
        leaving,
        current_user,
        key,
        note=form.note.data or "",
        is_done=form.is_done.data,
        seen=form.seen.data or "",
    )
    if other is None:
        commit()
        return None
    theirs, form.seen.data = other.note, actions.seen_of(other)
    db.session.rollback()
    form.draft_key = new_key()
    return theirs
