"""The feeds that there are: each stands at an address of its own and is a search in the end."""

from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from portal.organisations import queries as organisations
from portal.organisations.models import OrganisationKind
from portal.records import bounded_int
from portal.search.addresses import Asked
from portal.search.fields import Sort
from portal.search.parsing import printable
from portal.searches import queries
from portal.searches.naming import in_words, labels_for, shortened
from portal.topics import queries as topics

FILE: Final = "feed.atom"
PATH: Final = f"/search/{FILE}"
LONGEST_TITLE: Final = 200


class Feed(NamedTuple):
    """What is read at an address."""

    # The one address that it has, without the site and without a token.
    address: str
    # Of the page with the same records.
    page: str
    # Part of its id: an address that stays when the page of the feed is another one.
    name: str
    title: str
    asked: Asked


def feed_at(address: str, reader: Any) -> Feed | None:
    """The feed at the address, for the reader; None when there is none.

    A saved search is there for its owner alone.
    """
    path, _, query = printable(address).partition("?")
    match path.split("/"):
        case ["", "search", "feed.atom"]:
            return _of_search(Asked.read(MultiDict(parse_qsl(query))), reader)
        case ["", "topics", slug, "feed.atom"]:
            return _of_topic(slug)
        case ["", "organisations", code, "feed.atom"]:
            return _of_organisation(code)
        case ["", "searches", number, "feed.atom"] if reader.is_authenticated:
            return _of_saved(bounded_int(number) or 0, reader)
    return None


def _of_search(asked: Asked, reader: Any) -> Feed:
    """Newest first, whatever order was asked for."""
    asked = asked.sorted_by(Sort.RELEVANCE)
    title = shortened(in_words(asked, labels_for([asked], reader)), LONGEST_TITLE)
    return Feed(asked.url(path=PATH), asked.url(), asked.url(), title, asked)


def _of_topic(slug: str) -> Feed | None:
    """The records on a topic and on those below it."""
    topic = topics.by_slug(slug)
    return _of_page(f"/topics/{topic.slug}", topic.label, "topic", topic.slug) if topic else None


def _of_organisation(code: str) -> Feed | None:
    """The records that an organisation leads, or all of a region."""
    found = organisations.by_code(code)
    if found is None:
        return None
    facet = "region" if found.kind == OrganisationKind.REGION else "organisation"
    return _of_page(f"/organisations/{found.ods_code}", found.name, facet, found.ods_code)


def _of_page(page: str, title: str, facet: str, key: str) -> Feed:
    asked = Asked("", {facet: frozenset({key})}, Sort.RELEVANCE)
    return Feed(f"{page}/{FILE}", page, page, title, asked)


def _of_saved(search_id: int, reader: Any) -> Feed | None:
    search = queries.get(search_id, reader)
    if search is None:
        return None
    asked = search.asked.sorted_by(Sort.RELEVANCE)
    return Feed(f"{search.path}/{FILE}", asked.url(), search.path, search.name, asked)
