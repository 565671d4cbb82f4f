"""A post as a quotation in a reply."""

import re
from collections.abc import Collection
from typing import Final

from portal.forum.mentions import as_typed
from portal.forum.models import Post

LONGEST = 1_500
"""Characters that are quoted: who wants more links to the post."""

SOURCE: Final = re.compile(
    r"\[(?:[^\[\]\n]|\[[0-9]+\])* wrote\](?P<link>\([^\s()]*/posts/(?P<id>[0-9]{1,10})\)):"
)
"""The line above a quotation: who wrote the post, and where it is."""


def quotation(post: Post) -> str:
    """The Markdown of a quotation, as it is typed; what the post quotes itself is left out.

    ``post`` has its author and its text.
    """
    # Names first: where code is cut off, what stood in it would be read as a mention.
    typed = as_typed(post.text)
    kept = "\n".join(line for line in typed.split("\n") if not line.startswith(">")).strip()
    if len(kept) > LONGEST:
        kept = kept[:LONGEST].rpartition(" ")[0] + " …"
    lines = [f"[{as_typed(_author(post))} wrote]({post.path}):", "", *kept.split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def attributed(text: str, post_ids: Collection[int], who: str) -> str:
    """A text in which the quotations of some posts say that ``who`` wrote them."""

    def say(match: re.Match[str]) -> str:
        return f"[{who} wrote]{match['link']}:" if int(match["id"]) in post_ids else match[0]

    return SOURCE.sub(say, text)


def _author(post: Post) -> str:
    """By person where posts can name them, so that the quotation follows a change of name."""
    if post.is_anonymous:
        return "A member"
    author = post.author
    can_be_named = author.is_listed and author.email is not None and author.disabled_at is None
    return f"@[{author.id}]" if can_be_named else author.name
