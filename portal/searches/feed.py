"""A feed in Atom (RFC 4287): the newest of what its reader may see."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from feedgenerator import Atom1Feed
from markupsafe import escape

from portal.search import Card
from portal.search.parsing import printable
from portal.searches.addresses import Feed

NEWEST: Final = 30
# Part of every id (RFC 4151): never changed, or readers would see everything again.
_TAG_YEAR: Final = 2026
# When an empty feed changed last: the same at every reading, so that its ETag stays.
_NEVER: Final = datetime(_TAG_YEAR, 1, 1, tzinfo=UTC)


class SearchFeed(Atom1Feed):  # type: ignore[misc]  # feedgenerator has no types
    """Atom, with a date of its own when there is no entry."""

    def latest_post_date(self) -> datetime:
        moment: datetime = super().latest_post_date() if self.items else _NEVER
        return moment


def atom(cards: Sequence[Card], feed: Feed, *, site_name: str, base_url: str, token: str) -> bytes:
    """The feed of the cards. Only the link to itself has the token, if there is one."""
    itself = feed.address
    if token:
        itself += f"{'&' if '?' in itself else '?'}token={token}"
    written = SearchFeed(
        title=printable(f"{feed.title} – {site_name}"),
        link=base_url + feed.page,
        description=None,
        language="en-GB",
        author_name=site_name,
        feed_url=base_url + itself,
        feed_guid=_tag(base_url, feed.name),
    )
    for card in cards:
        written.add_item(
            title=printable(card.title),
            link=base_url + card.url,
            # Read as HTML, so that it is escaped twice.
            description=str(escape(printable(card.summary))),
            author_name=printable(card.author or card.organisation) or None,
            pubdate=card.published_at,
            updateddate=card.updated_at or card.published_at or _NEVER,
            unique_id=_tag(base_url, card.identifier or card.ref),
            categories=[printable(word) for word in (card.kind, *card.topics) if word],
        )
    return str(written.writeString("utf-8")).encode()


def _tag(base_url: str, name: str) -> str:
    return f"tag:{urlsplit(base_url).hostname},{_TAG_YEAR}:{name}"
