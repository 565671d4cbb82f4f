"""Coming into a community and leaving it."""

from flask import Response, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, lead_to, open_form
from portal.extensions import db
from portal.forum.actions import joining, members
from portal.forum.errors import NotPossibleError
from portal.forum.forms.communities import ActForm, RequestForm
from portal.forum.queries import communities
from portal.forum.views.communities.blueprint import (
    bp,
    load,
    load_to,
    sent_before,
    words_of_welcome,
)
from portal.outbox import commit
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.render import render


@bp.post("/communities/<slug>/join")
@requires(Action.FORUM_FOLLOW)
def join(slug: str) -> BaseResponse:
    """Joined twice, the second does nothing."""
    place = load(slug)
    if place.seat.role is None:
        require(Action.COMMUNITY_JOIN, place.seat)
        try:
            joining.join(place.community, current_user)
            commit()
        except NotPossibleError as error:
            db.session.rollback()
            flash(str(error), "warning")
            return redirect(place.community.path, 303)
    flash(words_of_welcome(place.community))
    return redirect(place.community.path, 303)


@bp.route("/communities/<slug>/request", methods=["GET", "POST"])
@checks(Action.COMMUNITY_REQUEST)
@requires(Action.DRAFT_SAVE)
def ask(slug: str) -> Response | BaseResponse:
    """Ask to be let in; who has asked sees what they wrote, and can take it back."""
    place = load_to(Action.COMMUNITY_REQUEST, slug)
    form = open_form(RequestForm)
    refused = False
    if form.is_sent():
        path = place.community.path
        try:
            if first_time(form):
                joining.ask(place.community, current_user, words=str(form.words.data or ""))
                commit()
            flash("Your request is sent. You are told when it is answered.")
            return redirect(path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            place, refused = load_to(Action.COMMUNITY_REQUEST, slug), True
            form.words.errors = [str(error)]
    return render(
        "forum/communities/request.html",
        block="form",
        status=409 if refused else form.status,
        place=place,
        form=form,
        request_sent=communities.own_request(place.community.id, current_user),
    )


@bp.post("/communities/<slug>/request/withdraw")
@requires(Action.DRAFT_SAVE)
def take_back(slug: str) -> BaseResponse:
    place = load(slug)
    joining.take_back(place.community, current_user)
    commit()
    flash("Your request is withdrawn.")
    return redirect(place.community.path, 303)


@bp.route("/communities/<slug>/leave", methods=["GET", "POST"])
@requires(Action.DRAFT_SAVE)
def leave(slug: str) -> Response | BaseResponse:
    """Who has left a confidential community cannot see it any more: a second click leads on."""
    form = open_form(ActForm)
    if path := sent_before(form):
        return redirect(path, 303)
    place = load_to(Action.COMMUNITY_LEAVE, slug)
    problem = ""
    if form.is_sent():
        name = place.community.name
        try:
            if first_time(form):
                members.leave(place.community, current_user)
                lead_to(form, "/communities")
                commit()
            flash(f"You have left {name}.")
            return redirect("/communities", 303)
        except NotPossibleError as error:
            db.session.rollback()
            place, problem = load_to(Action.COMMUNITY_LEAVE, slug), str(error)
    return render(
        "forum/communities/leave.html",
        status=409 if problem else form.status,
        place=place,
        form=form,
        problem=problem,
    )
