"""One row becomes the fields of one record, with all there is to say about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.innovations.importing.findings import Finding, Level, note
from portal.innovations.importing.mapping.directory import Directory
from portal.innovations.importing.mapping.fields import FIELDS, Kind
from portal.innovations.importing.mapping.links import LINKED
from portal.innovations.importing.mapping.spec import COLUMN_IN_TEXT, Check, Rule, Spec
from portal.innovations.importing.mapping.tidy import first_sentences, tidy
from portal.innovations.importing.mapping.values import (
    UnfitError,
    cut,
    in_pounds,
    money,
    month,
    one_line,
)
from portal.innovations.importing.reading import Cell, Row
from portal.web.fields import is_web_address

# What the forms take; a longer text is kept whole and shortened by whoever edits it.
ADVISED = 50_000


@dataclass
class Draft:
    """A record to be: the fields that ``actions.create`` takes."""

    row: int
    fields: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    # As they are written in the file: not cut, and whether or not the directory knows it.
    title: str = ""
    organisation: str = ""
    # Paragraphs that the fields have no place for: they go before the text of what was done.
    kept: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not any(finding.level is Level.FAULT for finding in self.findings)

    def fault(self, column: str, words: str) -> None:
        self.findings.append(Finding(self.row, column, words))

    def note(self, column: str, words: str) -> None:
        self.findings.append(note(self.row, column, words))

    def keep(self, label: str, text: str) -> None:
        """Keep what does not fit into its own field."""
        self.kept.append(f"**{label}:** {text}")


class Mapper:
    """Turns the rows of one file into drafts."""

    def __init__(self, spec: Spec, directory: Directory) -> None:
        self._spec = spec
        self._directory = directory

    def draft(self, row: Row) -> Draft:
        """The draft of a row; not to be imported unless it ``is_good``."""
        draft = Draft(row.number, findings=list(row.findings))
        if not row.cells:
            return draft
        cells = self._emptied(row.cells)
        dropped = {name for check in self._spec.checks for name in _checked(draft, check, cells)}
        for rule in self._spec.rules:
            if rule.field not in dropped:
                self._fill(draft, rule, cells)
        _finish(draft)
        return draft

    def _emptied(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """The cells, without what only says that nothing is known."""
        return {
            column: ""
            if isinstance(cell, str) and cell.casefold() in self._spec.empty.get(column, ())
            else cell
            for column, cell in cells.items()
        }

    def _fill(self, draft: Draft, rule: Rule, cells: Mapping[str, Cell]) -> None:
        kind = FIELDS[rule.field].kind
        texts = texts_of(rule, cells)
        if not texts and rule.first_sentences:
            texts = _sentences(draft, rule, cells)
        if not texts:
            return
        if kind in LINKED:
            LINKED[kind](draft, rule, texts, self._directory)
        elif kind is Kind.CHOICE:
            _choose(draft, rule, texts)
        else:
            _PLAIN[kind](draft, rule, rule.join.join(texts))


def texts_of(rule: Rule, cells: Mapping[str, Cell]) -> list[str]:
    """What the rule's columns hold: one text a column, piece or list item, empty ones left out."""
    if rule.value:
        return [rule.value]
    if rule.pieces:
        found: Iterable[str] = (_filled(piece, cells) for piece in rule.pieces)
    else:
        found = (part for column in rule.columns for part in _parts(cells.get(column, "")))
    return [text for text in found if text] or ([rule.default] if rule.default else [])


def _parts(cell: Cell) -> tuple[str, ...]:
    return (cell,) if isinstance(cell, str) else cell


def _filled(piece: str, cells: Mapping[str, Cell]) -> str:
    """The piece with its columns filled in; nothing when one of them is empty."""
    values = {}
    for column, form in COLUMN_IN_TEXT.findall(piece):
        text = ", ".join(part for part in _parts(cells.get(column.strip(), "")) if part)
        if not text:
            return ""
        values[column, form] = in_pounds(text) if form == "money" else text
    return COLUMN_IN_TEXT.sub(lambda found: values[found[1], found[2] or ""], piece)


def _sentences(draft: Draft, rule: Rule, cells: Mapping[str, Cell]) -> list[str]:
    text = " ".join(_parts(cells.get(rule.first_sentences, "")))
    if found := first_sentences(text, FIELDS[rule.field].most or ADVISED):
        draft.note(rule.place, "is empty; the first sentences of the text were taken")
    return [found] if found else []


def _fill_line(draft: Draft, rule: Rule, text: str) -> None:
    field_, text = FIELDS[rule.field], one_line(text)
    if rule.field == "title":
        draft.title = text
    short = cut(text, field_.most)
    if short != text:
        draft.keep(f"{field_.label} in full", text)
        draft.note(
            rule.place,
            f"has {len(text)} characters; the {field_.label.lower()} was cut at {field_.most}, "
            "and the whole of it is kept in the text",
        )
    draft.fields[rule.field] = short


def _fill_prose(draft: Draft, rule: Rule, text: str) -> None:
    text = tidy(text) if rule.tidy == "markdown" else text
    if len(text) > ADVISED:
        draft.note(
            rule.place,
            f"has {len(text):,} characters. All are kept, but whoever edits the text "
            f"must bring it below {ADVISED:,}",
        )
    draft.fields[rule.field] = text


def _fill_month(draft: Draft, rule: Rule, text: str) -> None:
    try:
        draft.fields[rule.field], words = month(text, rule.dates)
    except UnfitError as error:
        draft.fault(rule.place, str(error))
    else:
        if words:
            draft.note(rule.place, words)


def _fill_money(draft: Draft, rule: Rule, text: str) -> None:
    try:
        draft.fields[rule.field] = money(text)
    except UnfitError as error:
        draft.fault(rule.place, str(error))


def _fill_link(draft: Draft, rule: Rule, text: str) -> None:
    address = text.strip().replace(" ", "%20")
    if is_web_address(address) and len(address) <= 500:
        draft.fields[rule.field] = address
    else:
        draft.note(rule.place, f"“{cut(address, 60)}” is no web address, so it was left out")


def _choose(draft: Draft, rule: Rule, texts: list[str]) -> None:
    words = FIELDS[rule.field].words or {}
    known = {name.casefold(): value for value, label in words.items() for name in (value, label)}
    for text in texts:
        plain = text.strip().casefold()
        if value := rule.values.get(plain) or known.get(plain):
            draft.fields[rule.field] = value
            return
    if plain in rule.values or rule.ignores_others:
        if rule.default:
            draft.fields[rule.field] = rule.default
    else:
        draft.fault(rule.place, f"“{cut(texts[0], 60)}” is none of: {', '.join(words.values())}")


_PLAIN = {
    Kind.LINE: _fill_line,
    Kind.PROSE: _fill_prose,
    Kind.MONTH: _fill_month,
    Kind.MONEY: _fill_money,
    Kind.LINK: _fill_link,
}


def _checked(draft: Draft, check: Check, cells: Mapping[str, Cell]) -> tuple[str, ...]:
    """Say what the check has to say of this row; returns the fields that it leaves out."""
    values = [" ".join(_parts(cells.get(column, ""))) for column in check.columns]
    holds = {
        "same": len(set(values)) == 1 and bool(values[0]),
        "empty": not any(values),
        "length": any(len(value) >= check.least for value in values),
    }[check.when]
    if not holds:
        return ()
    (draft.fault if check.is_fault else draft.note)(check.columns[-1], check.words)
    return check.drop


def _finish(draft: Draft) -> None:
    """What only shows when all fields are there."""
    fields = draft.fields
    for name in ("title", "kind"):
        if not fields.get(name) and draft.is_good:
            draft.fault(FIELDS[name].label, "is missing, and no record can be without it")
    if (
        "started_on" in fields
        and "ended_on" in fields
        and fields["ended_on"] < fields["started_on"]
    ):
        draft.fault(FIELDS["ended_on"].label, "is before the start")
    if draft.kept:
        fields["what_we_did"] = "\n\n".join([*draft.kept, fields.get("what_we_did", "")]).strip()
