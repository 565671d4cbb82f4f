"""The files of a result, and of one record; a record to print."""

from flask import Blueprint, Response, current_app, request
from flask_login import current_user
from werkzeug.exceptions import ServiceUnavailable

from portal.clock import now
from portal.exports import words
from portal.exports.formats import OF_MANY, OF_ONE
from portal.exports.making import LATER_SECONDS, about, answer
from portal.exports.records import PIECE, Proposed, listed, read, searched
from portal.innovations import vocabulary
from portal.innovations.merging.leading import lead_on
from portal.innovations.shown import ShownInnovation, attached, shown
from portal.innovations.signposting import leading_back
from portal.innovations.views.reading import filters_asked, nothing
from portal.search.addresses import Asked
from portal.web.access import public
from portal.web.render import render

bp = Blueprint("exports", __name__)


@public
def search(ending: str) -> Response:
    """All that the search page with the same address shows on its pages."""
    asked = Asked.read(request.args)
    return _result(searched(asked, current_user, _most()), ending, asked.url())


@public
def innovations(ending: str) -> Response:
    """All that the list of innovations with the same filters shows on its pages."""
    filters = filters_asked()
    query = request.query_string.decode("ascii", "replace")
    address = f"/innovations?{query}" if filters else "/innovations"
    return _result(listed(filters, current_user, _most()), ending, address)


@public
def one(innovation_id: int, ending: str) -> Response:
    """One record, to cite it or to keep it."""
    record = _load(innovation_id)
    response = answer(
        [record], OF_ONE[ending], name=record.identifier, ending=ending, address=record.path
    )
    response.headers["Link"] = leading_back(record, current_app.config["BASE_URL"])
    return response


@bp.get("/innovations/<int:innovation_id>/print")
@public
def paper(innovation_id: int) -> Response:
    """The whole record on one page, without what only a screen can do."""
    record = _load(innovation_id)
    return render(
        "exports/print.html",
        innovation=record,
        vocabulary=vocabulary,
        people=words.people(record),
        costs=words.costs(record),
        contact=words.contact(record, about(record.path)),
        related=words.related(record),
        attachments=attached(record),
        printed_at=now(),
    )


for _ending in OF_MANY:
    for _path, _view in (("/search", search), ("/innovations", innovations)):
        bp.add_url_rule(
            f"{_path}/export.{_ending}",
            endpoint=f"{_view.__name__}_{_ending}",
            view_func=_view,
            defaults={"ending": _ending},
        )
for _ending in OF_ONE:
    bp.add_url_rule(
        f"/innovations/<int:innovation_id>.{_ending}",
        endpoint=f"one_{_ending}",
        view_func=one,
        defaults={"ending": _ending},
    )


def _load(innovation_id: int) -> ShownInnovation:
    record = shown(innovation_id, current_user) or nothing(innovation_id)
    lead_on(record)
    return record


def _most() -> int:
    most: int = current_app.config["EXPORT_MAX_ROWS"]
    return most


def _result(proposed: Proposed, ending: str, address: str) -> Response:
    """The file of a result; words instead of one that would not be whole."""
    if proposed.is_incomplete:
        raise ServiceUnavailable(
            "The search index is being brought up to date, so this file would not be complete. "
            "Try again in a few minutes.",
            retry_after=LATER_SECONDS,
        )
    if proposed.total > _most():
        return render(
            "exports/too_many.html", status=422, total=proposed.total, most=_most(), back=address
        )
    return answer(
        read(proposed.ids, current_user),
        OF_MANY[ending],
        name="innovations",
        ending=ending,
        address=current_app.config["BASE_URL"] + address,
        is_long=len(proposed.ids) > PIECE,
    )
