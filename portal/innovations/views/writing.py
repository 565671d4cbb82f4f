"""Recording: the short form, the sections, and what an owner does with the record."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, lead_to, led_before, open_form
from portal.extensions import db, reading
from portal.innovations import actions, queries, requirements, vocabulary
from portal.innovations.errors import StaleVersionError
from portal.innovations.forms import SECTIONS, AppealForm, Section, SectionForm, ShortForm
from portal.innovations.forms.comparing import differences
from portal.innovations.forms.sections import RelatedForm
from portal.innovations.models import Decision, Innovation
from portal.innovations.views.attempts import attempt
from portal.innovations.views.reading import bp, load
from portal.innovations.views.tasks import task_list
from portal.outbox import commit
from portal.permissions import Action, can, require
from portal.visibility import Status
from portal.web.access import checks, requires
from portal.web.forms import Describe, Lookup
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
        asked=None,
        theirs={},
        status=form.status,
    )


@bp.route("/<int:innovation_id>/edit/<section_name>", methods=["GET", "POST"])
@checks(Action.INNOVATION_EDIT)
@requires(Action.INNOVATION_CREATE)
def edit(innovation_id: int, section_name: str) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_EDIT, innovation)
    section = SECTIONS.get(section_name) or abort(404)
    form = open_form(section.form, data=section.form.read(innovation))
    reworked = form.is_reworked()
    if isinstance(form, RelatedForm):
        form.find_with(*_others_than(innovation_id))
        form.own_id = innovation_id
    if not reworked and form.is_sent():
        try:
            if first_time(form):
                actions.save(
                    innovation, current_user, fields=form.fields(), version=form.read_version
                )
                commit()
        except (StaleVersionError, StaleDataError):
            db.session.rollback()
            return _conflict(innovation_id, section, form)
        flash(f"{section.title}: saved.")
        # The task list is its owners'; a moderator who put something right reads the record.
        is_theirs = can(Action.INNOVATION_SUBMIT, innovation)
        return redirect(f"{innovation.path}/tasks" if is_theirs else innovation.path, 303)
    return render(
        "innovations/edit.html",
        block="form",
        form=form,
        section=section,
        innovation=innovation,
        asked=_asked(innovation),
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
    return render(
        "innovations/tasks.html",
        innovation=innovation,
        tasks=task_list(innovation),
        to_submit=requirements.missing_to_submit(innovation),
        to_publish=requirements.missing_to_publish(innovation),
        decisions=queries.decisions(innovation),
        place=queries.place_in_queue(innovation) if waiting else None,
        vocabulary=vocabulary,
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
    status = form.status
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
        "innovations/appeal.html", block="form", innovation=innovation, form=form, status=status
    )


def _back(innovation_id: int, problem: str, done: str) -> BaseResponse:
    """To the owner's page of the record, with what was done or why it was not."""
    flash(problem or done, "error" if problem else "message")
    return redirect(f"/innovations/{innovation_id}/tasks", 303)


def _conflict(innovation_id: int, section: Section, form: SectionForm) -> Response:
    """Show both texts; saving again is then done knowingly."""
    # Comparing takes time, and nobody should wait to write meanwhile.
    with reading():
        innovation = load(innovation_id)
        theirs = differences(form, innovation)
        form.version.data = str(innovation.version)
        return render(
            "innovations/edit.html",
            block="form",
            form=form,
            section=section,
            innovation=innovation,
            asked=_asked(innovation),
            theirs=theirs,
            status=409,
        )


def _asked(innovation: Innovation) -> Decision | None:
    """The decision whose comments stand beside the fields while its owners answer it."""
    if innovation.status != Status.CHANGES_REQUESTED:
        return None
    return next(iter(queries.decisions(innovation)), None)


def _first_values() -> dict[str, Any]:
    """What a new record begins with: its author as the owner, and where they work."""
    return {
        "kind": "project",
        "organisation_id": current_user.organisation_id,
        "library_service_id": current_user.library_service_id,
        "people": [{"person": current_user.id, "role": "owner", "is_shown": True}],
    }


def _others_than(innovation_id: int) -> tuple[Lookup, Describe]:
    """How the other records are found; itself is not offered."""

    def lookup(words: str) -> list[tuple[int, str, str | None]]:
        found = queries.matching_titles(words, current_user)
        return [(row[0], row[1], row[2]) for row in found if row[0] != innovation_id]

    def describe(ids: Sequence[int]) -> list[tuple[int, str, str | None]]:
        return [(row[0], row[1], row[2]) for row in queries.titles(ids, current_user)]

    return lookup, describe
