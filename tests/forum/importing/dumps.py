"""A small dump, in both of its forms, and the commands that read it."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from click.testing import Result
from flask import Flask

SITE = "https://library.stackexchange.com"
SOURCE = "library.stackexchange.com"

PEOPLE = [(1, "Ada"), (2, "Ben"), (3, "Wrote nothing")]
QUESTION = (
    "<p>See <a href='/questions/4/old'>the old one</a>.</p>\n"
    "<pre><code>if a &lt; b:\n    go()\n</code></pre>"
)
ANSWER = (
    f"<p><strong>Both:</strong>works, says {SITE}/a/5</p><p><a href='{SITE}/a/5'>{SITE}/a/5</a></p>"
)
# Id, kind, parent, author, day, title, HTML, accepted, closed.
POSTS: Sequence[tuple[Any, ...]] = [
    (1, "question", None, 1, 1, "How do we move the loans?", QUESTION, 2, None),
    (2, "answer", 1, 2, 2, "", ANSWER, None, None),
    (4, "question", None, 2, 3, "An older way to ask it?", "<p>Old.</p>", None, None),
    (5, "answer", 4, None, 5, "", "<p>By one who has left.</p>", None, None),
    (6, "question", None, 1, 6, "The same again?", "<p>Again.</p>", None, 7),
    (7, "question", None, 1, 7, "Off the subject?", "<p>No.</p>", None, 8),
]
# Id, post, author, day, text.
COMMENTS: Sequence[tuple[Any, ...]] = [
    (11, 2, 1, 3, f"1. Thanks @Ben, see {SITE}/questions/4/old."),
    (12, 1, 2, 1, "Which *system* is it?"),
    (13, 99, 2, 1, "On a post that is gone."),
]
VOTES = [(2, "2"), (2, "2"), (2, "3"), (1, "1")]
LINKS = [(6, 1, True), (2, 4, False)]
TAGS = ("library-management-system", "odd-tag")


def write_lines(folder: Path, posts: Sequence[tuple[Any, ...]] = POSTS) -> Path:
    """The dump as JSON lines, gzipped."""
    votes = {"2": "up", "3": "down", "1": "accepted"}
    _lines(folder, "users", [_person(*person) for person in PEOPLE])
    _lines(folder, "posts", [_post(*post) for post in posts])
    _lines(
        folder,
        "comments",
        [
            {"id": key, "post_id": post, "user_id": by, "created": _day(on), "text": text}
            for key, post, by, on, text in COMMENTS
        ],
    )
    _lines(folder, "votes", [{"post_id": post, "type": votes[kind]} for post, kind in VOTES])
    kinds = {True: "duplicate", False: "linked"}
    _lines(
        folder,
        "links",
        [{"post_id": a, "related_id": b, "type": kinds[same]} for a, b, same in LINKS],
    )
    return folder


def write_xml(folder: Path) -> Path:
    """The same dump as XML."""
    _xml(
        folder,
        "Users",
        [{"Id": key, "DisplayName": name, "CreationDate": _day(1)} for key, name in PEOPLE],
    )
    _xml(folder, "Posts", [_post_row(*post) for post in POSTS])
    _xml(
        folder,
        "Comments",
        [
            {"Id": key, "PostId": post, "UserId": by, "CreationDate": _day(on), "Text": text}
            for key, post, by, on, text in COMMENTS
        ],
    )
    _xml(folder, "Votes", [{"PostId": post, "VoteTypeId": kind} for post, kind in VOTES])
    _xml(
        folder,
        "PostLinks",
        [{"PostId": a, "RelatedPostId": b, "LinkTypeId": 3 if same else 1} for a, b, same in LINKS],
    )
    return folder


def command(app: Flask, *words: object) -> Result:
    """``flask forum`` with these words."""
    return app.test_cli_runner().invoke(args=["forum", *map(str, words)])


def bring(app: Flask, folder: Path, *options: str) -> Result:
    """Import the folder into a new community of Amina's, or the one that the options say."""
    place = options or ("--new", "Archive", "--manager", "amina@portal.example")
    return command(app, "import-stackexchange", folder, "--source", SOURCE, *place)


def _day(number: int) -> str:
    return f"2016-08-{number:02}T10:00:00.123"


def _person(key: int, name: str) -> Mapping[str, Any]:
    return {"id": key, "display_name": name, "created": _day(1)}


def _post(*values: Any) -> Mapping[str, Any]:
    key, kind, parent, author, on, title, html, accepted, closed = values
    row = {
        "id": key,
        "type": kind,
        "parent_id": parent,
        "user_id": author,
        "created": _day(on),
        "body_html": html,
        "accepted_answer_id": accepted,
        "closed": _day(closed) if closed else None,
        "url": f"{SITE}/questions/{key}",
    }
    extra = {"title": title, "tags": TAGS} if kind == "question" else {}
    return {k: v for k, v in (row | extra).items() if v is not None}


def _post_row(*values: Any) -> Mapping[str, Any]:
    key, kind, parent, author, on, title, html, accepted, closed = values
    row = {
        "Id": key,
        "PostTypeId": 1 if kind == "question" else 2,
        "ParentId": parent,
        "OwnerUserId": author,
        "CreationDate": _day(on),
        "Body": html,
        "AcceptedAnswerId": accepted,
        "ClosedDate": _day(closed) if closed else None,
    }
    extra = {"Title": title, "Tags": f"<{'><'.join(TAGS)}>"} if kind == "question" else {}
    return {k: v for k, v in (row | extra).items() if v is not None}


def _lines(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(text.encode()))


def _xml(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    lines = (
        f"  <row {' '.join(f'{k}={quoteattr(str(v))}' for k, v in row.items())} />" for row in rows
    )
    text = "\n".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            f"<{name.lower()}>",
            *lines,
            f"</{name.lower()}>",
        )
    )
    (folder / f"{name}.xml").write_text(text)
