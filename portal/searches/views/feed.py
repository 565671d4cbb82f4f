"""The Atom feed of a search."""

from flask import Blueprint, Response, current_app, request
from flask_login import current_user
from werkzeug.exceptions import ServiceUnavailable

from portal.search.addresses import Asked
from portal.search.fields import Sort
from portal.search.service import find
from portal.searches.feed import NEWEST, PATH, atom
from portal.searches.naming import in_words, shortened
from portal.web.access import public

bp = Blueprint("feeds", __name__)

LONGEST_TITLE = 200
REBUILT_AFTER_SECONDS = 300


@bp.get(PATH)
@public
def search() -> Response:
    """The newest of what the reader of this request finds, whatever order was asked for."""
    asked = Asked.read(request.args).sorted_by(Sort.RELEVANCE)
    found = find(
        asked.text,
        current_user,
        filters=asked.filters,
        sort=Sort.NEWEST,
        facets=(),
        per_page=NEWEST,
        plain=True,
        words_only=asked.words_only,
    )
    if found.incomplete and not found.cards:
        # An empty feed would say that everything is gone.
        raise ServiceUnavailable(retry_after=REBUILT_AFTER_SECONDS)
    labels = {facet.name: {v.key: v.label for v in facet.chosen} for facet in found.facets}
    site_name = current_app.config["SITE_NAME"]
    response = Response(
        atom(
            found.cards,
            title=f"{shortened(in_words(asked, labels), LONGEST_TITLE)} – {site_name}",
            site_name=site_name,
            base_url=current_app.config["BASE_URL"],
            query=asked.url().removeprefix("/search"),
        ),
        content_type="application/atom+xml; charset=utf-8",
    )
    response.headers["X-Robots-Tag"] = "noindex"
    if current_user.is_authenticated:
        response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    # No Last-Modified: a record that is taken away makes the newest date no newer.
    response.add_etag()
    response.make_conditional(request)
    return response
