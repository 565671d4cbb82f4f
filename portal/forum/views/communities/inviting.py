"""Inviting people into a community, and answering an invitation."""

from flask import Response, abort, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.clock import now
from portal.drafts.opening import first_time, open_form
from portal.extensions import db
from portal.forum import vocabulary
from portal.forum.actions import joining
from portal.forum.actions.joining import Invited
from portal.forum.errors import NotPossibleError
from portal.forum.forms.communities import InviteForm
from portal.forum.models import Invitation
from portal.forum.queries import communities
from portal.forum.views.communities.blueprint import bp, load_to, words_of_welcome
from portal.outbox import commit
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.filters import count
from portal.web.pagination import paginate
from portal.web.render import render


@bp.route("/communities/<slug>/invitations", methods=["GET", "POST"])
@checks(Action.COMMUNITY_INVITE)
@requires(Action.DRAFT_SAVE)
def invitations(slug: str) -> Response | BaseResponse:
    """Invite one or many, and see who has not answered."""
    place = load_to(Action.COMMUNITY_INVITE, slug)
    form = open_form(InviteForm)
    refused = False
    if form.is_sent():
        path = f"{place.community.path}/invitations"
        try:
            if first_time(form):
                said = joining.invite(
                    place.community, current_user, addresses=form.addresses, role=form.role.data
                )
                commit()
                _tell(said)
            return redirect(path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            place, refused = load_to(Action.COMMUNITY_INVITE, slug), True
            form.emails.errors = [str(error)]
    page = paginate(communities.invitations(place.community.id))
    return render(
        "forum/communities/invitations.html",
        block="form",
        status=409 if refused else form.status if form.errors else page.status,
        place=place,
        form=form,
        page=page,
        now=now(),
        vocabulary=vocabulary,
    )


@bp.post("/communities/<slug>/invitations/<int:invitation_id>/withdraw")
@checks(Action.COMMUNITY_INVITE)
@requires(Action.DRAFT_SAVE)
def withdraw(slug: str, invitation_id: int) -> BaseResponse:
    place = load_to(Action.COMMUNITY_INVITE, slug)
    invitation = communities.invitation(place.community.id, invitation_id) or abort(404)
    path = f"{place.community.path}/invitations"
    try:
        joining.uninvite(place.community, invitation, current_user)
        commit()
        flash("The invitation is taken back.")
    except NotPossibleError as error:
        db.session.rollback()
        flash(str(error), "info")
    return redirect(path, 303)


@bp.get("/invitations")
@requires(Action.DRAFT_SAVE)
def mine() -> Response:
    """The communities that the reader was asked into."""
    page = paginate(communities.invitations_of(current_user))
    return render(
        "forum/communities/mine.html",
        block="results",
        status=page.status,
        page=page,
        vocabulary=vocabulary,
    )


@bp.post("/invitations/<int:invitation_id>/accept")
@checks(Action.INVITATION_ANSWER)
@requires(Action.DRAFT_SAVE)
def accept(invitation_id: int) -> BaseResponse:
    """Accepted twice, the second leads to the community as the first did."""
    invitation = _load(invitation_id)
    community = invitation.community
    path = community.path
    if invitation.answer != "accepted":
        try:
            joining.accept(invitation, current_user)
            commit()
            flash(words_of_welcome(community))
        except NotPossibleError as error:
            db.session.rollback()
            flash(str(error), "warning")
            path = "/invitations"
    return redirect(path, 303)


@bp.post("/invitations/<int:invitation_id>/decline")
@checks(Action.INVITATION_ANSWER)
@requires(Action.DRAFT_SAVE)
def refuse(invitation_id: int) -> BaseResponse:
    invitation = _load(invitation_id)
    joining.refuse(invitation, current_user)
    commit()
    flash("You have declined the invitation.")
    return redirect("/invitations", 303)


def _load(invitation_id: int) -> Invitation:
    invitation = communities.invitation_to(current_user, invitation_id) or abort(404)
    require(Action.INVITATION_ANSWER, invitation)
    return invitation


def _tell(said: Invited) -> None:
    """Who was left out is named, so that nobody wonders."""
    if said.new:
        flash(f"{count(len(said.new), 'person', 'people')} invited.")
    if said.waiting:
        flash(f"These were invited before and can still answer: {', '.join(said.waiting)}.", "info")
    if said.members:
        flash(f"These are in the community already: {', '.join(said.members)}.", "info")
