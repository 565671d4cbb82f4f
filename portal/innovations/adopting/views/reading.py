"""Who else does what a record describes, what one said oneself, and what waits to be confirmed."""

from typing import Any

from flask import Blueprint, Response, abort
from flask_login import current_user

from portal.innovations import queries as records
from portal.innovations import vocabulary
from portal.innovations.adopting import queries
from portal.innovations.adopting.picture import picture_of
from portal.innovations.adopting.queries import Adopted
from portal.innovations.merging.leading import lead_on
from portal.innovations.models import Innovation
from portal.innovations.shown import shown
from portal.permissions import Action
from portal.web.access import public, requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("adoptions", __name__)


def load_record(innovation_id: int) -> Innovation:
    """The record; 404 when it is not there for this reader, 410 when consent was withdrawn."""
    found = records.get(innovation_id, current_user)
    return found or abort(410 if records.is_gone(innovation_id, current_user) else 404)


def load(adoption_id: int) -> Adopted:
    """The adoption; 404 when it is not there for this reader."""
    return queries.get(adoption_id, current_user) or abort(404)


@bp.get("/innovations/<int:innovation_id>/adoptions")
@public
def index(innovation_id: int) -> Response:
    innovation = shown(innovation_id, current_user)
    counted = queries.figures(innovation_id, current_user) if innovation else None
    if innovation is None or counted is None:
        abort(410 if records.is_gone(innovation_id, current_user) else 404)
    lead_on(innovation)
    page = paginate(queries.adopters(innovation, current_user))
    return render(
        "innovations/adopting/index.html",
        block="results",
        status=page.status,
        innovation=innovation,
        figures=counted,
        table=queries.stages_by_region(counted),
        picture=picture_of(counted),
        page=page,
        decides=queries.sees_refused(innovation, current_user),
        vocabulary=vocabulary,
    )


@bp.get("/adoptions")
@requires(Action.ADOPTION_SAY)
def mine() -> Response:
    return _list(queries.of_reader(current_user), shows_waiting=False)


@bp.get("/adoptions/waiting")
@requires(Action.ADOPTION_SAY)
def waiting() -> Response:
    return _list(queries.waiting_for(current_user), shows_waiting=True)


def _list(query: Any, *, shows_waiting: bool) -> Response:
    page = paginate(query)
    return render(
        "innovations/adopting/list.html",
        block="results",
        status=page.status,
        page=page,
        shows_waiting=shows_waiting,
        vocabulary=vocabulary,
    )
