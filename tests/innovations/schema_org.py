"""The vocabulary of schema.org, read from the declarations of the package schema-dts.

It is a dependency of the tests alone: npm installs it with the tools of the front end.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from portal.config import ROOT

_DECLARATIONS = ROOT / "node_modules" / "schema-dts" / "dist" / "schema.d.ts"
_CLASS = re.compile(
    r"^(?:export )?interface (\w+?)Base extends ([^{]+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
_PROPERTY = re.compile(r'^    "([A-Za-z]\w*)"\?: SchemaValue<(.*), "\1">;$', re.MULTILINE)
_LEAF = re.compile(r'"@type": "(\w+)"')
_TEXTS = {"Text", "URL", "Date", "DateTime", "Number", "Boolean", "Time", "CssSelectorType"}


class Term(NamedTuple):
    """A class: those right above it, and what may stand in each of its own properties."""

    above: list[str]
    properties: dict[str, set[str]]


@cache
def vocabulary() -> dict[str, Term]:
    """All classes by name."""
    text = _DECLARATIONS.read_text(encoding="utf-8")
    leaves = set(_LEAF.findall(text))
    terms = {}
    for name, parents, body in _CLASS.findall(text):
        above = re.findall(r"(\w+?)Base\b", parents)
        ranges = {prop: set(re.findall(r"\w+", kinds)) for prop, kinds in _PROPERTY.findall(body)}
        terms[name] = Term(above, ranges)
    # A class without properties of its own has no interface of this kind.
    for name, parents in re.findall(r"interface (\w+)Leaf extends (\w+)Base ", text):
        if name != parents and name in leaves:
            terms.setdefault(name, Term([parents], {}))
    return terms


def lineage(name: str) -> Iterator[str]:
    """A class and all above it."""
    yield name
    for parent in vocabulary()[name].above:
        yield from lineage(parent)


def faults(node: dict[str, Any]) -> list[str]:
    """Everything in a node, and in those inside it, that schema.org does not know."""
    kind = node.get("@type", "")
    if kind not in vocabulary():
        return [f"{kind!r} is no class"]
    allowed: dict[str, set[str]] = {}
    for name in lineage(kind):
        for prop, kinds in vocabulary()[name].properties.items():
            allowed.setdefault(prop, set()).update(kinds)
    found = []
    for prop, value in node.items():
        if prop.startswith("@"):
            continue
        if prop not in allowed:
            found.append(f"{kind} has no {prop}")
            continue
        for one in value if isinstance(value, list) else [value]:
            found += _misfits(f"{kind}.{prop}", one, allowed[prop])
    return found


def _misfits(place: str, value: Any, kinds: set[str]) -> list[str]:
    if not isinstance(value, dict):
        return [] if kinds & _TEXTS else [f"{place} is no text"]
    inner = faults(value)
    if not inner and not kinds & set(lineage(value["@type"])):
        inner = [f"{place} is no {value['@type']}"]
    return inner
