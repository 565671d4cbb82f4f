"""Requests to be let in, for those who run the community."""

from flask import Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.forum.actions import joining
from portal.forum.errors import NotPossibleError
from portal.forum.forms.communities import DeclineForm
from portal.forum.models import JoinRequest
from portal.forum.queries import communities
from portal.forum.queries.communities import Place
from portal.forum.views.communities.blueprint import bp, load_to
from portal.outbox import commit
from portal.permissions import Action
from portal.web.access import checks, requires
from portal.web.pagination import paginate
from portal.web.render import render


@bp.get("/communities/<slug>/requests")
@checks(Action.COMMUNITY_ADMIT)
@requires(Action.DRAFT_SAVE)
def requests(slug: str) -> Response:
    place = load_to(Action.COMMUNITY_ADMIT, slug)
    page = paginate(communities.requests(place.community.id))
    return render(
        "forum/communities/requests.html",
        block="results",
        status=page.status,
        place=place,
        page=page,
    )


@bp.post("/communities/<slug>/requests/<int:request_id>/admit")
@checks(Action.COMMUNITY_ADMIT)
@requires(Action.DRAFT_SAVE)
def admit(slug: str, request_id: int) -> BaseResponse:
    place = load_to(Action.COMMUNITY_ADMIT, slug)
    path = f"{place.community.path}/requests"
    try:
        joining.admit(place.community, _request(place, request_id), current_user)
        commit()
        flash("They are in the community now, and are told.")
    except NotPossibleError as error:
        db.session.rollback()
        flash(str(error), "info")
    return redirect(path, 303)


@bp.route("/communities/<slug>/requests/<int:request_id>/decline", methods=["GET", "POST"])
@checks(Action.COMMUNITY_ADMIT)
@requires(Action.DRAFT_SAVE)
def decline(slug: str, request_id: int) -> Response | BaseResponse:
    place = load_to(Action.COMMUNITY_ADMIT, slug)
    asked = _request(place, request_id)
    path = f"{place.community.path}/requests"
    form = open_form(DeclineForm)
    try:
        if form.is_sent():
            if first_time(form):
                joining.decline(place.community, asked, current_user, reason=str(form.reason.data))
                commit()
                flash("Declined. Who asked is told why.")
            return redirect(path, 303)
    except NotPossibleError as error:
        db.session.rollback()
        flash(str(error), "info")
        return redirect(path, 303)
    row = communities.request(place.community.id, request_id)
    if row is None:
        flash("This request was answered meanwhile.", "info")
        return redirect(path, 303)
    return render(
        "forum/communities/decline.html",
        block="form",
        status=form.status,
        place=place,
        form=form,
        row=row,
    )


def _request(place: Place, request_id: int) -> JoinRequest:
    asked = db.session.get(JoinRequest, request_id)
    if asked is None or asked.community_id != place.community.id:
        abort(404)
    return asked
