"""A harvester that keeps a copy, as discovery layers do, and what the copy should hold."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.innovations.models import Innovation
from portal.visibility import Audience, Status
from tests.client import Client
from tests.harvest.asking import DC, LIST, OAI, Header, Said, ask


class Copy:
    """What a harvester has: the title of each record by identifier, None for deleted ones."""

    def __init__(self, client: Client, **arguments: Any) -> None:
        self.client = client
        self.arguments = arguments
        self.titles: dict[str, str | None] = {}
        # The date of the first answer of the last harvest: where the next one begins.
        self.since: str | None = None

    @property
    def live(self) -> dict[str, str]:
        return {name: title for name, title in self.titles.items() if title is not None}

    def harvest(self, between: Callable[[int], object] = lambda _: None) -> Counter[str]:
        """Fetch what changed since the last time; how often each record came.

        ``between`` is called after each page with its number.
        """
        given: dict[str, Any] = {"from_": self.since} if self.since else {}
        said = ask(self.client, **LIST, **self.arguments, **given)
        since, came, number = said.date, Counter[str](), 0
        while not said.error:
            came.update(self._take(said))
            between(number := number + 1)
            if not said.token:
                break
            said = ask(self.client, verb="ListRecords", resumptionToken=said.token)
        assert said.error in (None, "noRecordsMatch")
        assert not (said.error and number), "a list ended in an error"
        self.since = since
        return came

    def _take(self, said: Said) -> list[str]:
        names = []
        for record in said.root.iter(f"{OAI}record"):
            header = Header.of(next(record.iter(f"{OAI}header")))
            self.titles[header.identifier] = record.findtext(f".//{DC}title")
            names.append(header.identifier)
        return names


def truth() -> dict[str, str]:
    """Title by identifier of what visitors may see now."""
    db.session.rollback()
    query = select(Innovation.identifier, Innovation.title).where(
        Innovation.status == Status.PUBLISHED, Innovation.audience == Audience.PUBLIC
    )
    return {row.identifier: row.title for row in db.session.execute(query)}
