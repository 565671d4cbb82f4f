"""Pages of the directory: the list, and one organisation."""

from itertools import groupby

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from portal.organisations import queries
from portal.organisations.models import OrganisationKind
from portal.web.access import public
from portal.web.forms import clean
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("organisations", __name__, url_prefix="/organisations")

PER_PAGE = 40


@bp.get("")
@public
def index() -> Response:
    words = clean(request.args.get("q", ""))[:100]
    regions = queries.regions()
    kind = _one_of(list(OrganisationKind), request.args.get("kind", ""))
    region = _one_of([code for _, _, code in regions], request.args.get("region", ""))
    page = paginate(queries.listed(words, kind=kind, region=region), per_page=PER_PAGE)
    return render(
        "organisations/index.html",
        block="results",
        status=page.status,
        page=page,
        groups=[(name, list(rows)) for name, rows in groupby(page.items, lambda row: row.region)],
        words=words,
        filters=[
            ("kind", "Kind", kind, [(str(k), name) for k, name in queries.KIND_NAMES.items()]),
            ("region", "Region", region, [(code, name) for _, name, code in regions]),
        ],
        kind_names=queries.KIND_NAMES,
    )


@bp.get("/<code>")
@public
def show(code: str) -> Response | BaseResponse:
    organisation = queries.with_its_place(code)
    if organisation is None:
        abort(404)
    if code != organisation.ods_code:
        return redirect(f"/organisations/{organisation.ods_code}", 301)
    below = paginate(queries.below(organisation.id), per_page=PER_PAGE)
    return render(
        "organisations/show.html",
        block="below",
        status=below.status,
        organisation=organisation,
        is_closed=queries.is_over(organisation),
        kind_names=queries.KIND_NAMES,
        services=queries.services_of(organisation.id),
        predecessors=[
            (name, f"/organisations/{code}") for name, code in queries.merged_from(organisation.id)
        ],
        below=below,
    )


def _one_of(known: list[str] | list[OrganisationKind], asked: str) -> str:
    """What was asked for if it exists; an unknown filter is no filter."""
    return asked if asked in known else ""
