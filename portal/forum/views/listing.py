"""The lists of threads: every choice is in the address, so that a list can be shared."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from flask_login import current_user

from portal.forum import vocabulary
from portal.forum.listed import listed
from portal.forum.queries import threads
from portal.forum.queries.unread import MOST_COUNTED, count_unread
from portal.organisations import queries as organisations
from portal.topics import queries as topics
from portal.web.access import public
from portal.web.pagination import paginate_listing
from portal.web.render import render

bp = Blueprint("thread_lists", __name__)

MOST_COMMUNITIES = 30
LONGEST_SLUG = 120
# Counting on would take longer than the page, and nobody turns to its end.
COUNT_TO = 200


@dataclass(frozen=True)
class Option:
    """A link that narrows the list, or that takes itself away when it is in use."""

    text: str
    url: str
    selected: bool
    # Counting them all would take longer than the page.
    count: None = None


class Asked:
    """What the address asks for."""

    def __init__(self) -> None:
        view, sort = request.args.get("view", "new"), request.args.get("sort", "latest")
        self.view = view if view in threads.VIEWS else "new"
        self.sort = sort if sort in threads.SORTS else "latest"
        self.filters = {
            name: value[:LONGEST_SLUG]
            for name in threads.FILTERS
            if (value := request.args.get(name))
        }

    def url(self, **changes: str) -> str:
        """The address of the list with something changed; empty takes it away."""
        asked = {"view": self.view, "sort": self.sort, **self.filters, **changes}
        usual = {"view": "new", "sort": "latest"}
        kept = {name: text for name, text in asked.items() if text and text != usual.get(name)}
        return "/threads" + ("?" + urlencode(kept) if kept else "")

    @property
    def unfiltered(self) -> str:
        """The address of the list without its filters."""
        return self.url(**dict.fromkeys(self.filters, ""))

    def options(self, name: str, choices: dict[str, str]) -> list[Option]:
        """The links of one filter."""
        now = self.filters.get(name)
        return [
            Option(words, self.url(**{name: "" if key == now else key}), key == now)
            for key, words in choices.items()
        ]


@bp.get("/threads")
@public
def index() -> Response:
    asked = Asked()
    if not _is_offered(asked.view):
        abort(401)
    # Shown by the header of every page, so counted once.
    unread = count_unread(current_user)
    listing = threads.listing(
        current_user,
        asked.view,
        asked.filters,
        asked.sort,
        has_many_unread=unread == MOST_COUNTED,
    )
    page = paginate_listing(listing, count_to=COUNT_TO)
    places = {row.slug: row.name for row in threads.communities(current_user, MOST_COMMUNITIES)}
    return render(
        "forum/threads/index.html",
        block="results",
        status=page.status,
        page=page,
        rows=listed(page.items, current_user),
        asked=asked,
        views=[key for key in threads.VIEWS if _is_offered(key)],
        communities=asked.options("community", dict(places)),
        kinds=asked.options("kind", dict(vocabulary.THREAD_KINDS)),
        states=asked.options("state", dict(vocabulary.RESOLUTIONS)),
        chips=_chips(asked, places),
        threads=threads,
        unread_threads=unread,
    )


def _is_offered(view: str) -> bool:
    return current_user.is_authenticated or view not in threads.OF_PEOPLE


def _chips(asked: Asked, communities: dict[str, str]) -> list[tuple[str, str]]:
    """The filters in use, in words. What the reader may not see has none."""
    words: dict[str, Callable[[str], str | None]] = {
        "community": communities.get,
        "kind": vocabulary.THREAD_KINDS.get,
        "state": vocabulary.RESOLUTIONS.get,
        "topic": _label_of,
        "organisation": _of_organisation,
        "region": _of_organisation,
        "service": _of_service,
    }
    found = [(words[name](key), asked.url(**{name: ""})) for name, key in asked.filters.items()]
    return [(text or "Unknown", url) for text, url in found]


def _of_organisation(code: str) -> str | None:
    organisation = organisations.by_code(code)
    return f"Started by people of {organisation.name}" if organisation else None


def _of_service(slug: str) -> str | None:
    service = organisations.service(slug)
    return f"Started by people of {service.name}" if service else None


def _label_of(slug: str) -> str | None:
    topic = topics.by_slug(slug)
    return topic.label if topic else None
