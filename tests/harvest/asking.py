"""Asking ``/oai``: every answer is held against the schemas before a test looks at it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import xmlschema
from defusedxml.ElementTree import fromstring

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.models import Innovation
from portal.outbox import drain
from portal.visibility import Status
from tests.client import Client
from tests.factories import make_innovation

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
LIST: dict[str, Any] = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(Path(__file__).parent / "schemas" / "OAI-PMH.xsd")


@dataclass(frozen=True)
class Header:
    """What a header says."""

    identifier: str
    datestamp: str
    sets: tuple[str, ...]
    is_deleted: bool

    @classmethod
    def of(cls, element: Element) -> "Header":
        return cls(
            (element.findtext(f"{OAI}identifier") or "").rpartition(":")[2],
            element.findtext(f"{OAI}datestamp") or "",
            tuple(part.text or "" for part in element.findall(f"{OAI}setSpec")),
            element.get("status") == "deleted",
        )


@dataclass(frozen=True)
class Said:
    """A valid answer."""

    root: Element

    @property
    def date(self) -> str:
        return self.root.findtext(f"{OAI}responseDate") or ""

    @property
    def error(self) -> str | None:
        element = self.root.find(f"{OAI}error")
        return None if element is None else element.get("code")

    @property
    def request(self) -> dict[str, str]:
        element = self.root.find(f"{OAI}request")
        assert element is not None
        return element.attrib

    @property
    def headers(self) -> list[Header]:
        return [Header.of(element) for element in self.root.iter(f"{OAI}header")]

    @property
    def token(self) -> str | None:
        """None where there is no element for it."""
        element = next(self.root.iter(f"{OAI}resumptionToken"), None)
        return None if element is None else element.text or ""

    def texts(self, name: str) -> list[str]:
        """Of all elements with that name, of the protocol or of Dublin Core."""
        found = [*self.root.iter(f"{OAI}{name}"), *self.root.iter(f"{DC}{name}")]
        return [element.text or "" for element in found]


def check(text: str) -> Said:
    """The answer, once it is valid. What is deleted has no metadata, and all else has."""
    root = fromstring(text)
    schema().validate(root)
    for record in root.iter(f"{OAI}record"):
        (header,) = record.findall(f"{OAI}header")
        assert (record.find(f"{OAI}metadata") is None) == Header.of(header).is_deleted
    return Said(root)


def ask(client: Client, post: bool = False, **arguments: Any) -> Said:
    """One question, with ``from_`` for the argument that Python keeps for itself."""
    given = {name.rstrip("_"): value for name, value in arguments.items()}
    response = client.open(
        "/oai",
        method="POST" if post else "GET",
        data=given if post else None,
        query_string=None if post else given,
    )
    assert response.status_code == 200
    assert response.content_type == "text/xml; charset=utf-8"
    return check(response.text)


def pages(client: Client, **arguments: Any) -> list[Said]:
    """A list to its end, page by page."""
    said = ask(client, **(LIST | arguments))
    found = [said]
    while said.token:
        verb = arguments.get("verb", "ListRecords")
        said = ask(client, verb=verb, resumptionToken=said.token)
        found.append(said)
    return found


def harvested(client: Client, **arguments: Any) -> dict[str, Header]:
    """All headers of a list by identifier."""
    headers = [header for said in pages(client, **arguments) for header in said.headers]
    found = {header.identifier: header for header in headers}
    assert len(found) == len(headers), "something came twice"
    return found


def make(author: User, status: str = Status.PUBLISHED, **fields: Any) -> Innovation:
    """A record as it is made, to be compared with; what changes it has to load it."""
    record = make_innovation(author, status, **fields)
    db.session.refresh(record)
    db.session.expunge(record)
    return record


def drain_all() -> None:
    """Let the worker do all that waits."""
    while drain():
        pass
