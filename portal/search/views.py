"""The search page, the page of all values of a filter, and suggestions."""

from typing import TypeVar

from flask import Blueprint, Response, abort, current_app, make_response, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from portal.search import limits, pages
from portal.search.addresses import Asked
from portal.search.fields import FACETS
from portal.search.listeners import nothing_found
from portal.search.parsing import clean
from portal.search.service import find, values_of
from portal.search.suggestions import LONGEST, suggest
from portal.web.access import public
from portal.web.pagination import page_number
from portal.web.render import render, wants_part

bp = Blueprint("search", __name__)

Answer = TypeVar("Answer", bound=Redirect)


@bp.get("/search")
@public
def index() -> Response | Redirect:
    """Results, facets and all that leads from them to the next question."""
    asked, number = Asked.read(request.args), page_number()
    if too_often := _too_often(asked):
        return too_often
    found = find(
        asked.text,
        current_user,
        filters=asked.filters,
        sort=asked.sort,
        page=number,
        words_only=asked.words_only,
    )
    if found.exact_url and number == 1 and not asked.filters:
        return _counted(_go_to(found.exact_url))
    page = pages.ResultPage(asked, found, number)
    response = render(
        "search/index.html",
        block="results",
        status=page.status,
        asked=asked,
        found=found,
        page=page,
        pages=pages,
        chips=[] if asked.is_long else pages.chips(asked, found),
    )
    is_asked = bool(asked.text.strip()) and not (asked.filters or asked.words_only) and number == 1
    if is_asked and not (found.total or found.incomplete):
        nothing_found(asked.text, response)
    return _counted(response)


@bp.get("/search/values/<facet>")
@public
def values(facet: str) -> Response:
    """All values of one filter, so that every one can be reached."""
    if facet not in FACETS:
        abort(404)
    asked, number = Asked.read(request.args), page_number()
    if too_often := _too_often(asked):
        return too_often
    found = values_of(
        facet,
        asked.text,
        current_user,
        filters=asked.filters,
        page=number,
        words_only=asked.words_only,
    )
    page = pages.ValuePage(asked, found, number)
    response = render(
        "search/values.html",
        block="values",
        status=page.status,
        asked=asked,
        facet=found,
        page=page,
    )
    return _counted(response)


@bp.get("/search/suggestions")
@public
def suggestions() -> Response:
    """What a search box offers while somebody types; as a page, the same as links."""
    text = clean(request.args.get("q", "")[: LONGEST + 1])
    return render(
        "search/suggestions.html",
        block="suggestions",
        text=text[:LONGEST],
        groups=suggest(text, current_user),
    )


def _searcher() -> str:
    secret = current_app.config["SECRET_KEY"]
    return limits.searcher_of(current_user, request.remote_addr or "", secret)


def _too_often(asked: Asked) -> Response | None:
    """The page that asks to wait, with the text that was typed, for who searches too often."""
    most = current_app.config["SEARCHES_PER_MINUTE"]
    seconds = limits.seconds_to_wait(_searcher(), most)
    if not seconds:
        return None
    response = render("search/wait.html", block="wait", status=429, asked=asked, seconds=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def _counted(response: Answer) -> Answer:
    limits.count_later(_searcher(), response)
    return response


def _go_to(url: str) -> Response | Redirect:
    """Send the reader to another page, also when it is htmx that asks."""
    if wants_part():
        response = make_response("")
        response.headers["HX-Redirect"] = url
        response.vary.add("HX-Request")
        return response
    answer = redirect(url)
    answer.vary.add("HX-Request")
    return answer
