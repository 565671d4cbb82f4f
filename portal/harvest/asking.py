"""What a harvester asks for: the verb and its arguments, checked (OAI-PMH 2.0, 3.6 and 4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from werkzeug.datastructures import MultiDict

PREFIX = "oai_dc"


class RefusedError(Exception):
    """The answer is an error of the protocol: its code, and words for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(frozen=True)
class _Verb:
    optional: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    is_list: bool = False


_SELECTIVE = _Verb(frozenset({"from", "until", "set"}), frozenset({"metadataPrefix"}), is_list=True)
_VERBS: Mapping[str, _Verb] = {
    "Identify": _Verb(),
    "ListMetadataFormats": _Verb(optional=frozenset({"identifier"})),
    "ListSets": _Verb(is_list=True),
    "ListIdentifiers": _SELECTIVE,
    "ListRecords": _SELECTIVE,
    "GetRecord": _Verb(required=frozenset({"identifier", "metadataPrefix"})),
}
RESUMPTION = "resumptionToken"

_PART = r"[A-Za-z0-9\-_.!~*'()]+"
# The syntax of each argument; a resumption token is looked at where it is opened.
_SYNTAX = {
    # The characters of a URI, RFC 3986.
    "identifier": re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{1,300}"),
    "metadataPrefix": re.compile(_PART),
    "set": re.compile(rf"{_PART}(:{_PART})*"),
    "from": re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", re.ASCII),
    "until": re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", re.ASCII),
}


def read_arguments(given: MultiDict[str, str]) -> dict[str, str]:
    """The verb and its arguments by name.

    Raises RefusedError (badVerb, badArgument).
    """
    verbs = given.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in _VERBS:
        raise RefusedError("badVerb", "Say one verb: " + ", ".join(_VERBS) + ".")
    verb = _VERBS[verbs[0]]
    arguments = {name: value for name, value in given.items() if name != "verb"}
    allowed = verb.optional | verb.required | ({RESUMPTION} if verb.is_list else set())
    for name in arguments:
        if name not in allowed:
            raise RefusedError("badArgument", f"{verbs[0]} takes no argument {name[:40]}.")
        if len(given.getlist(name)) > 1:
            raise RefusedError("badArgument", f"{name} is there more than once.")
    if RESUMPTION in arguments:
        if len(arguments) > 1:
            raise RefusedError("badArgument", "A resumptionToken stands alone.")
    else:
        _check(arguments, verb.required)
    return {"verb": verbs[0], **arguments}


def _check(arguments: Mapping[str, str], required: frozenset[str]) -> None:
    if missing := sorted(required - arguments.keys()):
        raise RefusedError("badArgument", f"{missing[0]} is missing.")
    for name, value in arguments.items():
        if not _SYNTAX[name].fullmatch(value):
            raise RefusedError("badArgument", f"{name} is not written as it should be.")
    bounds(arguments)


def bounds(arguments: Mapping[str, str]) -> tuple[datetime, datetime]:
    """The first and the last moment that are asked for; both are included.

    Raises RefusedError for a date that is none, and for bounds that do not go together.
    """
    since, until = arguments.get("from"), arguments.get("until")
    if since and until and len(since) != len(until):
        raise RefusedError("badArgument", "from and until differ in granularity.")
    first = _moment(since, time.min) if since else datetime.min.replace(tzinfo=UTC)
    last = _moment(until, time.max) if until else datetime.max.replace(tzinfo=UTC)
    if first > last:
        raise RefusedError("badArgument", "from is later than until.")
    return first, last


def _moment(text: str, of_day: time) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedError("badArgument", f"{text} is no date.") from error
    if len(text) == len("2026-11-22"):
        moment = datetime.combine(moment, of_day)
    return moment.replace(tzinfo=UTC)
