"""Searches that found nothing, for moderators: what the portal lacks, or calls by another name."""

from flask import Blueprint, Response, abort, flash, redirect
from werkzeug.wrappers import Response as BaseResponse

from portal.outbox import commit
from portal.permissions import Action
from portal.search.addresses import Asked
from portal.search.fields import Sort
from portal.searches import actions, queries
from portal.web.access import requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("empty_searches", __name__, url_prefix="/searches/without-results")


@bp.get("")
@requires(Action.EMPTY_SEARCH_VIEW)
def index() -> Response:
    page = paginate(queries.empty_searches())
    return render(
        "searches/without_results.html",
        block="results",
        status=page.status,
        page=page,
        rows=[(row, Asked(row.text, {}, Sort.RELEVANCE).url()) for row in page.items],
        days=queries.EMPTY_KEPT.days,
    )


@bp.post("/<int:search_id>/remove")
@requires(Action.EMPTY_SEARCH_REMOVE)
def remove(search_id: int) -> BaseResponse:
    removed = actions.remove_empty(search_id)
    commit()
    if not removed:
        abort(404, "It is not in the list any more.")
    flash("Removed from the list.")
    return redirect("/searches/without-results", 303)
