"""What the asked person does with an enquiry, and from whom they want to hear no more."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.outbox import commit
from portal.people.actions import asking as actions
from portal.people.errors import NotPossibleError, RefusedError
from portal.people.forms.asking import AnswerForm, DeclineForm, PassOnForm
from portal.people.models import Enquiry
from portal.people.proposing import instead
from portal.people.queries import enquiries as queries
from portal.people.queries import visible
from portal.people.queries.visible import About
from portal.people.views.asking import load, most_open
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("answering", __name__)


@bp.route("/enquiries/<int:enquiry_id>/answer", methods=["GET", "POST"])
@checks(Action.ENQUIRY_ANSWER)
@requires(Action.PERSON_VIEW)
def answer(enquiry_id: int) -> Response | BaseResponse:
    enquiry = load(enquiry_id, Action.ENQUIRY_ANSWER)
    form = open_form(AnswerForm)
    return _reply(enquiry, form, "Answer", "Your answer is sent.", actions.answer)


@bp.route("/enquiries/<int:enquiry_id>/decline", methods=["GET", "POST"])
@checks(Action.ENQUIRY_ANSWER)
@requires(Action.PERSON_VIEW)
def decline(enquiry_id: int) -> Response | BaseResponse:
    enquiry = load(enquiry_id, Action.ENQUIRY_ANSWER)
    form = open_form(DeclineForm)
    return _reply(
        enquiry, form, "Decline", "Declined. The person who asked is told.", actions.decline
    )


@bp.route("/enquiries/<int:enquiry_id>/pass-on", methods=["GET", "POST"])
@checks(Action.ENQUIRY_ANSWER)
@requires(Action.PERSON_VIEW)
def pass_on(enquiry_id: int) -> Response | BaseResponse:
    enquiry = load(enquiry_id, Action.ENQUIRY_ANSWER)
    asker = db.session.get_one(User, enquiry.asker_id)
    others = instead(
        current_user.id,
        enquiry.subject,
        asker,
        most_open(),
        reader=current_user,
        # It goes to nobody twice.
        besides=queries.passed_on_by(enquiry),
    )
    form = open_form(PassOnForm)
    form.person.choices = [(row.id, _described(row)) for row in others]

    def act(enquiry: Enquiry, person: User, words: str) -> None:
        chosen = visible.person(form.person.data, current_user)
        if chosen is None:
            raise NotPossibleError("Choose another person.")
        actions.pass_on(enquiry, person, chosen, words, most_open=most_open())

    return _reply(enquiry, form, "Pass on", "Passed on. The person who asked is told.", act, others)


@bp.post("/people/<int:person_id>/block")
@checks(Action.PERSON_BLOCK)
@requires(Action.PERSON_VIEW)
def block(person_id: int) -> BaseResponse:
    """Also somebody who is not listed, if they asked one something."""
    person = visible.person(person_id, current_user)
    if person is None and queries.has_asked(current_user.id, person_id):
        person = db.session.get(User, person_id)
    person = person or abort(404)
    require(Action.PERSON_BLOCK, About(person.id))
    actions.block(current_user, person)
    commit()
    flash(f"{person.name} cannot ask you questions or endorse you any more. They are not told.")
    return redirect("/account/blocked", 303)


@bp.get("/account/blocked")
@requires(Action.PERSON_VIEW)
def blocked() -> Response:
    page = paginate(queries.blocked_by(current_user))
    return render("people/enquiries/blocked.html", block="results", status=page.status, page=page)


@bp.post("/account/blocked/<int:person_id>/remove")
@checks(Action.PERSON_BLOCK)
@requires(Action.PERSON_VIEW)
def unblock(person_id: int) -> BaseResponse:
    require(Action.PERSON_BLOCK, About(person_id))
    actions.unblock(current_user, person_id)
    commit()
    flash("They can ask you again.")
    return redirect("/account/blocked", 303)


def _reply(
    enquiry: Enquiry, form: Any, verb: str, done: str, act: Any, others: Any = None
) -> Response | BaseResponse:
    """Show one of the three forms, or do what was sent."""
    enquiry_id, problem = enquiry.id, ""
    if form.is_sent():
        if not first_time(form):
            return redirect(f"/enquiries/{enquiry_id}", 303)
        try:
            act(enquiry, current_user, str(form.words.data or ""))
            commit()
            flash(done)
            return redirect(f"/enquiries/{enquiry_id}", 303)
        except NotPossibleError as error:
            db.session.rollback()
            problem = str(error)
        except RefusedError:
            db.session.rollback()
            problem = "They cannot be asked now. Choose another person."
        enquiry = load(enquiry_id, Action.ENQUIRY_ANSWER)
    return render(
        "people/enquiries/reply.html",
        block="form",
        form=form,
        verb=verb,
        enquiry=queries.row_of(enquiry, current_user),
        others=others,
        problem=problem,
        status=409 if problem else form.status,
    )


def _described(row: Any) -> str:
    return ", ".join(part for part in (row.name, row.job_title, row.organisation) if part)
