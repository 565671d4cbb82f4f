"""The list of communities, and the home of one."""

from flask import Response, flash, redirect, request
from flask_login import current_user
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.queries import profile_url
from portal.clock import today
from portal.forum import vocabulary
from portal.forum.actions import communities as actions
from portal.forum.listed import listed
from portal.forum.queries import communities, threads
from portal.forum.views.communities.blueprint import bp, load
from portal.outbox import commit
from portal.permissions import Action
from portal.web.access import public, requires
from portal.web.pagination import paginate
from portal.web.render import render

LATEST = 10
MOST_SHOWN = 20


@bp.get("/communities")
@public
def index() -> Response:
    """The communities whose names the reader may see; ``view=mine`` are their own."""
    own = current_user.is_authenticated and request.args.get("view") == "mine"
    kind = request.args.get("kind", "")
    kind = kind if kind in vocabulary.COMMUNITY_KINDS else ""
    page = paginate(communities.listed(current_user, kind=kind, own=own))
    invited = paginate(communities.invitations_of(current_user), per_page=1).total
    return render(
        "forum/communities/index.html",
        block="results",
        status=page.status,
        page=page,
        own=own,
        kind=kind,
        invited=invited,
        vocabulary=vocabulary,
    )


@bp.get("/communities/<slug>")
@public
def show(slug: str) -> Response:
    """What the community is, who runs it, and what is talked about."""
    place = load(slug)
    rows = []
    if place.is_readable:
        pinned = threads.pinned(current_user, place.community.id, today())
        ids = {row.id for row in pinned}
        latest = threads.latest(current_user, LATEST + len(ids), community=slug)
        rows = [*pinned, *(row for row in latest if row.id not in ids)]
    return render(
        "forum/communities/show.html",
        place=place,
        rows=listed(rows[:MOST_SHOWN], current_user),
        people_running=_named(place.community.id) if current_user.is_authenticated else (),
        is_over=place.community.ends_on is not None and place.community.ends_on < today(),
        vocabulary=vocabulary,
    )


def _named(community_id: int) -> list[tuple[str, str]]:
    """Those who run it, as lines of ``ui.facts``, with where their profile is."""
    roles = vocabulary.MEMBER_ROLES
    return [
        (f"{row.name}, {roles[row.role].lower()}", profile_url(row.listed_id, current_user))
        for row in communities.stewards(community_id, current_user)
    ]


@bp.post("/communities/<slug>/follow")
@requires(Action.FORUM_FOLLOW)
def follow(slug: str) -> BaseResponse:
    place = load(slug)
    level = request.form.get("level", "")
    if level not in vocabulary.LEVELS:
        raise UnprocessableEntity("Choose how much you want to be told.")
    actions.follow(current_user, place.community, level)
    commit()
    flash(f"{place.community.name}: {vocabulary.COMMUNITY_LEVEL_HINTS[level]}")
    return redirect(place.community.path, 303)
