"""Your feeds: the addresses that a person gave to feed readers, and taking them back."""

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.outbox import commit
from portal.permissions import Action
from portal.searches import actions, queries
from portal.searches.addresses import feed_at
from portal.searches.tokens import address_of
from portal.web.access import requires
from portal.web.filters import count
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("leaves", __name__, url_prefix="/feeds")

LONGEST_SENT = 50_000
TOO_MANY = (
    f"You have {actions.MOST_FEEDS} feeds, and that is the most you can have. "
    "Stop one that you do not need, then try again."
)
TOO_LONG = "This search is too long for a feed. Save it: a saved search can have a feed."
NOT_THERE = "That feed is not in your list. It may be stopped already."


@bp.route("", methods=["GET", "POST"])
@requires(Action.FEED_OPEN)
def index() -> Response | BaseResponse:
    if request.method == "POST":
        return _open()
    page = paginate(queries.feeds_of(current_user))
    return render(
        "searches/feeds.html",
        block="results",
        status=page.status,
        page=page,
        rows=[(leave, address_of(leave)) for leave in page.items],
    )


@bp.post("/<int:token_id>/stop")
@requires(Action.FEED_OPEN)
def stop(token_id: int) -> BaseResponse:
    names = actions.close_feeds(current_user, token_id)
    commit()
    # Sent twice, or from two tabs; what is another's looks like what is gone.
    flash(*((f"The feed “{names[0]}” is stopped.",) if names else (NOT_THERE, "info")))
    return redirect("/feeds", 303)


@bp.post("/stop-all")
@requires(Action.FEED_OPEN)
def stop_all() -> BaseResponse:
    stopped = len(actions.close_feeds(current_user))
    commit()
    words = f"{count(stopped, 'feed')} {'is' if stopped == 1 else 'are'} stopped."
    flash(*((words,) if stopped else ("You had no feeds.", "info")))
    return redirect("/feeds", 303)


def _open() -> BaseResponse:
    feed = feed_at(request.form.get("path", "")[:LONGEST_SENT], current_user) or abort(404)
    try:
        is_new = actions.open_feed(current_user, feed)
    except actions.TooManyError:
        flash(TOO_MANY, "error")
    except actions.TooLongError:
        flash(TOO_LONG, "error")
    else:
        commit()
        words = "The feed “{}” is ready." if is_new else "You have the feed “{}” already."
        flash(words.format(feed.title), "message" if is_new else "info")
    return redirect("/feeds", 303)
