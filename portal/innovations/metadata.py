"""A record in the words of machines: Dublin Core and schema.org (terms of version 30.0)."""

from typing import Any

from portal.clock import LONDON
from portal.innovations import vocabulary as v
from portal.innovations.models import Innovation
from portal.innovations.shown import ShownInnovation
from portal.markdown import plain


def dublin_core(innovation: Innovation | ShownInnovation) -> list[tuple[str, str]]:
    """Names and contents of the ``meta`` elements of a published record."""
    pairs: list[tuple[str, str | None]] = [
        ("DC.title", innovation.title),
        ("DC.identifier", innovation.identifier),
        ("DC.description", innovation.summary),
        ("DC.type", v.KINDS[innovation.kind]),
        ("DC.publisher", innovation.organisation.name if innovation.organisation else None),
        ("DC.date", _day(innovation)),
        ("DC.coverage", innovation.region.name if innovation.region else None),
        ("DC.rights", v.LICENCES.get(innovation.licence or "")),
        ("DC.language", "en-GB"),
        *(("DC.subject", topic.label) for topic in innovation.topics),
        *(("DC.creator", p.name) for p in innovation.people if p.is_shown and p.role == "owner"),
        *(
            ("DC.contributor", p.name)
            for p in innovation.people
            if p.is_shown and p.role != "owner"
        ),
    ]
    return [(name, content) for name, content in pairs if content]


def json_ld(innovation: Innovation | ShownInnovation, base_url: str) -> dict[str, Any]:
    """A schema.org WebPage whose main entity is an Article, without empty properties."""
    url = f"{base_url}{innovation.path}"
    article = {
        "@type": "Article",
        "@id": f"{url}#record",
        "identifier": innovation.identifier,
        "headline": innovation.title,
        "abstract": innovation.summary,
        "genre": v.KINDS[innovation.kind],
        "articleBody": plain(innovation.html.get("what_we_did", "")),
        "backstory": plain(innovation.html.get("problem", "")),
        "about": [{"@type": "DefinedTerm", "name": t.label} for t in innovation.topics],
        "author": [
            {"@type": "Person", "name": p.name}
            for p in innovation.people
            if p.is_shown and p.role == "owner"
        ],
        "sourceOrganization": _organisation(innovation),
        "spatialCoverage": innovation.region.name if innovation.region else None,
        "license": v.LICENCE_URLS.get(innovation.licence or ""),
        "datePublished": _day(innovation),
        "dateModified": innovation.updated_at.astimezone(LONDON).date().isoformat(),
        "inLanguage": "en-GB",
    }
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": innovation.title,
        "mainEntity": {name: value for name, value in article.items() if value},
    }


def _day(innovation: Innovation | ShownInnovation) -> str | None:
    moment = innovation.published_at
    return moment.astimezone(LONDON).date().isoformat() if moment else None


def _organisation(innovation: Innovation | ShownInnovation) -> dict[str, Any] | None:
    if innovation.organisation is None:
        return None
    return {
        "@type": "Organization",
        "name": innovation.organisation.name,
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": "https://fhir.nhs.uk/Id/ods-organization-code",
            "value": innovation.organisation.ods_code,
        },
    }
