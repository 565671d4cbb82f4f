"""What a person follows, all in one place, and following a topic."""

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.forum import vocabulary
from portal.forum.actions import following as actions
from portal.forum.forms.following import TopicLevelForm
from portal.forum.queries import following
from portal.outbox import commit
from portal.permissions import Action
from portal.topics import queries as topics
from portal.web.access import requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("following", __name__)

_LISTS = {
    "threads": following.threads,
    "communities": following.communities,
    "topics": following.topics,
}


@bp.get("/follows")
@requires(Action.FORUM_FOLLOW)
def index() -> Response:
    """The threads, communities or topics that the reader follows or has muted."""
    kind = request.args.get("kind", "threads")
    if kind not in _LISTS:
        kind = "threads"
    page = paginate(_LISTS[kind](current_user))
    return render(
        "forum/following/index.html",
        block="results",
        page=page,
        kind=kind,
        vocabulary=vocabulary,
        status=page.status,
    )


@bp.route("/topics/<slug>/follow", methods=["GET", "POST"])
@requires(Action.FORUM_FOLLOW)
def topic(slug: str) -> Response | BaseResponse:
    subject = topics.by_slug(slug) or abort(404)
    form = TopicLevelForm(level=following.topic_level(current_user, subject.id))
    if form.is_sent():
        actions.follow_topic(current_user, subject.id, form.level.data)
        commit()
        flash("Saved.")
        return redirect(f"/topics/{slug}", 303)
    return render(
        "forum/following/topic.html",
        form=form,
        topic=subject,
        vocabulary=vocabulary,
        status=form.status,
    )
