"""What the commands say: a progress bar, the findings as a table and as a file."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from portal.innovations.importing.findings import Finding
from portal.innovations.importing.running import Progress as Callback

SHOWN = 40
# Programs wrap lines badly: where nobody watches, lines are this long.
WIDE = 120
# A spreadsheet would take a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def bar(label: str, total: int) -> Iterator[Callback]:
    """A progress bar on the terminal; nothing where there is none."""
    console = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.update(task, completed=done)


def show(findings: Sequence[Finding]) -> None:
    """The first findings by row and column, and how often the rest were said."""
    if not findings:
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    table = Table("Row", "Column", "Fault or note", "What", box=None, pad_edge=False)
    for finding in findings[:SHOWN]:
        table.add_row(
            str(finding.row), escape(finding.column), finding.level, escape(finding.words)
        )
    console.print(table)
    counts: dict[tuple[str, str], int] = {}
    for finding in findings[SHOWN:]:
        key = (finding.column, finding.level)
        counts[key] = counts.get(key, 0) + 1
    if counts:
        console.print(
            f"and {len(findings) - SHOWN:,} more (--faults writes all of them to a file):"
        )
        for (column, level), number in sorted(counts.items(), key=lambda item: -item[1]):
            console.print(f"  {number:,} × {escape(column or 'the row')} ({level})")


def write(findings: Sequence[Finding], path: Path) -> None:
    """All findings as CSV, safe to open in a spreadsheet."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "column", "level", "words"])
        for finding in findings:
            writer.writerow(
                [finding.row, _plain(finding.column), finding.level, _plain(finding.words)]
            )


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
