"""Saying "we do this too", changing it, taking it over from a colleague, taking it away."""

from typing import Any

from flask import Response, abort, current_app, flash, redirect, request
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, lead_to, led_before, open_form
from portal.extensions import db
from portal.innovations import vocabulary
from portal.innovations.adopting import actions, queries
from portal.innovations.adopting.forms import (
    STAGE_HINTS,
    AdoptionForm,
    ModeratorsAdoptionForm,
    OwnRemoveForm,
    RemoveForm,
)
from portal.innovations.adopting.queries import Adopted
from portal.innovations.adopting.views.reading import bp, load, load_record
from portal.innovations.errors import NotPossibleError, StaleVersionError
from portal.innovations.forms.comparing import differences
from portal.innovations.models import Innovation
from portal.organisations import queries as organisations
from portal.outbox import commit
from portal.permissions import Action, can, require
from portal.visibility import Status
from portal.web.access import checks, requires
from portal.web.render import render

NO_ORGANISATION = "Your account names no organisation yet. Write to {email}, and the team adds it."


@bp.route("/innovations/<int:innovation_id>/adoptions/new", methods=["GET", "POST"])
@requires(Action.ADOPTION_SAY)
def new(innovation_id: int) -> Response | BaseResponse:
    innovation = load_record(innovation_id)
    # Moderators say it for those who asked them to; everyone else for where they work.
    form_class = ModeratorsAdoptionForm if can(Action.QUEUE_VIEW) else AdoptionForm
    form = open_form(form_class, data={"organisation_id": current_user.organisation_id})
    organisation_id, problem, status = _organisation(form), "", 0
    if not form.is_reworked() and form.is_sent():
        if not first_time(form):
            return redirect(led_before(form, f"{innovation.path}/adoptions"), 303)
        try:
            if organisation_id is None:
                raise NotPossibleError(_no_organisation())
            actions.say(
                innovation, current_user, organisation_id=organisation_id, fields=form.fields()
            )
            lead_to(form, f"{innovation.path}/adoptions")
            commit()
            flash("Thank you. The owners of the record are asked to confirm it.")
            return redirect(f"{innovation.path}/adoptions", 303)
        except NotPossibleError as error:
            db.session.rollback()
            innovation = load_record(innovation_id)
            problem, status = str(error), 409
    elif request.method == "GET":
        problem = _obstacle(innovation)
    existing = queries.of_organisation(innovation_id, organisation_id)
    own = organisations.by_ids([organisation_id]) if organisation_id else ()
    return render(
        "innovations/adopting/new.html",
        block="form",
        status=status or form.status,
        innovation=innovation,
        form=form,
        hints=STAGE_HINTS,
        problem=problem,
        organisation=own[0][1] if own else "",
        existing=Adopted(existing, innovation) if existing else None,
        vocabulary=vocabulary,
    )


@bp.route("/adoptions/<int:adoption_id>/edit", methods=["GET", "POST"])
@checks(Action.ADOPTION_EDIT)
@requires(Action.ADOPTION_SAY)
def edit(adoption_id: int) -> Response | BaseResponse:
    held = load(adoption_id)
    require(Action.ADOPTION_EDIT, held)
    form = open_form(AdoptionForm, data=AdoptionForm.read(held.adoption))
    theirs: dict[str, Any] = {}
    status = 0
    if form.is_sent():
        try:
            if first_time(form):
                actions.edit(
                    held.adoption,
                    held.innovation,
                    current_user,
                    fields=form.fields(),
                    version=form.read_version,
                )
                commit()
            flash("Saved.")
            return redirect(f"{held.innovation.path}/adoptions", 303)
        except (StaleVersionError, StaleDataError):
            db.session.rollback()
            held, status = load(adoption_id), 409
            theirs = differences(form, _as_read(held))
            form.version.data = str(held.adoption.version)
    return render(
        "innovations/adopting/edit.html",
        block="form",
        status=status or form.status,
        held=held,
        form=form,
        hints=STAGE_HINTS,
        theirs=theirs,
        vocabulary=vocabulary,
    )


@bp.post("/adoptions/<int:adoption_id>/take-up")
@checks(Action.ADOPTION_TAKE_UP)
@requires(Action.ADOPTION_SAY)
def take_up(adoption_id: int) -> BaseResponse:
    held = load(adoption_id)
    require(Action.ADOPTION_TAKE_UP, held)
    try:
        actions.take_up(held.adoption, held.innovation, current_user)
        commit()
        flash("You now look after this. You can change it here.")
    except StaleDataError:
        db.session.rollback()
        flash("Someone else changed this at the same moment. Look at it again.", "error")
        return redirect("/adoptions", 303)
    return redirect(f"/adoptions/{adoption_id}/edit", 303)


@bp.route("/adoptions/<int:adoption_id>/remove", methods=["GET", "POST"])
@requires(Action.ADOPTION_SAY)
def remove(adoption_id: int) -> Response | BaseResponse:
    held = queries.get(adoption_id, current_user)
    if held is None:
        return _gone() if request.method == "POST" else abort(404)
    require(Action.ADOPTION_EDIT, held)
    form = open_form(OwnRemoveForm if held.person_id == current_user.id else RemoveForm)
    if form.is_sent():
        words = str(form.words.data) if isinstance(form, RemoveForm) else ""
        try:
            actions.remove(held.adoption, held.innovation, current_user, words=words)
            commit()
        except StaleDataError:
            db.session.rollback()
            return _gone()
        flash("Removed.")
        return redirect(f"{held.innovation.path}/adoptions", 303)
    return render(
        "innovations/adopting/remove.html", block="form", status=form.status, held=held, form=form
    )


def _gone() -> BaseResponse:
    """Sent twice, or from two tabs; what the reader may not see looks like what is gone."""
    flash("That is not there. It may be removed already.", "info")
    return redirect("/adoptions", 303)


def _as_read(held: Adopted) -> Any:
    """The adoption, for what compares a form with a record of any kind."""
    return held.adoption


def _organisation(form: AdoptionForm) -> int | None:
    """For which organisation it is said."""
    if isinstance(form, ModeratorsAdoptionForm):
        return form.organisation_id.one
    own: int | None = current_user.organisation_id
    return own


def _obstacle(innovation: Innovation) -> str:
    """Why this person cannot say it for where they work, in words; otherwise nothing."""
    if innovation.status != Status.PUBLISHED:
        return "Only a published record can be adopted."
    if can(Action.QUEUE_VIEW):
        return ""
    own = current_user.organisation_id
    if own is None:
        return _no_organisation()
    if part := actions.part_in(innovation, own):
        return part
    if queries.of_organisation(innovation.id, own):
        return "Your organisation has already said that it does this too."
    return ""


def _no_organisation() -> str:
    return NO_ORGANISATION.format(email=current_app.config["CONTACT_EMAIL"])
