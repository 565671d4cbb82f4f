"""The pages that show records: the list, one record, and a person's own."""

from typing import Any, NoReturn

from flask import Blueprint, Response, abort, current_app, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts import queries as drafts
from portal.innovations import metadata, queries, signposting, vocabulary
from portal.innovations.adopting import queries as adopting
from portal.innovations.attaching.attached import attachments
from portal.innovations.attaching.queries import files_of
from portal.innovations.cards import cards_of
from portal.innovations.importing import queries as importing
from portal.innovations.keeping import queries as keeping
from portal.innovations.keeping.care import care_of
from portal.innovations.merging.leading import lead_on
from portal.innovations.models import Innovation
from portal.innovations.shown import shown
from portal.organisations import queries as organisations
from portal.permissions import Action
from portal.visibility import OPEN, Status
from portal.web.access import public, requires
from portal.web.pagination import paginate, paginate_listing
from portal.web.render import render

bp = Blueprint("innovations", __name__, url_prefix="/innovations")

FILTERS = ("kind", "stage", "outcome", "region", "topic", "organisation", "service")


def load(innovation_id: int) -> Innovation:
    """The record; 404 when it is not there for this reader, 410 when consent was withdrawn."""
    innovation = queries.get(innovation_id, current_user) or nothing(innovation_id)
    lead_on(innovation)
    return innovation


def nothing(innovation_id: int) -> NoReturn:
    abort(410 if queries.is_gone(innovation_id, current_user) else 404)


def filters_asked() -> dict[str, str]:
    """What the address narrows the list to, by name."""
    return {name: value[:120] for name in FILTERS if (value := request.args.get(name))}


@bp.get("")
@public
def index() -> Response:
    filters = filters_asked()
    page = paginate_listing(queries.published(current_user, filters))
    return render(
        "innovations/index.html",
        block="results",
        status=page.status,
        page=page,
        cards=cards_of(page.items),
        filters=filters,
        regions=organisations.regions(),
        vocabulary=vocabulary,
    )


@bp.get("/<int:innovation_id>")
@public
def show(innovation_id: int) -> Response:
    innovation = shown(innovation_id, current_user) or nothing(innovation_id)
    lead_on(innovation)
    is_owner = current_user.is_authenticated and current_user.id in innovation.owner_ids
    context: dict[str, Any] = {"innovation": innovation, "vocabulary": vocabulary}
    if innovation.status in OPEN:
        context["adoption"] = adopting.figures(innovation_id, current_user)
    if innovation.attachments:
        context["attachments"] = attachments(innovation, files_of(innovation_id))
    if innovation.import_batch_id:
        context["origin"] = importing.origin(innovation.import_batch_id)
    if innovation.superseded_by_id:
        context["replacement"] = queries.titles([innovation.superseded_by_id], current_user)
    if innovation.status == Status.PUBLISHED:
        context["care"] = care_of(innovation)
        context["meta"] = metadata.dublin_core(innovation)
        context["json_ld"] = metadata.json_ld(innovation, this_site(), with_text=False)
    response = render(
        "innovations/show.html",
        is_owner=is_owner,
        related=innovation.related,
        **context,
    )
    if innovation.status == Status.PUBLISHED:
        response.headers["Link"] = signposting.header(
            signposting.links_of(innovation, current_app.config["BASE_URL"])
        )
    return response


def this_site() -> metadata.Site:
    """The portal, as records name it to machines."""
    return metadata.Site(current_app.config["SITE_NAME"], current_app.config["BASE_URL"])


@bp.get("/mine")
@requires(Action.INNOVATION_CREATE)
def mine() -> Response:
    page = paginate(queries.mine(current_user))
    return render(
        "innovations/mine.html",
        block="results",
        status=page.status,
        page=page,
        vocabulary=vocabulary,
        drafts=drafts.at_place(current_user, "/innovations/new"),
        offers_waiting=keeping.offer_count(current_user),
        adoptions_waiting=adopting.number_waiting(current_user),
    )


@bp.get("/identifier/<identifier>")
@public
def identified(identifier: str) -> BaseResponse:
    """The address that a record keeps for good."""
    innovation_id = queries.id_of(identifier[:20]) or abort(404)
    return redirect(load(innovation_id).path, 301)
