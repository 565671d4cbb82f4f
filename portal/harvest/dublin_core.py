"""A record in simple Dublin Core, as ``oai_dc`` wants it."""

from portal.clock import LONDON
from portal.harvest.pages import Described
from portal.harvest.xml import around, element
from portal.innovations import vocabulary as v

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_ATTRIBUTES = {
    "xmlns:oai_dc": NAMESPACE,
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
}


def metadata_of(item: Described, base_url: str) -> str:
    """The ``oai_dc:dc`` element of what is not deleted; nothing in it is hidden from visitors."""
    record = item.record
    if record is None:
        raise ValueError(f"{item.entry.identifier} is deleted")
    published = record.published_at
    pairs = [
        ("title", record.title),
        *(("creator", name) for name, role in item.people if role == "owner"),
        *(("contributor", name) for name, role in item.people if role != "owner"),
        *(("subject", label) for label in item.topics),
        ("description", record.summary),
        ("publisher", record.organisation),
        ("date", published.astimezone(LONDON).date().isoformat() if published else None),
        ("type", v.KINDS[record.kind]),
        ("identifier", f"{base_url}/innovations/{record.id}"),
        ("identifier", record.identifier),
        ("source", record.source_url),
        ("language", "en-GB"),
        *(("relation", f"{base_url}/innovations/{target}") for target in item.related),
        ("coverage", record.region),
        ("rights", v.LICENCES.get(record.licence or "")),
        ("rights", v.LICENCE_URLS.get(record.licence or "")),
    ]
    inner = "".join(element(f"dc:{name}", text) for name, text in pairs if text)
    return around("oai_dc:dc", inner, _ATTRIBUTES)
