"""JSON lines: one record as JSON on each line; a line that is not is a fault of that line only."""

import json
from typing import Any

from portal.innovations.importing.findings import Finding
from portal.innovations.importing.reading.table import (
    Cell,
    Limits,
    Row,
    Table,
    clean_cell,
    clean_headings,
    filled_table,
    too_many_rows,
)


def read_json_lines(text: str, limits: Limits, *notices: str) -> Table:
    """The records; the columns are all names that occur, in the order of their first use.

    Raises UnreadableFileError.
    """
    rows: list[Row] = []
    names: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        rows.append(_row(number, line, limits))
        names.update(dict.fromkeys(rows[-1].cells))
        if len(rows) > limits.rows:
            raise too_many_rows(limits)
    return filled_table(clean_headings(list(names), limits), rows, *notices)


def _row(number: int, line: str, limits: Limits) -> Row:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "it is nested too deeply or holds an endless number")
        return Row(number, {}, (Finding(number, "", f"is not JSON: {reason}"),))
    if not isinstance(record, dict):
        return Row(number, {}, (Finding(number, "", "is JSON, but no record with names"),))
    cells: dict[str, Cell] = {}
    findings: list[Finding] = []
    for raw_name, value in record.items():
        name = " ".join(raw_name.split())[:200]
        cell, said = _cell(number, name, value, limits)
        cells[name] = cell
        findings.extend(said)
    return Row(number, cells, tuple(findings))


def _cell(number: int, name: str, value: Any, limits: Limits) -> tuple[Cell, list[Finding]]:
    if isinstance(value, list):
        parts = [_cell(number, name, part, limits) for part in value]
        findings = [finding for _, said in parts for finding in said]
        if any(isinstance(part, tuple) for part, _ in parts):
            return "", [Finding(number, name, "holds a list within a list")]
        return tuple(str(part) for part, _ in parts if part), findings
    if isinstance(value, dict):
        return "", [Finding(number, name, "holds a record within a record")]
    if value is None:
        return "", []
    if isinstance(value, bool):
        return ("yes" if value else "no"), []
    return clean_cell(number, name, str(value), limits)
