"""What stands below the text of posts: cards of the records that they link to, and files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import CompoundSelect, literal, null, select, union_all

from portal.extensions import numbered, places, read_rows
from portal.files import KINDS, size_in_words
from portal.forum.models import PostFile, PostLink
from portal.search import Card
from portal.search.sources import cards_of

# Posts of one page; more are asked for in several goes.
_AT_ONCE = 20


class Attached(NamedTuple):
    """One file of a post."""

    id: int
    post_id: int
    name: str
    alternative_text: str
    media_type: str
    size: int
    has_thumbnail: bool

    @property
    def url(self) -> str:
        return f"/posts/{self.post_id}/files/{self.id}/{quote(self.name)}"

    @property
    def thumbnail_url(self) -> str:
        return f"/posts/{self.post_id}/thumbnails/{self.id}"

    @property
    def words(self) -> str:
        """What it is and how large, such as “PDF, 2.1 MB”."""
        return f"{KINDS[self.media_type].words}, {size_in_words(self.size)}"


@dataclass
class Extras:
    """What one post has beside its text."""

    cards: list[Card] = field(default_factory=list)
    files: list[Attached] = field(default_factory=list)


_LINKS = select(
    PostLink.post_id,
    PostLink.position.label("place"),
    PostLink.target.label("name"),
    literal("").label("alternative_text"),
    literal("").label("media_type"),
    literal(0).label("size"),
    null().label("thumbnail_digest"),
).where(PostLink.post_id.in_(places("post", _AT_ONCE)))
_FILES = select(
    PostFile.post_id,
    PostFile.id,
    PostFile.name,
    PostFile.alternative_text,
    PostFile.media_type,
    PostFile.size,
    PostFile.thumbnail_digest,
).where(PostFile.post_id.in_(places("post", _AT_ONCE)))
_BOTH: CompoundSelect[*tuple[Any, ...]] = union_all(_LINKS, _FILES).order_by("post_id", "place")


def extras(post_ids: Sequence[int], reader: Any) -> dict[int, Extras]:
    """The cards and files of those posts that have any; posts that the reader may see.

    One statement for all of them, and what the cards take. A record that the reader may not see
    has no card.
    """
    targets: dict[int, list[str]] = {}
    found: dict[int, Extras] = {}
    for start in range(0, len(post_ids), _AT_ONCE):
        some = [*post_ids[start : start + _AT_ONCE]]
        values = numbered("post", some + [0] * (_AT_ONCE - len(some)))
        for post_id, key, name, words, media_type, size, thumbnail in read_rows(_BOTH, values):
            if media_type:
                file = Attached(key, post_id, name, words, media_type, size, thumbnail is not None)
                found.setdefault(post_id, Extras()).files.append(file)
            else:
                targets.setdefault(post_id, []).append(name)
    if not targets:
        return found
    wanted = list(dict.fromkeys(target for those in targets.values() for target in those))
    cards = {card.ref: card for card in cards_of(wanted, reader)}
    for post_id, those in targets.items():
        if shown := [cards[target] for target in those if target in cards]:
            found.setdefault(post_id, Extras()).cards = shown
    return found
