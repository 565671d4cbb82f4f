"""Offering a record to someone who looks after it from then on, and answering that."""

from typing import Any

from flask import Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.innovations import queries as records
from portal.innovations.forms.keeping import AcceptForm, DeclineForm, OfferForm
from portal.innovations.keeping import offering, queries
from portal.innovations.models import Innovation, OwnershipOffer
from portal.innovations.views.attempts import attempt
from portal.innovations.views.caring import lists
from portal.innovations.views.reading import bp, load
from portal.innovations.vocabulary import OFFER_ANSWERS
from portal.permissions import Action, can, require
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render


@bp.route("/<int:innovation_id>/offer", methods=["GET", "POST"])
@checks(Action.INNOVATION_OFFER)
@requires(Action.INNOVATION_CREATE)
def offer(innovation_id: int) -> Response | BaseResponse:
    innovation = load(innovation_id)
    require(Action.INNOVATION_OFFER, innovation)
    form = open_form(OfferForm)
    status, problem = 0, ""
    if not form.is_reworked() and form.is_sent():
        to = db.session.get_one(User, form.to.one)

        def act() -> None:
            if first_time(form):
                offering.offer(innovation, current_user, to=to, words=str(form.words.data))

        if not (problem := attempt(act)):
            flash(f"Offered to {to.name}, who has 30 days to answer. We will tell you.")
            return redirect(f"/innovations/{innovation_id}/offer", 303)
        innovation, status = load(innovation_id), 409
    return render(
        "innovations/keeping/offer.html",
        status=status or form.status,
        innovation=innovation,
        form=form,
        problem=problem,
        is_owner=current_user.id in innovation.owner_ids,
        leaves=bool(queries.leaving(innovation, current_user)),
        made=queries.open_offer(innovation_id),
    )


@lists.get("/offers")
@requires(Action.INNOVATION_CREATE)
def offers() -> Response:
    page = paginate(queries.offers_to(current_user))
    return render("innovations/keeping/offers.html", block="results", status=page.status, page=page)


@lists.get("/offers/<int:offer_id>")
@checks(Action.OFFER_ANSWER)
@requires(Action.INNOVATION_CREATE)
def show_offer(offer_id: int) -> Response:
    made, innovation = _load(offer_id)
    return _page(made, innovation, AcceptForm())


@lists.post("/offers/<int:offer_id>/accept")
@checks(Action.OFFER_ANSWER)
@requires(Action.INNOVATION_CREATE)
def accept(offer_id: int) -> Response | BaseResponse:
    made, innovation = _load(offer_id)
    form = AcceptForm()
    if innovation is None or not form.is_sent():
        return _page(made, innovation, form, status=409)
    path = innovation.path
    if problem := attempt(lambda: offering.accept(made, innovation, is_shown=form.is_shown.data)):
        return _page(*_load(offer_id), form, problem=problem, status=409)
    flash("Thank you. You look after this record now.")
    return redirect(f"{path}/tasks", 303)


@lists.route("/offers/<int:offer_id>/decline", methods=["GET", "POST"])
@checks(Action.OFFER_ANSWER)
@requires(Action.INNOVATION_CREATE)
def decline(offer_id: int) -> Response | BaseResponse:
    made, innovation = _load(offer_id)
    form = open_form(DeclineForm)
    if innovation is None or made.answer not in (None, "declined"):
        return _page(made, innovation, AcceptForm(), status=409)
    if form.is_sent():

        def act() -> None:
            if first_time(form):
                offering.decline(made, words=str(form.words.data))

        if problem := attempt(act):
            return _page(*_load(offer_id), AcceptForm(), problem=problem, status=409)
        flash("You said no. We tell the person who offered it to you.")
        return redirect("/offers", 303)
    return render(
        "innovations/keeping/decline.html",
        status=form.status,
        innovation=innovation,
        made=made,
        form=form,
    )


@lists.post("/offers/<int:offer_id>/withdraw")
@checks(Action.OFFER_WITHDRAW)
@requires(Action.INNOVATION_CREATE)
def withdraw(offer_id: int) -> Response | BaseResponse:
    made = queries.offer(offer_id) or abort(404)
    innovation = records.get(made.innovation_id, current_user)
    if innovation is None and not can(Action.OFFER_WITHDRAW, made):
        abort(404)
    require(Action.OFFER_WITHDRAW, made)
    innovation_id, name = made.innovation_id, made.taker.name
    problem = attempt(lambda: offering.withdraw(made, current_user))
    flash(problem or f"It is not offered to {name} any more.", "error" if problem else "success")
    is_there = records.get(innovation_id, current_user) is not None
    return redirect(f"/innovations/{innovation_id}/offer" if is_there else "/offers", 303)


def _load(offer_id: int) -> tuple[OwnershipOffer, Innovation | None]:
    """The offer for the person it is made to, and the record while they may see it."""
    made = queries.offer(offer_id)
    if made is None or not can(Action.OFFER_ANSWER, made):
        abort(404)
    require(Action.OFFER_ANSWER, made)
    return made, records.get(made.innovation_id, current_user)


def _page(
    made: OwnershipOffer,
    innovation: Innovation | None,
    form: AcceptForm,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    context: dict[str, Any] = {"made": made, "innovation": innovation, "form": form}
    return render(
        "innovations/keeping/answer.html",
        status=status,
        problem=problem,
        answers=OFFER_ANSWERS,
        **context,
    )
