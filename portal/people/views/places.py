"""What organisations and library services have to show: people, innovations and threads.

The pages of both fill their parts from here, so that organisations need not know who fills them.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.forum.listed import listed
from portal.forum.queries import threads as forum
from portal.innovations import queries as published
from portal.innovations.cards import cards_of
from portal.organisations import queries as organisations
from portal.people.queries import directory as queries
from portal.permissions import Action
from portal.web.access import public, requires
from portal.web.forms import clean
from portal.web.pagination import paginate_listing
from portal.web.render import render

bp = Blueprint("places", __name__)

PEOPLE_SHOWN = 10
RECORDS_SHOWN = 3
# As the list of threads does.
COUNT_TO = 200
_LONGEST = 120


@dataclass(frozen=True)
class Place:
    """A region, another organisation or a library service, as the address names it."""

    of: dict[str, str]
    """The parameters that narrow a list to it."""
    name: str


@bp.get("/library-services/<slug>")
@public
def service(slug: str) -> Response | BaseResponse:
    found = organisations.service(clean(slug)) or abort(404)
    if slug != found.slug:
        return redirect(f"/library-services/{found.slug}", 301)
    return render("people/directory/service.html", service=found)


@bp.get("/people/of-place")
@requires(Action.PERSON_VIEW)
def people() -> Response:
    place = _asked()
    found = queries.of_place(place.of)
    return _block("people", place, people=found[:PEOPLE_SHOWN], total=len(found))


@bp.get("/innovations/of-place")
@public
def innovations() -> Response:
    place = _asked()
    page = paginate_listing(published.published(current_user, place.of), per_page=RECORDS_SHOWN)
    return _block("innovations", place, page=page, cards=cards_of(page.items))


@bp.get("/threads/of-place")
@requires(Action.PERSON_VIEW)
def threads() -> Response:
    """Those that its people started with their name."""
    place = _asked()
    listing = forum.listing(current_user, filters=place.of, sort="newest")
    page = paginate_listing(listing, per_page=RECORDS_SHOWN, count_to=COUNT_TO)
    return _block("threads", place, page=page, rows=listed(page.items, current_user))


def _block(of: str, place: Place, **context: Any) -> Response:
    return render(f"people/directory/{of}_of_place.html", block="block", place=place, **context)


def _asked() -> Place:
    """The place that the address names; 404 where there is none."""
    asked = {name: clean(request.args.get(name, ""))[:_LONGEST] for name in forum.OF_PLACES}
    name, key = next(((name, key) for name, key in asked.items() if key), ("", ""))
    if name == "service":
        service = organisations.service(key) or abort(404)
        return Place({name: service.slug}, service.name)
    organisation = organisations.by_code(key) or abort(404)
    return Place({name: organisation.ods_code}, organisation.name)
