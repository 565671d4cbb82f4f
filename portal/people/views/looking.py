"""What somebody looks for, as an address says it; and how often they may look."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from flask import Response, current_app, request
from flask_login import current_user

from portal.people.finding import Asked
from portal.people.models import System
from portal.people.queries import visible
from portal.search import limits
from portal.search.parsing import clean
from portal.topics import queries as topics
from portal.topics.models import Topic

LONGEST: Final = 200


@dataclass(frozen=True)
class LookedFor:
    """Words, a topic and a system; what the address names that is not there is left out."""

    q: str
    topic: Topic | None
    system: System | None

    @classmethod
    def in_address(cls) -> Self:
        """As the request says."""
        given = {name: request.args.get(name, "")[:LONGEST] for name in ("q", "topic", "system")}
        return cls(
            clean(given["q"]),
            topics.by_slug(given["topic"]) if given["topic"] else None,
            visible.system(given["system"]) if given["system"] else None,
        )

    @property
    def asked(self) -> Asked:
        """The same for the finder."""
        topic_id = self.topic.id if self.topic else None
        return Asked(self.q, topic_id, self.system.id if self.system else None)

    @cached_property
    def about(self) -> dict[str, str]:
        """The same as parameters of an address."""
        given = {
            "q": self.q,
            "topic": self.topic.slug if self.topic else "",
            "system": self.system.slug if self.system else "",
        }
        return {name: value for name, value in given.items() if value}


def seconds_to_wait(what: str = "") -> int:
    """How long until the reader may look again; 0 for now. ``what`` is counted apart."""
    return limits.seconds_to_wait(_searcher(what), current_app.config["SEARCHES_PER_MINUTE"])


def count(response: Response, wait: int, what: str = "") -> None:
    """Count that the reader looked, or say how long they have to wait."""
    if wait:
        response.headers["Retry-After"] = str(wait)
    else:
        limits.count_later(_searcher(what), response)


def _searcher(what: str) -> str:
    return limits.searcher_of(current_user, "", "") + what
