"""The people of a community, and what those who run it do about them."""

from flask import Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.extensions import db
from portal.forum import vocabulary
from portal.forum.actions import members as actions
from portal.forum.errors import NotPossibleError
from portal.forum.forms.communities import RoleForm
from portal.forum.queries import communities
from portal.forum.queries.communities import Place
from portal.forum.views.communities.blueprint import bp, load, load_to
from portal.outbox import commit
from portal.permissions import Action, allowed
from portal.records import AnyRow
from portal.web.access import checks, requires
from portal.web.forms import clean_line
from portal.web.pagination import paginate
from portal.web.render import render

LONGEST_WORDS = 60


@bp.get("/communities/<slug>/members")
@requires(Action.THREAD_MARK)
def members(slug: str) -> Response:
    """For everyone who may read what they write; who manages them sees also who is not listed."""
    place = load(slug)
    if not place.is_readable:
        abort(403)
    words = str(clean_line(request.args.get("q", "")))[:LONGEST_WORDS].strip()
    role = request.args.get("role", "")
    role = role if role in vocabulary.MEMBER_ROLES else ""
    may_manage = allowed(current_user, Action.COMMUNITY_MANAGE, place.seat)
    found = communities.members(place.community.id, current_user, words, role, is_whole=may_manage)
    page = paginate(found)
    return render(
        "forum/communities/members.html",
        block="results",
        status=page.status,
        place=place,
        page=page,
        words=words,
        role=role,
        vocabulary=vocabulary,
    )


@bp.route("/communities/<slug>/members/<int:person_id>", methods=["GET", "POST"])
@checks(Action.COMMUNITY_MANAGE)
@requires(Action.DRAFT_SAVE)
def member(slug: str, person_id: int) -> Response | BaseResponse:
    """What one person is in the community."""
    place = load_to(Action.COMMUNITY_MANAGE, slug)
    row = _row(place, person_id)
    form = RoleForm(role=row.role)
    problem = ""
    if form.is_sent():
        try:
            actions.change_role(
                place.community,
                db.session.get_one(User, person_id),
                current_user,
                role=str(form.role.data),
            )
            commit()
            flash(f"{row.name} is {vocabulary.MEMBER_ROLES[form.role.data].lower()} now.")
            return redirect(f"{place.community.path}/members", 303)
        except NotPossibleError as error:
            db.session.rollback()
            place, problem = load_to(Action.COMMUNITY_MANAGE, slug), str(error)
    return _page(place, row, form, problem)


@bp.post("/communities/<slug>/members/<int:person_id>/remove")
@checks(Action.COMMUNITY_MANAGE)
@requires(Action.DRAFT_SAVE)
def remove(slug: str, person_id: int) -> Response | BaseResponse:
    """Removed twice, the second is told so."""
    place = load_to(Action.COMMUNITY_MANAGE, slug)
    person = db.session.get(User, person_id) or abort(404)
    try:
        if actions.remove(place.community, person, current_user):
            commit()
            flash(f"{person.name} is not in the community any more, and is told.")
        else:
            flash("This person is not in the community.", "info")
        return redirect(f"{place.community.path}/members", 303)
    except NotPossibleError as error:
        problem = str(error)
        db.session.rollback()
        place = load_to(Action.COMMUNITY_MANAGE, slug)
        row = _row(place, person_id)
        return _page(place, row, RoleForm(formdata=None, role=row.role), problem)


def _row(place: Place, person_id: int) -> AnyRow:
    return communities.member(place.community.id, person_id) or abort(404)


def _page(place: Place, row: AnyRow, form: RoleForm, problem: str) -> Response:
    return render(
        "forum/communities/member.html",
        status=409 if problem else form.status,
        place=place,
        row=row,
        form=form,
        problem=problem,
        vocabulary=vocabulary,
    )
