"""What is made of the text of a post when it is saved: HTML, whom it names, what it links to."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert

from portal import markdown
from portal.extensions import db
from portal.forum.errors import NotPossibleError
from portal.forum.mentions import Reading, as_stored, may_be_named
from portal.forum.models import Community, Post, PostLink, PostMention
from portal.forum.prose import replace_in_prose
from portal.records import bounded_int, ref

MOST_MENTIONS: Final = 10
"""Where no setting says otherwise: MENTIONS_PER_POST."""
MOST_CARDS: Final = 10
_KINDS: Final = {"innovations": "innovation", "threads": "thread", "posts": "post"}
# Not what is a link already: in brackets, or the address of a link with words of its own.
_ADDRESS = re.compile(
    r"(?:(?<=\s)|(?<![\s\S])|(?<=[^\]]\()|(?<=\A\())https?://[^\s<>|\]]++(?!\]\()"
)
_PATH = re.compile(
    r"(?:(?<=\s)|(?<![\s\S]))/(?:innovations|threads|posts)/[0-9]{1,10}(?=[\s.,;:!?)]|$)"
)
_RECORD = re.compile(r"/(innovations|threads|posts)/([0-9]{1,10})(?:[/?#].*)?")


@dataclass(frozen=True)
class Prepared:
    """A text that can be saved with a post."""

    text: str
    """Markdown, with people as ``@[12]``."""
    html: str
    """Safe HTML; ``mentions.with_names`` puts the names in."""
    mentioned: tuple[int, ...] = ()
    """Ids of the people whom it names."""
    targets: tuple[str, ...] = ()
    """Refs of the records that it links to, in their order."""


def prepare(
    text: str,
    community: Community,
    *,
    most_mentions: int = MOST_MENTIONS,
    base_url: str = "",
    kept: Collection[int] = (),
) -> Prepared:
    """Read a text as it was typed.

    ``base_url`` is where the portal lives; ``kept`` are ids of people whom the post names
    already. Raises NotPossibleError when a name is that of several people, or there are too many,
    and when nobody would see anything of the text.
    """
    stored, people = as_stored(text, may_be_named(community), kept=kept)
    prepared = read_stored(stored, people, base_url=base_url)
    if text.strip() and not prepared.html.strip():
        raise NotPossibleError("Nothing of this text is shown. Write your post")
    if (named := len(prepared.mentioned)) > most_mentions:
        raise NotPossibleError(f"You mention {named} people. Mention {most_mentions} or fewer")
    return prepared


def read_stored(
    stored: str, people: Collection[int] = frozenset(), *, base_url: str = ""
) -> Prepared:
    """What is made of a text that is in its stored form; ``people`` are those it may name."""
    reading = Reading(markdown.render(_with_links(stored)), people)
    mentioned = tuple(dict.fromkeys(reading.named))
    return Prepared(stored, reading.html, mentioned, _records(reading.links, base_url))


def keep(post: Post, prepared: Prepared) -> None:
    """Put a text into a post, with its rows of people and links."""
    post.text, post.html = prepared.text, prepared.html
    post.render_version = markdown.RENDER_VERSION
    is_new = post.id is None
    db.session.add(post)
    db.session.flush()
    people = [{"post_id": post.id, "person_id": key} for key in prepared.mentioned]
    links = [
        {"post_id": post.id, "target": target, "position": position}
        for position, target in enumerate(prepared.targets)
    ]
    for model, rows in ((PostMention, people), (PostLink, links)):
        if not is_new:
            db.session.execute(delete(model).where(model.post_id == post.id))
        if rows:
            db.session.execute(insert(model), rows)


def _with_links(text: str) -> str:
    """The Markdown text with addresses that stand alone as links."""

    def address(match: re.Match[str]) -> str:
        whole = match[0]
        url = whole.rstrip(".,;:!?'\"*_")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(".,;:!?'\"*_")
        return f"<{url}>{whole[len(url) :]}"

    linked = replace_in_prose(_ADDRESS, address, text)
    return replace_in_prose(_PATH, lambda match: f"[{match[0]}]({match[0]})", linked)


def _records(links: list[str], base_url: str) -> tuple[str, ...]:
    """The refs of the records of the portal among some addresses."""
    found: dict[str, None] = {}
    for link in links:
        path = link.removeprefix(base_url) if base_url else link
        match = _RECORD.fullmatch(path)
        if match and (key := bounded_int(match[2])):
            found[ref(_KINDS[match[1]], key)] = None
    return tuple(found)[:MOST_CARDS]
