"""Atom feeds: of a search, a saved search, a topic, an organisation."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import ServiceUnavailable

from portal.clock import today
from portal.search import Card
from portal.search.fields import Sort
from portal.search.service import find
from portal.searches import actions, queries
from portal.searches.addresses import FILE, PATH, Feed, feed_at
from portal.searches.feed import NEWEST, atom
from portal.searches.models import FeedToken
from portal.searches.tokens import id_in
from portal.web.access import public
from portal.web.afterwards import afterwards

bp = Blueprint("feeds", __name__)

REBUILT_AFTER_SECONDS = 300


@bp.get(PATH)
@bp.get(f"/topics/<slug>/{FILE}")
@bp.get(f"/organisations/<code>/{FILE}")
@bp.get(f"/searches/<int:search_id>/{FILE}")
@public
def show(**_: Any) -> Response:
    """The newest of what its reader may see at this moment.

    With a token the reader is whoever gave it away, and nobody who may be signed in; a token that
    opens nothing (any more) is told from no other.
    """
    token = request.args.get("token")
    if token is None:
        return _answer(_feed(current_user), current_user)
    leave, person = queries.leave(id_in(token) or 0) or abort(404)
    feed = feed_at(request.full_path, person)
    if feed is None or feed.address != leave.path:
        abort(404)
    response = _answer(feed, person, token)
    response.headers["Referrer-Policy"] = "no-referrer"
    _note_use(leave, response)
    return response


def _feed(reader: Any) -> Feed:
    if request.view_args and "search_id" in request.view_args and not reader.is_authenticated:
        abort(401)
    return feed_at(request.full_path, reader) or abort(404)


def _answer(feed: Feed, reader: Any, token: str | None = None) -> Response:
    response = Response(
        atom(
            _cards(feed, reader),
            feed,
            site_name=current_app.config["SITE_NAME"],
            base_url=current_app.config["BASE_URL"],
            token=token or "",
        ),
        content_type="application/atom+xml; charset=utf-8",
    )
    response.headers["X-Robots-Tag"] = "noindex"
    if reader.is_authenticated:
        response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    # No Last-Modified: a record that is taken away makes the newest date no newer.
    response.add_etag()
    response.make_conditional(request)
    return response


def _cards(feed: Feed, reader: Any) -> tuple[Card, ...]:
    found = find(
        feed.asked.text,
        reader,
        filters=feed.asked.filters,
        sort=Sort.NEWEST,
        facets=(),
        per_page=NEWEST,
        plain=True,
        words_only=feed.asked.words_only,
    )
    if found.incomplete and not found.cards:
        # An empty feed would say that everything is gone.
        raise ServiceUnavailable(retry_after=REBUILT_AFTER_SECONDS)
    return found.cards


def _note_use(leave: FeedToken, response: Response) -> None:
    """Once a day at most, and when the answer is sent: reading a feed changes nothing."""
    token_id = leave.id

    def note(session: Session) -> None:
        actions.note_use(session, token_id)

    if leave.last_used_on != today():
        afterwards(response, note, "the day on which a feed was read was not kept")
