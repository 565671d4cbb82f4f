"""What others do with an adoption: the owners of the record confirm or refuse it, readers write."""

from flask import Response, current_app, flash, redirect
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.innovations import vocabulary
from portal.innovations.adopting import actions
from portal.innovations.adopting.forms import (
    AnswerForm,
    WriteForm,
)
from portal.innovations.adopting.views.reading import bp, load
from portal.innovations.errors import NotPossibleError, StaleVersionError
from portal.outbox import commit
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.render import render


@bp.route("/adoptions/<int:adoption_id>/decide", methods=["GET", "POST"])
@checks(Action.ADOPTION_DECIDE)
@requires(Action.ADOPTION_SAY)
def decide(adoption_id: int) -> Response | BaseResponse:
    held = load(adoption_id)
    require(Action.ADOPTION_DECIDE, held)
    form = open_form(AnswerForm, data={"version": str(held.adoption.version)})
    problem, status = "", 0
    if form.is_sent():
        try:
            if first_time(form):
                actions.decide(
                    held.adoption,
                    held.innovation,
                    current_user,
                    is_confirmed=form.answer.data == "yes",
                    words=str(form.words.data or ""),
                    version=form.read_version,
                )
                commit()
            flash("Thank you. Who said it is told by email.")
            return redirect(f"{held.innovation.path}/adoptions", 303)
        except (StaleVersionError, StaleDataError):
            db.session.rollback()
            held, status = load(adoption_id), 409
            form.version.data = str(held.adoption.version)
            problem = "This was changed since you opened the page. Read it again, then decide."
    return render(
        "innovations/adopting/decide.html",
        block="form",
        status=status or form.status,
        held=held,
        form=form,
        problem=problem,
        vocabulary=vocabulary,
    )


@bp.route("/adoptions/<int:adoption_id>/contact", methods=["GET", "POST"])
@requires(Action.ADOPTION_CONTACT)
def contact(adoption_id: int) -> Response | BaseResponse:
    held = load(adoption_id)
    form = open_form(WriteForm)
    status = 0
    if form.is_sent():
        back = f"{held.innovation.path}/adoptions"
        if not first_time(form):
            return redirect(back, 303)
        try:
            actions.contact(
                held.adoption,
                held.innovation,
                current_user,
                words=str(form.words.data),
                a_day=current_app.config["CONTACTS_PER_DAY"],
            )
            commit()
            flash("Sent. They will answer you by email.")
            return redirect(back, 303)
        except NotPossibleError as error:
            db.session.rollback()
            held, status = load(adoption_id), 429
            form.words.errors = [str(error)]
    return render(
        "innovations/adopting/contact.html",
        block="form",
        status=status or form.status,
        held=held,
        form=form,
    )
