"""A search as an Atom feed (RFC 4287): the newest of what its reader may see."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from feedgenerator import Atom1Feed
from markupsafe import escape

from portal.search import Card
from portal.search.parsing import printable

NEWEST: Final = 30
PATH: Final = "/search/feed.atom"
# Part of every id (RFC 4151): never changed, or readers would see everything again.
_TAG_YEAR: Final = 2026
# When an empty feed changed last: the same at every reading, so that its ETag stays.
_NEVER: Final = datetime(_TAG_YEAR, 1, 1, tzinfo=UTC)


class SearchFeed(Atom1Feed):  # type: ignore[misc]  # feedgenerator has no types
    """Atom, with a date of its own when there is no entry."""

    def latest_post_date(self) -> datetime:
        moment: datetime = super().latest_post_date() if self.items else _NEVER
        return moment


def atom(cards: Sequence[Card], *, title: str, site_name: str, base_url: str, query: str) -> bytes:
    """The feed of the cards. ``query`` is the search as in its address, with the ``?``."""
    feed = SearchFeed(
        title=printable(title),
        link=f"{base_url}/search{query}",
        description=None,
        language="en-GB",
        author_name=site_name,
        feed_url=f"{base_url}{PATH}{query}",
        feed_guid=_tag(base_url, f"/search{query}"),
    )
    for card in cards:
        feed.add_item(
            title=printable(card.title),
            link=base_url + card.url,
            # Read as HTML, so that it is escaped twice.
            description=str(escape(printable(card.summary))),
            author_name=printable(card.organisation) or None,
            pubdate=card.published_at,
            updateddate=card.updated_at or card.published_at or _NEVER,
            unique_id=_tag(base_url, card.identifier or card.ref),
            categories=[printable(word) for word in (card.kind, *card.topics) if word],
        )
    return str(feed.writeString("utf-8")).encode()


def _tag(base_url: str, name: str) -> str:
    return f"tag:{urlsplit(base_url).hostname},{_TAG_YEAR}:{name}"
