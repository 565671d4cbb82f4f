"""Counting searches that found nothing, after the answer is sent, and forgetting them in time.

What is kept are words and days. Nothing is kept of who searched, and no text that looks as if it
were about a person.
"""

import re
import unicodedata
from typing import Final

from flask import Response, request
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.outbox import Message, commit
from portal.search.parsing import clean
from portal.searches.actions import count_empty, forget_old
from portal.web.afterwards import afterwards

FORGET: Final = "searches.forget"
LONGEST: Final = 200
# Numbers of patients, staff and telephones, dates of birth: also with something between the digits.
_LONG_NUMBER: Final = re.compile(r"\d(?:[\s().,/+-]?\d){5,}")
_OPERATORS: Final = frozenset({"AND", "OR", "NOT"})


def count_later(text: str, response: Response) -> None:
    """Count the words once the reader has the answer."""
    words = worth_keeping(text)
    if not words or request.method != "GET":
        return

    def count(session: Session) -> None:
        count_empty(session, words)

    # Without the words: they are in no log.
    afterwards(response, count, "a search without results was not counted")


def forget_in_time(_message: Message) -> None:
    """Delete what is too old, also when nobody searches; the worker does it every day."""
    forget_old(db.session())
    commit()


def worth_keeping(text: str) -> str:
    """The text in one line and without case; empty when it may be about a person.

    A long text is a passage, and nobody knows what is in it.
    """
    words = clean(unicodedata.normalize("NFKC", text))
    folded = " ".join(word if word in _OPERATORS else word.casefold() for word in words.split())
    if "@" in folded or "author:" in folded or _LONG_NUMBER.search(folded):
        return ""
    return folded if len(folded) <= LONGEST and any(map(str.isalnum, folded)) else ""
