"""Giving a file out. Who may have it is asked before."""

import logging

from flask import Response, abort, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from portal.files.taking import store

log = logging.getLogger(__name__)

# A file that someone opens in a browser can do nothing there.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def give(digest: str, media_type: str, how: str) -> Response:
    """The content, a piece at a time; what a browser has already is not sent again."""
    try:
        size, stream = store().size(digest), store().open(digest)
    except FileNotFoundError:
        log.error("the content %s of a file is lost", digest)
        abort(404)
    response = Response(
        wrap_file(request.environ, stream), content_type=media_type, direct_passthrough=True
    )
    response.content_length = size
    response.headers["Content-Disposition"] = how
    response.headers["Content-Security-Policy"] = POLICY
    response.set_etag(digest)
    response.call_on_close(stream.close)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    return response
