"""One's own profile: what stands in it, section by section, and whether it can be found."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from portal.accounts.models import User
from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.outbox import commit
from portal.people import vocabulary as v
from portal.people.actions import sections as actions
from portal.people.completeness import missing
from portal.people.errors import NotPossibleError, StaleProfileError
from portal.people.forms.listing import ListingForm
from portal.people.forms.sections import FORMS, BasicsForm, SectionForm, WorksForm, values_of
from portal.people.naming import show_name
from portal.people.places import anywhere
from portal.people.queries import profiles, sections
from portal.people.queries.visible import About
from portal.people.seeing import audiences_of
from portal.permissions import Action, require
from portal.records import ref
from portal.web.access import checks, requires
from portal.web.render import render

bp = Blueprint("own_profile", __name__)

INDEX = "/account/profile"


@bp.get("/account/profile")
@requires(Action.PERSON_VIEW)
def index() -> Response:
    page = profiles.page_of(current_user, current_user)
    audiences = audiences_of(current_user.id)
    fields_of = {key: fields for key, (_, fields) in sections.SECTIONS.items()}
    seen_by = {
        key: [(v.FIELDS[field], v.AUDIENCES[audiences[field]]) for field in fields]
        for key, fields in (fields_of | {"photo": ("photo",)}).items()
    }
    return render(
        "people/profiles/own.html",
        page=page,
        sections=sections.SECTIONS,
        seen_by=seen_by,
        missing=missing(page),
        place=anywhere(current_user),
        v=v,
    )


@bp.route("/account/profile/<section>", methods=["GET", "POST"])
@checks(Action.PROFILE_EDIT)
@requires(Action.PERSON_VIEW)
def edit(section: str) -> Response | BaseResponse:
    if section not in FORMS:
        abort(404)
    person: User = current_user
    require(Action.PROFILE_EDIT, About(person.id))
    form = _open(person, section)
    is_stale = False
    if not form.is_reworked() and form.is_sent():
        try:
            if first_time(form):
                actions.save(person, section, values_of(form), form.version.data or "")
                commit()
            flash("Saved.")
            return redirect(INDEX, 303)
        except NotPossibleError as error:
            db.session.rollback()
            form.form_errors.append(str(error))
        except (StaleProfileError, StaleDataError):
            db.session.rollback()
            is_stale = True
            form.version.data = sections.version_of(sections.read(current_user, section))
    return render(
        "people/profiles/section.html",
        block="form",
        status=409 if is_stale else form.status,
        form=form,
        section=section,
        title=sections.SECTIONS[section][0],
        is_stale=is_stale,
    )


@bp.post("/account/profile/works/<kind>/<int:record_id>/move")
@checks(Action.PROFILE_EDIT)
@requires(Action.PERSON_VIEW)
def move(kind: str, record_id: int) -> BaseResponse:
    """Put a pinned work on another place."""
    require(Action.PROFILE_EDIT, About(current_user.id))
    place = request.form.get("place", type=int)
    if place is None:
        abort(400)
    if not actions.move_work(current_user, ref(kind, record_id), place=place):
        abort(404)
    commit()
    flash("Moved.")
    return redirect(f"{INDEX}#works", 303)


@bp.route("/account/profile/listing", methods=["GET", "POST"])
@checks(Action.PROFILE_EDIT)
@requires(Action.PERSON_VIEW)
def listing() -> Response | BaseResponse:
    """Whether one can be found at all."""
    require(Action.PROFILE_EDIT, About(current_user.id))
    person: User = current_user
    form = ListingForm(
        data={
            "is_listed": "yes" if person.is_listed else "no",
            "is_named": "no" if person.hidden_name else "yes",
        }
    )
    if form.is_sent():
        is_listed = form.is_listed.data == "yes"
        actions.set_listed(person, is_listed=is_listed)
        show_name(person, is_shown=is_listed or form.is_named.data == "yes")
        commit()
        flash("People can find you." if current_user.is_listed else "Nobody can find you any more.")
        return redirect(INDEX, 303)
    return render("people/profiles/listing.html", form=form, status=form.status)


@bp.get("/systems/options")
@requires(Action.PERSON_VIEW)
def systems() -> str:
    """Names for the boxes in which a system is typed, as htmx asks for them."""
    words = next((value for value in request.args.values() if value.strip()), "").strip()[:80]
    names = profiles.systems_matching(words, current_user) if words else ()
    return Markup().join(Markup('<option value="{}"></option>').format(name) for name in names)


def _open(person: User, section: str) -> SectionForm:
    values: dict[str, Any] = sections.read(person, section)
    form = open_form(FORMS[section], data=values | {"version": sections.version_of(values)})
    if isinstance(form, BasicsForm):
        services = profiles.services_for(person)
        none = SelectChoice("", "None")
        form.library_service_id.choices = [
            none,
            *(SelectChoice(str(row.id), row.name) for row in services),
        ]
    if isinstance(form, WorksForm):
        found = sections.works_to_pin(person)
        form.works.choices = [SelectChoice(named.ref, named.title) for named in found]
    return form
