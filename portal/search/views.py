"""The search page."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from portal.search.addresses import Asked
from portal.search.fields import FACETS, Sort
from portal.search.listeners import nothing_found
from portal.search.service import PER_PAGE, FacetValue, Found, find
from portal.web.access import public
from portal.web.pagination import Page, page_number
from portal.web.render import render, wants_part

bp = Blueprint("search", __name__)


@dataclass(frozen=True)
class Option:
    """A line of a facet, as ``ui.facet`` shows it."""

    text: str
    url: str
    count: int
    selected: bool


class ResultPage(Page[object]):
    """A page of results, with links that ask the same question."""

    def __init__(self, asked: Asked, found: Found, number: int) -> None:
        super().__init__(found.cards, number=number, total=found.total, per_page=PER_PAGE)
        self._asked = asked

    def url(self, number: int) -> str:
        return self._asked.url(number)


@bp.get("/search")
@public
def index() -> Response | Redirect:
    """Results, facets and all that leads from them to the next question."""
    asked, number = Asked.read(request.args), page_number()
    found = find(asked.text, current_user, filters=asked.filters, sort=asked.sort, page=number)
    if found.exact_url and number == 1 and not asked.filters:
        return _go_to(found.exact_url)
    page = ResultPage(asked, found, number)
    response = render(
        "search/index.html",
        block="results",
        status=page.status,
        asked=asked,
        found=found,
        page=page,
        facets=[
            (FACETS[name], _options(asked, name, values)) for name, values in found.facets.items()
        ],
        chips=_chips(asked, found),
        sorts=_sorts(asked),
    )
    if (
        not (found.total or found.incomplete or asked.filters)
        and number == 1
        and asked.text.strip()
    ):
        nothing_found(asked.text, response)
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


def _options(asked: Asked, facet: str, values: tuple[FacetValue, ...]) -> list[Option]:
    chosen = asked.filters.get(facet, frozenset())
    return [
        Option(v.label, asked.toggled(facet, v.key).url(), v.count, v.key in chosen) for v in values
    ]


def _sorts(asked: Asked) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is in use; without words nothing matches best."""
    if asked.text.strip():
        offered, used = list(Sort), asked.sort
    else:
        offered = [sort for sort in Sort if sort is not Sort.RELEVANCE]
        used = Sort.NEWEST if asked.sort is Sort.RELEVANCE else asked.sort
    return [(sort.label, asked.sorted_by(sort).url(), sort is used) for sort in offered]


def _chips(asked: Asked, found: Found) -> list[tuple[str, str]]:
    return [
        (f"{FACETS[facet]}: {value.label}", asked.toggled(facet, value.key).url())
        for facet, values in found.chosen.items()
        for value in values
    ]
