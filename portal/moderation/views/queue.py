"""The queue, and taking things from it or putting them back."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, flash, redirect, request
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db
from portal.innovations import actions as innovations
from portal.innovations import queries as innovation_queries
from portal.innovations.errors import NotPossibleError
from portal.innovations.models import Innovation
from portal.innovations.versions import deciding as changes
from portal.moderation.queries import queue as queries
from portal.outbox import commit
from portal.permissions import Action, require
from portal.web.access import checks, requires
from portal.web.pagination import Page, paginate
from portal.web.render import render, wants_part

bp = Blueprint("moderation", __name__, url_prefix="/moderation")

Act = Callable[[Innovation, User], None]


class QueuePage(Page[queries.Item]):
    """A page of the queue; its links lead to the queue from wherever it is shown."""

    def url(self, number: int) -> str:
        return _address(page=str(number) if number > 1 else "")


@bp.get("")
@requires(Action.QUEUE_VIEW)
def index() -> Response:
    return _page()


@bp.post("/innovations/<int:innovation_id>/claim")
@checks(Action.INNOVATION_CLAIM)
@requires(Action.QUEUE_VIEW)
def claim(innovation_id: int) -> Response | BaseResponse:
    return _act(innovation_id, innovations.claim, "You claimed “{}”.", review="review")


@bp.post("/innovations/<int:innovation_id>/release")
@checks(Action.INNOVATION_CLAIM)
@requires(Action.QUEUE_VIEW)
def release(innovation_id: int) -> Response | BaseResponse:
    return _act(innovation_id, innovations.release, "“{}” is back in the queue.")


@bp.post("/innovations/<int:innovation_id>/changes/claim")
@checks(Action.INNOVATION_CLAIM)
@requires(Action.QUEUE_VIEW)
def claim_changes(innovation_id: int) -> Response | BaseResponse:
    done = "You claimed the changes to “{}”."
    return _act(innovation_id, changes.claim, done, review="changes/review")


@bp.post("/innovations/<int:innovation_id>/changes/release")
@checks(Action.INNOVATION_CLAIM)
@requires(Action.QUEUE_VIEW)
def release_changes(innovation_id: int) -> Response | BaseResponse:
    return _act(innovation_id, changes.release, "The changes to “{}” are back in the queue.")


def _act(innovation_id: int, act: Act, done: str, *, review: str = "") -> Response | BaseResponse:
    """Act on one line of the queue, then show the queue as it now is."""
    innovation = innovation_queries.get(innovation_id, current_user) or abort(404)
    require(Action.INNOVATION_CLAIM, innovation)
    title = innovation.title
    try:
        act(innovation, current_user)
        commit()
    except NotPossibleError as error:
        db.session.rollback()
        return _page(f"“{title}”: {error}", status=409)
    except StaleDataError:
        db.session.rollback()
        return _page(f"Someone else changed “{title}” at the same moment.", status=409)
    if wants_part():
        return _page(done.format(title), claimed=review and f"{innovation.path}/{review}")
    flash(done.format(title))
    return redirect(_address(), 303)


def _page(notice: str = "", *, status: int = 200, claimed: str = "") -> Response:
    filter_name, sort = _chosen("show", queries.FILTERS), _chosen("sort", queries.SORTS)
    config = current_app.config
    targets = queries.Targets(config["REVIEW_LISTED_DAYS"], config["REVIEW_DUE_DAYS"])
    counts = queries.counts(current_user, targets, today())
    found = paginate(
        queries.items(filter_name, sort, current_user, targets, today()), total=counts[filter_name]
    )
    items = queries.lines(found.items, current_user, targets, today())
    page = QueuePage(items, number=found.number, total=found.total)
    return render(
        "moderation/queue.html",
        block="queue",
        status=page.status if status == 200 else status,
        page=page,
        notice=notice,
        failed=status == 409,
        claimed=claimed,
        filters=[
            (words, _address(show=name, page=""), counts[name], name == filter_name)
            for name, words in queries.FILTERS.items()
        ],
        sorts=[
            (words, _address(sort=name, page=""), name == sort)
            for name, words in queries.SORTS.items()
        ],
        targets=targets,
        overdue=counts["overdue"],
        query=_address().partition("?")[2],
    )


def _chosen(name: str, known: dict[str, str]) -> str:
    """The value of a parameter of the address, or the usual one for a value that is not known."""
    value = request.args.get(name, "")
    return value if value in known else next(iter(known))


def _address(**changes: str) -> str:
    """The queue as it is now shown, with ``changes``; the usual values are left out."""
    asked: dict[str, Any] = {
        name: request.args.get(name, "")[:20] for name in ("show", "sort", "page")
    }
    asked |= changes
    usual = ("", next(iter(queries.FILTERS)), next(iter(queries.SORTS)))
    pairs = {name: value for name, value in asked.items() if value not in usual}
    return "/moderation" + (f"?{urlencode(pairs)}" if pairs else "")
