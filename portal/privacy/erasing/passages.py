"""What somebody wrote, found again where others quoted it or wrote on in the same text.

Pure text: nothing here knows of the database.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from portal.forum.quoting import SOURCE

ERASED: Final = "Erased by its author"
"""What stands where a text was that a page cannot do without."""

SHORTEST: Final = 20
"""Characters of a quoted line that is taken for theirs without a link to their post: fewer may
be anybody's words."""

# How much of a line two versions share, from 0 to 1 (difflib's ratio), when it is the same line.
_TOUCHED_UP: Final = 0.75
_QUOTED = re.compile(r" {0,3}(?:>[ \t]?)+")


class Passages:
    """The texts of some posts, as others may have quoted them."""

    def __init__(self, post_ids: Collection[int], texts: Iterable[str]) -> None:
        self._post_ids = frozenset(post_ids)
        self._all = "\n".join(_plain(text) for text in texts)

    def without(self, text: str) -> str:
        """A Markdown text without what it quotes of them; where it stood, it says so."""
        lines: list[str] = []
        is_theirs = False
        for line in text.split("\n"):
            mark = _QUOTED.match(line)
            if mark is None:
                is_theirs = False
                lines.append(line)
                continue
            said = line[mark.end() :].strip()
            if source := SOURCE.search(said):
                is_theirs = int(source["id"]) in self._post_ids
            if is_theirs or self._holds(said):
                said = f"> {ERASED}"
                if lines and lines[-1] == said:
                    continue
                line = said
            lines.append(line)
        return "\n".join(lines)

    def _holds(self, line: str) -> bool:
        plain = _plain(line)
        return len(plain) >= SHORTEST and plain in self._all


def lines_of(person_id: int, versions: Iterable[tuple[int, Iterable[str]]]) -> frozenset[str]:
    """The lines that a person was the first to write in a text that several people change.

    ``versions`` are the texts of each version with the id of who saved it, the oldest first. A
    line that somebody else only touched up is still the first one's.
    """
    authors: dict[str, int] = {}
    before: list[str] = []
    for by_id, texts in versions:
        said = [line for text in texts for line in each_line(text)]
        for line in said:
            if line not in authors:
                like = get_close_matches(line, before, n=1, cutoff=_TOUCHED_UP)
                authors[line] = authors[like[0]] if like else by_id
        before = list(dict.fromkeys(said))
    return frozenset(line for line, author in authors.items() if author == person_id)


def without_lines(text: str, lines: Collection[str]) -> str:
    """A text without these lines."""
    kept = [line for line in text.split("\n") if " ".join(line.split()) not in lines]
    return text if len(kept) == text.count("\n") + 1 else "\n".join(kept).strip("\n")


def each_line(text: str) -> Iterator[str]:
    """The lines of a text that say something, with single spaces."""
    return filter(None, (" ".join(line.split()) for line in text.split("\n")))


def _plain(text: str) -> str:
    """One line of small words, without the marks of Markdown that a change of form adds."""
    return " ".join(re.sub(r"[*_`~\\]+", "", text).split()).lower()
