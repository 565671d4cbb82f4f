"""A published record for machines: JSON-LD, and the links of its page as a set."""

from flask import Response, current_app, json
from flask_login import current_user

from portal.innovations import metadata, signposting
from portal.innovations.merging.leading import lead_on
from portal.innovations.shown import ShownInnovation, shown
from portal.innovations.views.reading import bp, nothing, this_site
from portal.visibility import Status
from portal.web.access import public


@bp.get("/<int:innovation_id>.jsonld")
@public
def linked_data(innovation_id: int) -> Response:
    record = _load(innovation_id)
    response = _answer(metadata.json_ld(record, this_site()), signposting.JSON_LD)
    response.headers["Link"] = signposting.leading_back(record, current_app.config["BASE_URL"])
    return response


@bp.get("/<int:innovation_id>/linkset.json")
@public
def links(innovation_id: int) -> Response:
    record = _load(innovation_id)
    base_url = current_app.config["BASE_URL"]
    return _answer(signposting.link_set(record, base_url), signposting.LINKSET)


def _load(innovation_id: int) -> ShownInnovation:
    """The record, if it is published: others are described to nobody."""
    record = shown(innovation_id, current_user) or nothing(innovation_id)
    lead_on(record)
    return record if record.status == Status.PUBLISHED else nothing(innovation_id)


def _answer(content: dict[str, object], media_type: str) -> Response:
    response = Response(json.dumps(content, ensure_ascii=False), content_type=media_type)
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.add("Cookie")
    response.add_etag()
    return response
