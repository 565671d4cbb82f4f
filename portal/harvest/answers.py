"""The answer to each verb (OAI-PMH 2.0, section 4), as the XML inside its element."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app

from portal.clock import now
from portal.harvest import pages
from portal.harvest.asking import PREFIX, RESUMPTION, RefusedError, bounds
from portal.harvest.dublin_core import NAMESPACE, SCHEMA, metadata_of
from portal.harvest.pages import Described
from portal.harvest.queries import ALL, KIND, REGION, TOPIC
from portal.harvest.tokens import Place, opened, token_of
from portal.harvest.xml import around, element, written
from portal.innovations.vocabulary import KINDS
from portal.records import AnyRow

Arguments = Mapping[str, str]

_OAI_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
# What the scheme of oai-identifier takes for a repository: a domain name, not an address.
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")
_ROOTS = {KIND: "By kind", REGION: "By region", TOPIC: "By topic"}


def answer(arguments: Arguments) -> str:
    """What stands inside the element of the verb.

    Raises RefusedError.
    """
    if arguments.get("metadataPrefix", PREFIX) != PREFIX:
        raise RefusedError("cannotDisseminateFormat", f"The only format is {PREFIX}.")
    return _ANSWERS[arguments["verb"]](arguments)


def base_url() -> str:
    """The address that harvesters ask."""
    return f"{current_app.config['BASE_URL']}/oai"


def _identify(_: Arguments) -> str:
    host = _host()
    parts = [
        element("repositoryName", current_app.config["SITE_NAME"]),
        element("baseURL", base_url()),
        element("protocolVersion", "2.0"),
        element("adminEmail", current_app.config["CONTACT_EMAIL"]),
        element("earliestDatestamp", written(pages.earliest() or now())),
        element("deletedRecord", "persistent"),
        element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ]
    if _DOMAIN.fullmatch(host):
        inner = (
            element("scheme", "oai")
            + element("repositoryIdentifier", host)
            + element("delimiter", ":")
            + element("sampleIdentifier", f"{_stem()}INN-2026-0042")
        )
        attributes = {
            "xmlns": _OAI_IDENTIFIER,
            "xsi:schemaLocation": f"{_OAI_IDENTIFIER} {_OAI_IDENTIFIER}.xsd",
        }
        parts.append(around("description", around("oai-identifier", inner, attributes)))
    return "".join(parts)


def _list_metadata_formats(arguments: Arguments) -> str:
    if "identifier" in arguments:
        (item,) = pages.headers([_entry(arguments["identifier"])])
        if item.is_deleted:
            raise RefusedError("noMetadataFormats", "This record is deleted.")
    return around(
        "metadataFormat",
        element("metadataPrefix", PREFIX)
        + element("schema", SCHEMA)
        + element("metadataNamespace", NAMESPACE),
    )


def _list_sets(arguments: Arguments) -> str:
    place = _place(arguments)
    names = _ROOTS | {f"{KIND}:{kind}": words for kind, words in KINDS.items()}
    names |= pages.sets_in_use()
    after = place.after[0] if place.after else ""
    left = sorted(spec for spec in names if spec > after)
    size = _page_size()
    sets = "".join(
        around("set", element("setSpec", spec) + element("setName", names[spec]))
        for spec in left[:size]
    )
    return sets + _resumption(place, size, left[size - 1 : size] if len(left) > size else None)


def _list_identifiers(arguments: Arguments) -> str:
    return _list(arguments, pages.headers, _header)


def _list_records(arguments: Arguments) -> str:
    return _list(arguments, pages.records, _record)


def _get_record(arguments: Arguments) -> str:
    (item,) = pages.records([_entry(arguments["identifier"])])
    return _record(item)


def _list(
    arguments: Arguments,
    describe: Callable[[Sequence[AnyRow]], list[Described]],
    show: Callable[[Described], str],
) -> str:
    place = _place(arguments)
    first, last = bounds(place.arguments)
    after_id = 0
    if place.after:
        first, after_id = datetime.fromisoformat(place.after[0]), place.after[1]
    size = _page_size()
    set_spec = place.arguments.get("set", ALL)
    rows = pages.entries(set_spec, first, last, after_id=after_id, limit=size + 1)
    if not rows:
        raise RefusedError("noRecordsMatch", "No record is in this set with such a datestamp.")
    page = rows[:size]
    end = [page[-1].datestamp.isoformat(), page[-1].innovation_id] if len(rows) > size else None
    return "".join(map(show, describe(page))) + _resumption(place, size, end)


def _place(arguments: Arguments) -> Place:
    if RESUMPTION in arguments:
        return opened(arguments["verb"], arguments[RESUMPTION])
    return Place(dict(arguments))


def _resumption(place: Place, size: int, end: list[object] | list[str] | None) -> str:
    """The token for the next page; an empty one ends a list of several, and one page has none."""
    if end is None:
        return element(RESUMPTION, "", {"cursor": str(place.done)}) if place.after else ""
    token = token_of(Place(place.arguments, [*end], place.done + size))
    return element(RESUMPTION, token, {"cursor": str(place.done)})


def _header(item: Described) -> str:
    inner = element("identifier", _stem() + item.entry.identifier)
    inner += element("datestamp", written(item.entry.datestamp))
    inner += "".join(element("setSpec", spec) for spec in item.sets)
    return around("header", inner, {"status": "deleted"} if item.is_deleted else None)


def _record(item: Described) -> str:
    inner = _header(item)
    if not item.is_deleted:
        inner += around("metadata", metadata_of(item, current_app.config["BASE_URL"]))
    return around("record", inner)


def _entry(identifier: str) -> AnyRow:
    name = identifier.removeprefix(_stem())
    entry = pages.entry_of(name) if name != identifier else None
    if entry is None:
        raise RefusedError("idDoesNotExist", "No record has this identifier.")
    return entry


def _stem() -> str:
    """What the identifiers of all records begin with."""
    return f"oai:{_host()}:"


def _host() -> str:
    return urlsplit(current_app.config["BASE_URL"]).hostname or ""


def _page_size() -> int:
    return int(current_app.config["HARVEST_PAGE_SIZE"])


_ANSWERS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
    "GetRecord": _get_record,
}
