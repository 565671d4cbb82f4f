"""The directory of people, and the page of a library service."""

from flask import Blueprint, Response, abort, request
from flask_login import current_user

from portal.extensions import db
from portal.organisations import queries as organisations
from portal.people import vocabulary as v
from portal.people.queries import directory as queries
from portal.permissions import Action
from portal.web.access import public, requires
from portal.web.forms import clean
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("directory", __name__)

PER_PAGE = 40
IN_BLOCK = 10
_LONGEST = 120


@bp.get("/people")
@requires(Action.PERSON_VIEW)
def index() -> Response:
    words = clean(request.args.get("q", ""))[:100]
    offered = _offered()
    filters = {
        name: key
        for name, (_, options) in offered.items()
        if (key := request.args.get(name, "")[:_LONGEST]) and key in dict(options)
    }
    placed = {name: key for name, key in _placed().items() if name not in offered}
    page = paginate(queries.people(words, filters | placed, current_user), per_page=PER_PAGE)
    return render(
        "people/directory/index.html",
        block="results",
        status=page.status,
        page=page,
        words=words,
        offered=offered,
        filters=filters,
        placed=placed,
        place=_named(placed),
    )


@bp.get("/people/of-place")
@requires(Action.PERSON_VIEW)
def of_place() -> Response:
    """The first people of an organisation or a library service, for a place on its page."""
    placed = _placed()
    found = queries.people("", placed, current_user).limit(IN_BLOCK + 1)
    rows = db.session.execute(found).all() if placed else ()
    return render(
        "people/directory/of_place.html",
        block="block",
        people=rows[:IN_BLOCK],
        has_more=len(rows) > IN_BLOCK,
        placed=placed,
        place=_named(placed),
    )


@bp.get("/library-services/<slug>")
@public
def service(slug: str) -> Response:
    found = queries.service(slug) or abort(404)
    return render("people/directory/service.html", service=found)


def _placed() -> dict[str, str]:
    """Chosen on the page of an organisation or a library service: there are too many to list."""
    return {
        name: key
        for name in ("organisation", "service", "region")
        if (key := request.args.get(name, "")[:_LONGEST])
    }


def _offered() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Heading and options of each filter."""
    return {
        "region": ("Region", [(code, name) for _, name, code in organisations.regions() if code]),
        "role": ("Role", list(v.ROLES.items())),
        "system": ("System known", [(row.slug, row.name) for row in queries.systems()]),
        "language": ("Language", list(v.LANGUAGES.items())),
        "availability": ("Availability", list(v.AVAILABILITIES.items())),
        "mentor": ("Mentoring", [("yes", "Willing to mentor")]),
    }


def _named(placed: dict[str, str]) -> str:
    """The name of the organisation or library service whose people are listed."""
    if "service" in placed:
        found = queries.service(placed["service"])
        return found.name if found else ""
    code = placed.get("organisation") or placed.get("region") or ""
    organisation = organisations.by_code(code)
    return organisation.name if organisation else ""
