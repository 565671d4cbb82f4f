"""Pages of the vocabulary: the tree with a search in it, and one topic."""

from flask import Blueprint, Response, abort, request

from portal.topics import browsing, queries
from portal.web.access import public
from portal.web.forms import clean
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("topics", __name__, url_prefix="/topics")

PER_PAGE = 40


@bp.get("")
@public
def index() -> Response:
    words = clean(request.args.get("q", ""))[:100]
    page = paginate(browsing.found(words) if words else browsing.roots(), per_page=PER_PAGE)
    ids = [row.id for row in page.items]
    return render(
        "topics/index.html",
        block="results",
        status=page.status,
        page=page,
        words=words,
        names=browsing.names_found(ids, words) if words else {},
        children={} if words else browsing.children_of(ids),
    )


@bp.get("/<slug>")
@public
def show(slug: str) -> Response:
    topic = browsing.with_names(slug)
    if topic is None:
        abort(404)
    narrower = paginate(browsing.narrower(topic.id), per_page=PER_PAGE)
    return render(
        "topics/show.html",
        block="narrower",
        status=narrower.status,
        topic=topic,
        path=[(label, f"/topics/{slug}") for label, slug in queries.path_to(topic.id)],
        names=[(synonym.label, "") for synonym in topic.synonyms],
        narrower=narrower,
    )
