"""Making a community, changing what it is, closing it and opening it again."""

from typing import Any

from flask import Response, flash, redirect
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts.opening import first_time, lead_to, open_form
from portal.extensions import db
from portal.forum.actions import communities as actions
from portal.forum.errors import NotPossibleError, StaleTextError
from portal.forum.forms.communities import CloseForm, CommunityForm
from portal.forum.models import Community
from portal.forum.views.communities.blueprint import bp, load_to, sent_before
from portal.forum.vocabulary import PRIVACY_HINTS
from portal.outbox import commit
from portal.permissions import Action
from portal.web.access import checks, requires
from portal.web.render import render

CHANGED = "Somebody changed the community meanwhile. Look at it, then send this again."
_TEXTS = ("name", "summary", "terms", "welcome", "posting_template")


@bp.route("/communities/new", methods=["GET", "POST"])
@requires(Action.COMMUNITY_CREATE)
def new() -> Response | BaseResponse:
    form = open_form(CommunityForm)
    del form.agreed
    if path := sent_before(form):
        return redirect(path, 303)
    if not form.is_reworked() and form.is_sent():
        try:
            first_time(form)
            community = actions.create(current_user, current_user, **form.fields())
            lead_to(form, community.path)
            commit()
            flash("Your community is there. Now invite people.")
            return redirect(f"{community.path}/invitations", 303)
        except NotPossibleError as error:
            db.session.rollback()
            form.name.errors = [str(error)]
    return _page("new", form, None)


@bp.route("/communities/<slug>/edit", methods=["GET", "POST"])
@checks(Action.COMMUNITY_EDIT)
@requires(Action.DRAFT_SAVE)
def edit(slug: str) -> Response | BaseResponse:
    community = load_to(Action.COMMUNITY_EDIT, slug).community
    form = open_form(CommunityForm, data=_typed(community))
    form.community = community
    if path := sent_before(form):
        return redirect(path, 303)
    theirs: dict[str, str] | None = None
    if not form.is_reworked() and form.is_sent():
        try:
            first_time(form)
            actions.change(community, current_user, version=form.read_version, **form.fields())
            lead_to(form, community.path)
            commit()
            flash("Saved.")
            return redirect(community.path, 303)
        except NotPossibleError as error:
            db.session.rollback()
            community = load_to(Action.COMMUNITY_EDIT, slug).community
            form.name.errors = [str(error)]
        except (StaleTextError, StaleDataError):
            db.session.rollback()
            community = load_to(Action.COMMUNITY_EDIT, slug).community
            form.version.data = str(community.version)
            theirs = {name: getattr(community, name) for name in _TEXTS}
    return _page("edit", form, community, theirs)


@bp.route("/communities/<slug>/close", methods=["GET", "POST"])
@checks(Action.COMMUNITY_EDIT)
@requires(Action.DRAFT_SAVE)
def close(slug: str) -> Response | BaseResponse:
    community = load_to(Action.COMMUNITY_EDIT, slug).community
    form = open_form(CloseForm, data={"report": community.closing_report})
    if path := sent_before(form):
        return redirect(path, 303)
    problem = ""
    if form.is_sent():
        try:
            first_time(form)
            actions.close(community, current_user, report=str(form.report.data))
            lead_to(form, community.path)
            commit()
            flash("The community is closed. It can still be read.")
            return redirect(community.path, 303)
        except (NotPossibleError, StaleDataError) as error:
            is_stale = isinstance(error, StaleDataError)
            problem = (
                "Somebody changed the community meanwhile. Send it again."
                if is_stale
                else str(error)
            )
            db.session.rollback()
            community = load_to(Action.COMMUNITY_EDIT, slug).community
    return render(
        "forum/communities/close.html",
        block="form",
        status=409 if problem else form.status,
        community=community,
        form=form,
        problem=problem,
    )


@bp.post("/communities/<slug>/reopen")
@checks(Action.COMMUNITY_EDIT)
@requires(Action.DRAFT_SAVE)
def reopen(slug: str) -> BaseResponse:
    community = load_to(Action.COMMUNITY_EDIT, slug).community
    actions.reopen(community, current_user)
    commit()
    flash("The community is open again.")
    return redirect(community.path, 303)


def _typed(community: Community) -> dict[str, Any]:
    kept = ("kind", "privacy", "is_public", "ends_on", "allows_anonymous")
    values = {name: getattr(community, name) for name in (*_TEXTS, *kept)}
    return values | {
        "version": str(community.version),
        "region": [community.region_id] if community.region_id else [],
    }


def _differing(form: CommunityForm, theirs: dict[str, str]) -> dict[str, str | None]:
    """What somebody else saved, by field; None where it is the same, or there is nothing."""
    return {
        name: theirs[name] if name in theirs and theirs[name] != form[name].data else None
        for name in _TEXTS
    }


def _page(
    name: str,
    form: CommunityForm,
    community: Community | None,
    theirs: dict[str, str] | None = None,
) -> Response:
    """The name may have been refused after the form was found to be right."""
    return render(
        f"forum/communities/{name}.html",
        block="form",
        status=409 if theirs is not None else form.status,
        form=form,
        community=community,
        theirs=_differing(form, theirs or {}),
        is_conflict=theirs is not None,
        privacy_hints=PRIVACY_HINTS,
    )
