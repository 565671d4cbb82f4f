"""The front page with what is new and what needs the reader; standing pages; robots and sitemap."""

from flask import Blueprint, Response, abort, current_app, make_response
from flask_login import current_user

from portal.extensions import db
from portal.forum.listed import listed
from portal.forum.queries import threads
from portal.home import sitemap as maps
from portal.innovations import queries as innovations
from portal.innovations import vocabulary
from portal.innovations.cards import cards_of
from portal.moderation import queries as moderation
from portal.topics import browsing as topics
from portal.web.access import public
from portal.web.render import render

bp = Blueprint("home", __name__)

NEWEST = 6
MOST_TOPICS = 20
LATEST = 5


@bp.get("/")
@public
def index() -> Response:
    return render(
        "home/index.html",
        newest=cards_of(innovations.newest(current_user, NEWEST)),
        threads=listed(threads.latest(current_user, LATEST), current_user),
        roots=db.session.execute(topics.roots().limit(MOST_TOPICS)).all(),
        mine=innovations.waiting_for(current_user) if current_user.is_authenticated else [],
        queue=moderation.needs_moderator(
            current_user, due_days=current_app.config["REVIEW_DUE_DAYS"]
        ),
        vocabulary=vocabulary,
    )


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    return render("pages/accessibility.html")


@bp.get("/privacy")
@public
def privacy() -> Response:
    return render("pages/privacy.html")


@bp.get("/terms")
@public
def terms() -> Response:
    return render("pages/terms.html")


@bp.get("/cookies")
@public
def cookies() -> Response:
    return render("pages/cookies.html")


@bp.get("/robots.txt")
@public
def robots() -> Response:
    base = current_app.config["BASE_URL"]
    lines = [
        "User-agent: *",
        "Disallow: /oai",
        "Disallow: /search",
        "Disallow: /sign-in",
        f"Sitemap: {base}/sitemap.xml",
    ]
    return _text("\n".join(lines) + "\n", "text/plain")


@bp.get("/sitemap.xml")
@public
def sitemap() -> Response:
    return _text(maps.sitemap(current_app.config["BASE_URL"]), "application/xml")


@bp.get("/sitemap-<int:number>.xml")
@public
def sitemap_part(number: int) -> Response:
    text = maps.part(number, current_app.config["BASE_URL"]) or abort(404)
    return _text(text, "application/xml")


def _text(text: str, mimetype: str) -> Response:
    response = make_response(text)
    response.mimetype = mimetype
    return response
