"""Where machines go from a record's page: typed links (signposting.org, FAIR profile).

The same links stand in the header of the page, as far as they fit, and whole in a link set
(RFC 9264). Authors are left out: nobody has an address of their own that everyone may see.
"""

from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from portal.innovations import vocabulary as v
from portal.innovations.shown import ShownInnovation, attached
from portal.visibility import Audience

# Proxies take no header of more than 4 kB.
MOST_BYTES: Final = 3_000
TYPES: Final = ("https://schema.org/AboutPage", "https://schema.org/Article")
LINKSET: Final = "application/linkset+json"
JSON_LD: Final = "application/ld+json"
CITING: Final = {
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
    "md": "text/markdown",
}
"""What else a record can be had in, by the end of its address."""


class Link(NamedTuple):
    """One link of a record's page."""

    rel: str
    href: str
    type: str = ""

    def __str__(self) -> str:
        """As in a ``Link`` header (RFC 8288)."""
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{self.href}>; rel="{self.rel}"{kind}'


def links_of(record: ShownInnovation, base_url: str) -> list[Link]:
    """The links of a published record, those that matter most first."""
    url = f"{base_url}{record.path}"
    licence = v.LICENCE_URLS.get(record.licence or "")
    return [
        Link("cite-as", f"{base_url}/innovations/identifier/{record.identifier}"),
        Link("linkset", f"{url}/linkset.json", LINKSET),
        *(Link("type", name) for name in TYPES),
        *([Link("license", licence)] if licence else []),
        Link("collection", f"{base_url}/innovations", "text/html"),
        *_descriptions(record, base_url),
        *(Link("item", f"{base_url}{file.path}", file.media_type) for file in attached(record)),
    ]


def header(links: list[Link]) -> str:
    """As many of the links, from the first on, as a header has room for."""
    text = ""
    for link in map(str, links):
        if len(text) + len(link) > MOST_BYTES:
            break
        text += f", {link}" if text else link
    return text


def leading_back(record: ShownInnovation, base_url: str, rel: str = "describes") -> str:
    """The header of what belongs to a record: it ``describes`` it, or is of its ``collection``."""
    return str(Link(rel, f"{base_url}{record.path}", "text/html"))


def link_set(record: ShownInnovation, base_url: str) -> dict[str, Any]:
    """All links of the record's page, and those that lead back to it."""
    url = f"{base_url}{record.path}"
    page: dict[str, Any] = {"anchor": url}
    others = []
    for rel, href, kind in links_of(record, base_url):
        if rel == "linkset":
            continue
        page.setdefault(rel, []).append({"href": href, "type": kind} if kind else {"href": href})
        back = {"describedby": "describes", "item": "collection"}.get(rel)
        if back:
            others.append({"anchor": href, back: [{"href": url, "type": "text/html"}]})
    return {"linkset": [page, *others]}


def _descriptions(record: ShownInnovation, base_url: str) -> list[Link]:
    url = f"{base_url}{record.path}"
    links = [Link("describedby", f"{url}.jsonld", JSON_LD)]
    links += [Link("describedby", f"{url}.{end}", kind) for end, kind in CITING.items()]
    if record.audience == Audience.PUBLIC:
        name = f"oai:{urlsplit(base_url).hostname}:{record.identifier}"
        asked = f"verb=GetRecord&metadataPrefix=oai_dc&identifier={name}"
        links.append(Link("describedby", f"{base_url}/oai?{asked}", "text/xml"))
    return links
