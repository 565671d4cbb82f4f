"""A record in the words of machines: Dublin Core and schema.org."""

from datetime import datetime
from typing import Any, NamedTuple

from portal.clock import LONDON
from portal.innovations import vocabulary as v
from portal.innovations.shown import AttachedFile, ShownInnovation, attached
from portal.markdown import plain


class Site(NamedTuple):
    """The portal itself; the address is without a slash at its end."""

    name: str
    url: str


def dublin_core(record: ShownInnovation) -> list[tuple[str, str]]:
    """Names and contents of the ``meta`` elements of a published record."""
    pairs: list[tuple[str, str | None]] = [
        ("DC.title", record.title),
        ("DC.identifier", record.identifier),
        ("DC.description", record.summary),
        ("DC.type", v.KINDS[record.kind]),
        ("DC.publisher", record.organisation.name if record.organisation else None),
        ("DC.date", _day(record.published_at)),
        ("DC.coverage", record.region.name if record.region else None),
        ("DC.rights", v.LICENCES.get(record.licence or "")),
        ("DC.language", "en-GB"),
        *(("DC.subject", topic.label) for topic in record.topics),
        *(("DC.creator", p.name) for p in record.people if p.is_shown and p.role == "owner"),
        *(("DC.contributor", p.name) for p in record.people if p.is_shown and p.role != "owner"),
    ]
    return [(name, content) for name, content in pairs if content]


def json_ld(record: ShownInnovation, site: Site, *, with_text: bool = True) -> dict[str, Any]:
    """A schema.org WebPage whose main entity is an Article, without empty properties.

    Without the text for the page itself, which has it already. Of other records it names those
    that the reader of this one may see.
    """
    url = f"{site.url}{record.path}"
    portal = {"@type": "Organization", "name": site.name, "url": site.url}
    page = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": record.title,
        "isPartOf": {"@type": "WebSite", "name": site.name, "url": site.url},
        "lastReviewed": _day(record.reviewed_at),
        "reviewedBy": portal if record.reviewed_at else None,
        "mainEntity": _article(record, site, with_text=with_text),
    }
    return {name: value for name, value in page.items() if value}


def _article(record: ShownInnovation, site: Site, *, with_text: bool) -> dict[str, Any]:
    licence = v.LICENCE_URLS.get(record.licence or "")
    article = {
        "@type": "Article",
        "@id": f"{site.url}{record.path}#record",
        "url": f"{site.url}/innovations/identifier/{record.identifier}",
        "identifier": record.identifier,
        "headline": record.title,
        "abstract": record.summary,
        "genre": v.KINDS[record.kind],
        "articleBody": plain(record.html.get("what_we_did", "")) if with_text else None,
        "backstory": plain(record.html.get("problem", "")) if with_text else None,
        "about": [{"@type": "DefinedTerm", "name": topic.label} for topic in record.topics],
        "author": _people(record, owners=True),
        "contributor": _people(record, owners=False),
        "sourceOrganization": _organisation(record),
        "spatialCoverage": (
            {"@type": "Place", "name": record.region.name} if record.region else None
        ),
        "temporalCoverage": _period(record),
        "license": licence,
        "datePublished": _day(record.published_at),
        "dateModified": _day(record.updated_at),
        "inLanguage": "en-GB",
        "isBasedOn": _others(record.related, "builds_on", site),
        "isPartOf": _others(record.related, "part_of", site),
        "hasPart": _others(record.related_from, "part_of", site),
        "citation": [_cited(row) for row in record.evidence if row.get("citation")],
        "associatedMedia": [_media(file, site) for file in attached(record)],
    }
    return {name: value for name, value in article.items() if value}


def _people(record: ShownInnovation, *, owners: bool) -> list[dict[str, Any]]:
    return [
        {"@type": "Person", "name": person.name}
        for person in record.people
        if person.is_shown and (person.role == "owner") == owners
    ]


def _others(rows: list[tuple[str, int, str]], wanted: str, site: Site) -> list[dict[str, Any]]:
    urls = [(f"{site.url}/innovations/{key}", title) for rel, key, title in rows if rel == wanted]
    return [
        {"@type": "Article", "@id": f"{url}#record", "url": url, "headline": title}
        for url, title in urls
    ]


def _cited(row: dict[str, Any]) -> dict[str, Any]:
    work = {"@type": "CreativeWork", "name": row["citation"], "url": row.get("link")}
    return {name: value for name, value in work.items() if value}


def _media(file: AttachedFile, site: Site) -> dict[str, Any]:
    is_picture = file.media_type.startswith("image/")
    media = {
        "@type": "ImageObject" if is_picture else "MediaObject",
        "name": file.title,
        "contentUrl": f"{site.url}{file.path}",
        "encodingFormat": file.media_type,
        "license": v.LICENCE_URLS.get(file.licence),
        "caption" if is_picture else "description": file.alternative_text,
    }
    return {name: value for name, value in media.items() if value}


def _period(record: ShownInnovation) -> str | None:
    """From month to month as ISO 8601 has it; two dots for what goes on."""
    if record.started_on is None:
        return None
    return f"{record.started_on:%Y-%m}/{f'{record.ended_on:%Y-%m}' if record.ended_on else '..'}"


def _day(moment: datetime | None) -> str | None:
    return moment.astimezone(LONDON).date().isoformat() if moment else None


def _organisation(record: ShownInnovation) -> dict[str, Any] | None:
    if record.organisation is None:
        return None
    return {
        "@type": "Organization",
        "name": record.organisation.name,
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": "https://fhir.nhs.uk/Id/ods-organization-code",
            "value": record.organisation.ods_code,
        },
    }
