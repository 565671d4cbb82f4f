"""Asking a person, what one asked and was asked, and the page of one enquiry."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.clock import today
from portal.drafts.opening import first_time, lead_to, led_before, open_form
from portal.extensions import db
from portal.notifications.noting import note_read
from portal.outbox import commit
from portal.people import vocabulary
from portal.people.actions import asking as actions
from portal.people.errors import NotPossibleError, RefusedError
from portal.people.forms.asking import AskForm
from portal.people.models import Enquiry
from portal.people.proposing import instead
from portal.people.queries import enquiries as queries
from portal.people.queries.visible import About
from portal.people.views.loading import load_person
from portal.permissions import Action, require
from portal.search.parsing import clean
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("asking", __name__)


@bp.route("/people/<int:person_id>/ask", methods=["GET", "POST"])
@checks(Action.ENQUIRY_ASK)
@requires(Action.PERSON_VIEW)
def ask(person_id: int) -> Response | BaseResponse:
    person = load_person(person_id)
    require(Action.ENQUIRY_ASK, About(person.id))
    form = open_form(AskForm, data={"subject": clean(request.args.get("q", ""))[:120]})
    problem, why = "", queries.why_not(person.id, current_user.id, most_open())
    if form.is_sent():
        if not first_time(form):
            return redirect(led_before(form, "/enquiries?show=sent"), 303)
        try:
            made = actions.ask(
                current_user,
                person,
                subject=str(form.subject.data),
                words=str(form.words.data),
                most_open=most_open(),
                a_day=current_app.config["ENQUIRIES_PER_DAY"],
            )
            lead_to(form, f"/enquiries/{made.id}")
            commit()
            flash(f"Sent. {person.name} can answer here, or pass your question on.")
            return redirect(f"/enquiries/{made.id}", 303)
        except NotPossibleError as error:
            db.session.rollback()
            person, problem = load_person(person_id), str(error)
        except RefusedError as error:
            db.session.rollback()
            person, why = load_person(person_id), error.why
    return _asking(person, form, problem, why)


@bp.get("/enquiries")
@requires(Action.PERSON_VIEW)
def index() -> Response:
    """What one was asked, or what one asked others."""
    is_sent = request.args.get("show") == "sent"
    page = paginate(queries.sent(current_user) if is_sent else queries.received(current_user))
    return render(
        "people/enquiries/index.html",
        block="results",
        status=page.status,
        page=page,
        is_sent=is_sent,
        states=vocabulary.ENQUIRY_STATES,
    )


@bp.get("/enquiries/<int:enquiry_id>")
@checks(Action.ENQUIRY_VIEW)
@requires(Action.PERSON_VIEW)
def show(enquiry_id: int) -> Response:
    enquiry = load(enquiry_id, Action.ENQUIRY_VIEW)
    is_asked = enquiry.person_id == current_user.id
    response = render(
        "people/enquiries/show.html",
        enquiry=queries.row_of(enquiry, current_user),
        is_asked=is_asked,
        is_passed_to_me=is_asked and enquiry.passed_from_id is not None,
        passed_to=queries.passed_to(enquiry) if enquiry.state == "passed_on" else None,
        states=vocabulary.ENQUIRY_STATES,
    )
    return note_read(response, "enquiry", enquiry_id)


@bp.post("/enquiries/<int:enquiry_id>/withdraw")
@checks(Action.ENQUIRY_WITHDRAW)
@requires(Action.PERSON_VIEW)
def withdraw(enquiry_id: int) -> BaseResponse:
    enquiry = load(enquiry_id, Action.ENQUIRY_WITHDRAW)
    try:
        actions.withdraw(enquiry, current_user)
        commit()
        flash("You took your question back.")
    except NotPossibleError as error:
        db.session.rollback()
        flash(str(error), "error")
    return redirect("/enquiries?show=sent", 303)


def load(enquiry_id: int, right: Action) -> Enquiry:
    """The enquiry, if the reader is one of its two people and may do this."""
    enquiry = queries.held(enquiry_id, current_user) or abort(404)
    require(right, enquiry)
    return enquiry


def most_open() -> int:
    """How many enquiries wait for one person at a time."""
    return int(current_app.config["ENQUIRIES_OPEN"])


def _asking(person: User, form: Any, problem: str, why: str) -> Response:
    is_refused = request.method == "POST" and not form.errors and bool(problem or why)
    words = str(form.subject.data or "")
    others = instead(person.id, words, current_user, most_open()) if why else ()
    until = queries.paused_until(person.id) if why == "paused" else None
    return render(
        "people/enquiries/ask.html",
        block="form",
        form=form,
        person=person,
        problem=problem,
        why=why,
        others=others,
        until=until if until and until >= today() else None,
        status=409 if is_refused else form.status,
    )
