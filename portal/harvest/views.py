"""``/oai``: what other catalogues ask, by GET or by a form that they post."""

from flask import Blueprint, Response, make_response, request

from portal.clock import now
from portal.extensions import db, reading
from portal.harvest.answers import answer, base_url
from portal.harvest.asking import RefusedError, read_arguments
from portal.harvest.xml import around, element, written
from portal.web.access import public, without_token

bp = Blueprint("harvest", __name__)

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_ATTRIBUTES = {
    "xmlns": NAMESPACE,
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{NAMESPACE} {NAMESPACE}OAI-PMH.xsd",
}


@bp.route("/oai", methods=["GET", "POST"])
@public
# A POST changes nothing here, and the programs that send it have no page to get a token from.
@without_token
def provide() -> Response:
    """Answers everyone alike, signed in or not. The status is 200 also for what is refused.

    The moment of the answer is taken before anything is read: what is committed after it was read
    bears a later datestamp (docs/adr/0018).
    """
    with reading():
        db.session.rollback()
        moment = now()
        about, inner = _answered()
        db.session.rollback()
    parts = element("responseDate", written(moment)) + element("request", base_url(), about) + inner
    response = make_response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{around("OAI-PMH", parts, _ATTRIBUTES)}\n'
    )
    response.content_type = "text/xml; charset=utf-8"
    return response


def _answered() -> tuple[dict[str, str], str]:
    """The attributes of the request element, and what comes after it.

    A request that could not be understood is not repeated to whoever sent it (3.2).
    """
    about: dict[str, str] = {}
    try:
        about = read_arguments(request.form if request.method == "POST" else request.args)
        return about, around(about["verb"], answer(about))
    except RefusedError as error:
        return about, element("error", error.words, {"code": error.code})
