"""The front page with what is new and what needs the reader; standing pages; robots and sitemap."""

from xml.sax.saxutils import escape  # nosec B406  # it reads no XML

from flask import Blueprint, Response, current_app, make_response
from flask_login import current_user

from portal.extensions import db
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
# The sitemap protocol's limit for one file, sitemaps.org.
SITEMAP_LIMIT = 50_000


@bp.get("/")
@public
def index() -> Response:
    return render(
        "home/index.html",
        newest=cards_of(innovations.newest(current_user, NEWEST)),
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
    base = escape(current_app.config["BASE_URL"])
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(f"<url><loc>{base}{path}</loc></url>" for path in ("/", "/innovations", "/topics")),
    ]
    for row in db.session.execute(innovations.public_pages().limit(SITEMAP_LIMIT - 3)):
        changed = row.updated_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        parts.append(
            f"<url><loc>{base}/innovations/{row.id}</loc><lastmod>{changed}</lastmod></url>"
        )
    return _text("\n".join([*parts, "</urlset>"]) + "\n", "application/xml")


def _text(text: str, mimetype: str) -> Response:
    response = make_response(text)
    response.mimetype = mimetype
    return response
