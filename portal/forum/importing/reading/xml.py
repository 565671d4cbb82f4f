"""A dump as Stack Exchange publishes it: an XML file for each table, one element for each row."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError  # nosec B405  # only its name: defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from portal.forum.importing.reading.dump import (
    LONGEST_NAME,
    LONGEST_TITLE,
    Dump,
    Row,
    SourceComment,
    SourcePerson,
    SourcePost,
    key_of,
    line_of,
    moment_of,
    optional_key,
    score_of,
    site_of,
)
from portal.intake import UnreadableFileError

_FILES: Final = {
    "posts": "Posts.xml",
    "users": "Users.xml",
    "comments": "Comments.xml",
    "votes": "Votes.xml",
    "links": "PostLinks.xml",
    "tags": "Tags.xml",
    "badges": "Badges.xml",
}
_QUESTION, _ANSWER, _DUPLICATE = "1", "2", "3"
_VOTES: Final = {"2": 1, "3": -1}


class XmlDump(Dump):
    """Posts.xml, Users.xml and so on."""

    def __init__(self, folder: Path, site: str = "") -> None:
        super().__init__(folder, site_of(site) if site else "")

    def has(self, name: str) -> bool:
        return (self.folder / _FILES[name]).is_file()

    def rows(self, name: str) -> Iterator[tuple[int, Row]]:
        if not self.has(name):
            return
        path = self.folder / _FILES[name]
        number = 0
        try:
            events = iterparse(path, events=("start", "end"), forbid_dtd=True)
            _, root = next(events)
            for event, element in events:
                if event == "end" and element.tag == "row":
                    number += 1
                    yield number, element.attrib
                    # Otherwise the whole file would stay in memory.
                    root.clear()
        except (OSError, ParseError, DefusedXmlException, ValueError) as error:
            words = f"{path.name} cannot be read after row {number}: {error}"
            raise UnreadableFileError(words) from error

    def person_of(self, row: Row) -> SourcePerson:
        name = line_of(row.get("DisplayName"), LONGEST_NAME)
        return SourcePerson(key_of(row["Id"]), name, moment_of(row["CreationDate"]))

    def post_of(self, row: Row) -> SourcePost | None:
        if row["PostTypeId"] not in (_QUESTION, _ANSWER):
            return None
        is_question = row["PostTypeId"] == _QUESTION
        closed = row.get("ClosedDate")
        return SourcePost(
            key=key_of(row["Id"]),
            parent=None if is_question else key_of(row["ParentId"]),
            author=optional_key(row.get("OwnerUserId")),
            author_name=line_of(row.get("OwnerDisplayName"), LONGEST_NAME),
            created_at=moment_of(row["CreationDate"]),
            closed_at=moment_of(closed) if closed else None,
            score=score_of(row.get("Score")),
            title=line_of(row["Title"] if is_question else "", LONGEST_TITLE),
            # <a><b> until 2023, |a|b| since.
            tags=tuple(re.findall(r"[^<>|]+", row.get("Tags", ""))),
            html=row["Body"],
            accepted=optional_key(row.get("AcceptedAnswerId")),
        )

    def comment_of(self, row: Row) -> SourceComment:
        return SourceComment(
            key=key_of(row["Id"]),
            post=key_of(row["PostId"]),
            author=optional_key(row.get("UserId")),
            author_name=line_of(row.get("UserDisplayName"), LONGEST_NAME),
            created_at=moment_of(row["CreationDate"]),
            score=score_of(row.get("Score")),
            text=row["Text"],
        )

    def link_of(self, row: Row) -> tuple[str, str, bool]:
        is_duplicate = row["LinkTypeId"] == _DUPLICATE
        return key_of(row["PostId"]), key_of(row["RelatedPostId"]), is_duplicate

    def vote_of(self, row: Row) -> tuple[str, int]:
        return key_of(row["PostId"]), _VOTES.get(row["VoteTypeId"], 0)
