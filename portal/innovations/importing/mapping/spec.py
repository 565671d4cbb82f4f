"""A mapping, as it is written in JSON, read and checked. docs/dev/import.md explains it."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.innovations import vocabulary as v
from portal.innovations.importing.mapping.fields import FIELDS, ROW_REST, ROW_WORDS, Kind

COLUMN_IN_TEXT = re.compile(r"\{([^{}|]+)(?:\|(money))?\}")
TIDIES = ("markdown", "names")
TESTS = ("same", "empty", "length")
_RULE_KEYS = frozenset(
    [
        "from",
        "text",
        "join",
        "value",
        "values",
        "others",
        "default",
        "dates",
        "split",
        "tidy",
        "role",
        "ignore",
        "first_sentences",
        "with",
    ]
)
_CHECK_KEYS = frozenset(["when", "columns", "least", "say", "drop", "level"])
_TOP_KEYS = frozenset(["name", "about", "fields", "empty", "checks"])


class MappingError(Exception):
    """The mapping cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Rule:
    """Where one field comes from."""

    field: str
    columns: tuple[str, ...] = ()
    # Texts with columns in curly brackets; one of whose columns is empty is left out.
    pieces: tuple[str, ...] = ()
    join: str = " "
    value: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    ignores_others: bool = False
    default: str = ""
    dates: tuple[str, ...] = ()
    split: str = ""
    tidy: str = ""
    role: str = "contributor"
    ignore: frozenset[str] = frozenset()
    # Where nothing is in the columns: the first sentences of this one.
    first_sentences: str = ""
    # For rows: what is the same in all of them.
    rest: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def place(self) -> str:
        """What findings about it name: the first column, or the field when there is none."""
        return self.columns[0] if self.columns else FIELDS[self.field].label


@dataclass(frozen=True)
class Check:
    """Words for rows in which the columns are the same, empty, or so long that they may be cut."""

    when: str
    columns: tuple[str, ...]
    words: str
    least: int = 0
    drop: tuple[str, ...] = ()
    is_fault: bool = False


@dataclass(frozen=True)
class Spec:
    name: str
    about: str
    rules: tuple[Rule, ...]
    # Column -> what stands for nothing in it, such as "Unknown", in small letters.
    empty: Mapping[str, frozenset[str]]
    checks: tuple[Check, ...]

    @property
    def columns(self) -> list[str]:
        """Every column that a field is taken from."""
        names = (name for rule in self.rules for name in (*rule.columns, rule.first_sentences))
        return [name for name in dict.fromkeys(names) if name]


def parse(data: Any) -> Spec:
    """The mapping that ``data``, read from JSON, describes.

    Raises MappingError.
    """
    _keys("The mapping", data, _TOP_KEYS)
    fields = data.get("fields")
    if not isinstance(fields, dict) or not fields:
        raise MappingError("The mapping has no “fields”")
    rules = tuple(rule for name, raw in fields.items() for rule in _rules(name, raw))
    for name in ("title", "kind"):
        if name not in fields:
            raise MappingError(f"The mapping does not say where “{name}” comes from")
    empty = data.get("empty", {})
    if not isinstance(empty, dict):
        raise MappingError("empty: give columns with a list of texts each")
    return Spec(
        name=_text("name", data.get("name", "")),
        about=_text("about", data.get("about", "")),
        rules=rules,
        empty={
            column: frozenset(text.casefold() for text in _texts(f"empty, {column}", texts))
            for column, texts in empty.items()
        },
        checks=tuple(_check(number, raw) for number, raw in enumerate(data.get("checks", []), 1)),
    )


def _rules(name: str, raw: Any) -> Iterator[Rule]:
    if name not in FIELDS:
        raise MappingError(f"fields: there is no field “{name}”. There are {', '.join(FIELDS)}")
    if FIELDS[name].kind is Kind.PEOPLE and isinstance(raw, list):
        for one in raw:
            yield _rule(name, one)
    else:
        yield _rule(name, raw)


def _rule(name: str, raw: Any) -> Rule:
    _keys(name, raw, _RULE_KEYS)
    pieces = _texts(f"{name}, text", raw.get("text", ()))
    named = [found[0].strip() for piece in pieces for found in COLUMN_IN_TEXT.findall(piece)]
    others = raw.get("others", "fault")
    if others not in ("fault", "ignore"):
        raise MappingError(f"{name}, others: say fault or ignore")
    values = raw.get("values", {})
    if not isinstance(values, dict):
        raise MappingError(f"{name}, values: give what stands in the file, and what it means")
    rule = Rule(
        field=name,
        columns=tuple(dict.fromkeys((*_texts(f"{name}, from", raw.get("from", ())), *named))),
        pieces=pieces,
        join=_text(f"{name}, join", raw.get("join", " ")),
        value=_text(f"{name}, value", raw.get("value", "")),
        values={k.casefold(): _text(f"{name}, values", meant) for k, meant in values.items()},
        ignores_others=others == "ignore",
        default=_text(f"{name}, default", raw.get("default", "")),
        dates=_texts(f"{name}, dates", raw.get("dates", ())),
        split=_text(f"{name}, split", raw.get("split", "")),
        tidy=_text(f"{name}, tidy", raw.get("tidy", "")),
        role=_text(f"{name}, role", raw.get("role", "contributor")),
        ignore=frozenset(t.casefold() for t in _texts(f"{name}, ignore", raw.get("ignore", ()))),
        first_sentences=_text(f"{name}, first_sentences", raw.get("first_sentences", "")),
        rest=_rest(name, raw.get("with", {})),
    )
    _check_rule(rule)
    return rule


def _check_rule(rule: Rule) -> None:
    if not (rule.columns or rule.pieces or rule.value):
        raise MappingError(f"{rule.field}: say “from” which columns, a “text” or a “value”")
    if rule.tidy and rule.tidy not in TIDIES:
        raise MappingError(f"{rule.field}, tidy: say {' or '.join(TIDIES)}")
    if rule.role not in v.PERSON_ROLES:
        raise MappingError(f"{rule.field}, role: say one of {', '.join(v.PERSON_ROLES)}")
    words = FIELDS[rule.field].words
    if words is not None:
        for meant in (rule.value, rule.default, *rule.values.values()):
            if meant and meant not in words:
                raise MappingError(f"{rule.field}: “{meant}” is none of {', '.join(words)}")
    for form in rule.dates:
        if "%Y" not in form:
            raise MappingError(f"{rule.field}, dates: “{form}” has no year (%Y)")
        try:
            date(2020, 2, 1).strftime(form)
        except ValueError as error:
            raise MappingError(f"{rule.field}, dates: “{form}” is no date format") from error


def _rest(name: str, raw: Any) -> dict[str, str]:
    _keys(f"{name}, with", raw, frozenset(ROW_REST.get(name, {})))
    for key, words in ROW_WORDS.get(name, {}).items():
        if key in raw and raw[key] not in words:
            raise MappingError(f"{name}, with: “{raw[key]}” is none of {', '.join(words)}")
    return {key: _text(f"{name}, with", value) for key, value in raw.items()}


def _check(number: int, raw: Any) -> Check:
    place = f"check {number}"
    _keys(place, raw, _CHECK_KEYS)
    when, level, least = raw.get("when"), raw.get("level", "note"), raw.get("least", 0)
    if when not in TESTS:
        raise MappingError(f"{place}, when: say one of {', '.join(TESTS)}")
    if level not in ("note", "fault"):
        raise MappingError(f"{place}, level: say note or fault")
    if not isinstance(least, int) or (when == "length" and least < 1):
        raise MappingError(f"{place}, least: say a number of characters")
    drop = _texts(f"{place}, drop", raw.get("drop", ()))
    if unknown := [name for name in drop if name not in FIELDS]:
        raise MappingError(f"{place}, drop: there is no field “{unknown[0]}”")
    columns = _texts(f"{place}, columns", raw.get("columns", ()))
    words = _text(f"{place}, say", raw.get("say", ""))
    if not columns or not words:
        raise MappingError(f"{place}: give the columns, and what to say")
    return Check(when, columns, words, least, drop, is_fault=level == "fault")


def _keys(place: str, raw: Any, known: frozenset[str]) -> None:
    if not isinstance(raw, dict):
        raise MappingError(f"{place}: this must be names with values, in curly brackets")
    if unknown := sorted(set(raw) - known):
        raise MappingError(
            f"{place}: “{unknown[0]}” is not known. Known are {', '.join(sorted(known))}"
        )


def _text(place: str, raw: Any) -> str:
    if not isinstance(raw, str):
        raise MappingError(f"{place}: this must be text, in quotation marks")
    return raw


def _texts(place: str, raw: Any) -> tuple[str, ...]:
    """One text or a list of them."""
    if isinstance(raw, str):
        return (raw,)
    if not isinstance(raw, list | tuple):
        raise MappingError(f"{place}: this must be a text or a list of texts")
    return tuple(_text(place, one) for one in raw)
