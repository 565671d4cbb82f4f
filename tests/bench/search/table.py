"""The tables of the search part: what was found, and the aims beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.search.asked import Kind
from tests.bench.search.engines import ENGINES, LIMIT, OURS
from tests.bench.search.timing import COLD, WARM

# The most that ours may take, in times of FTS5.
AIMS: Mapping[tuple[str, str], float] = {
    (WARM, Kind.ONE): 0.6,
    (WARM, Kind.ANY): 0.2,
    (WARM, Kind.ALL): 1.7,
    (WARM, Kind.FACETS): 0.15,
    (WARM, Kind.HIGHLIGHT): 1.0,
    (WARM, Kind.CORRECT): 0.1,
    (COLD, Kind.ANY): 1.0,
}
# Scanning pays the more, the more there is.
ANY_LARGE, LARGE = 0.1, 100_000
OPEN_MILLISECONDS, PRIVATE_MEGABYTES, RIGHT_SHARE = 1.0, 30.0, 0.95
MEMORY_RECORDS = 10_000


def show(results: Mapping[str, Any]) -> None:
    """Print what was found of each size."""
    console = Console(width=None if Console().is_terminal else 150)
    for found in results["sizes"]:
        names = [engine.name for engine in ENGINES if engine.name in found["engines"]]
        for state in (WARM, COLD):
            console.print(_times(found, state, names, results["rounds"]))
        console.print(_facts(found, names, results["typos"]))


def _times(found: Mapping[str, Any], state: str, names: list[str], rounds: int) -> Table:
    title = f"Search, {found['records']:,} records, {state}, CPU ms, median of {rounds} rounds"
    table = Table(title=title, title_justify="left")
    table.add_column("Question")
    table.add_column(f"{OURS.name} x {LIMIT.name}", justify="right")
    table.add_column("aim", justify="right")
    for name in names:
        table.add_column(f"{name} p50", justify="right")
        table.add_column("p95", justify="right")
        if name not in (OURS.name, LIMIT.name):
            table.add_column(f"x {LIMIT.name}", justify="right")
    for row in found["times"]:
        if row["state"] == state:
            table.add_row(row["question"], *_cells(row, names, found["records"]))
    return table


def _cells(row: Mapping[str, Any], names: list[str], records: int) -> Iterator[str]:
    aim = aim_of(row["state"], row["question"], records)
    ratio = row[OURS.name]["ratio"]
    yield _judged(ratio, aim, f"{ratio:.2f}")
    yield "" if aim is None else f"{aim:g}"
    for name in names:
        yield f"{row[name]['p50']:.3f}"
        yield f"{row[name]['p95']:.3f}"
        if name not in (OURS.name, LIMIT.name):
            yield f"{row[name]['ratio']:.2f}"


def aim_of(state: str, question: str, records: int) -> float | None:
    """The most that ours may take, in times of FTS5, if there is such an aim."""
    if records >= LARGE and (state, question) == (WARM, Kind.ANY):
        return ANY_LARGE
    return AIMS.get((state, Kind(question)))


def _facts(found: Mapping[str, Any], names: list[str], typos: int) -> Table:
    table = Table(title=f"Search, {found['records']:,} records, the rest", title_justify="left")
    table.add_column("Measured")
    for name in names:
        table.add_column(name, justify="right")
    table.add_column("aim for ours", justify="right")
    for fact in _FACTS:
        texts = [fact.form.format(**_flat(found["engines"][name])) for name in names]
        value = _flat(found["engines"][OURS.name])[fact.value] if fact.value else 0.0
        aim = fact.aim if fact.only_of in (None, found["records"]) else None
        texts[0] = _judged(value, aim, texts[0])
        table.add_row(fact.title, *texts, "" if aim is None else f"{aim:g}")
    table.add_row(*_set_right(found, names, typos))
    return table


@dataclass(frozen=True)
class _Fact:
    """A line of the table: how it is written, and what is compared with the aim."""

    title: str
    form: str
    value: str = ""
    aim: float | None = None
    only_of: int | None = None
    """The size that the aim is meant for, if not all."""


_FACTS = (
    _Fact("Building, s of CPU", "{build_cpu:.1f}"),
    _Fact("Index on disk, MB", "{build_megabytes:.1f}"),
    _Fact("Opening, ms of CPU", "{open:.2f}", "open", OPEN_MILLISECONDS),
    _Fact(
        "Private memory added by searching, MB (of all)",
        "{memory_added:.1f} ({memory_whole:.0f})",
        *("memory_added", PRIVATE_MEGABYTES, MEMORY_RECORDS),
    ),
    _Fact("One edit until found, ms of CPU", "{edit_cpu:.1f}"),
    _Fact("One edit until found, ms passed", "{edit_wall:.1f}"),
    _Fact("Words marked", "{marks_marked}"),
    _Fact("Words marked wrongly", "{marks_wrongly}", "marks_wrongly", 0),
    _Fact("Words left unmarked", "{marks_missed}", "marks_missed", 0),
)


def _flat(engine: Mapping[str, Any]) -> dict[str, Any]:
    """``build_cpu`` for what is ``cpu`` in ``build``."""
    flat: dict[str, Any] = {}
    for name, value in engine.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}_{key}": part for key, part in value.items()}
        else:
            flat[name] = value
    return flat


def _set_right(found: Mapping[str, Any], names: list[str], typos: int) -> list[str]:
    counts = [found["engines"][name]["right"]["all"] for name in names]
    least = RIGHT_SHARE * typos
    texts = [_judged(-counts[0], -least, str(counts[0])), *map(str, counts[1:])]
    return [f"Set right of {typos} slips", *texts, f"{least:g} or more"]


def _judged(value: float, aim: float | None, text: str) -> str:
    if aim is None:
        return text
    return text if value <= aim else f"[bold red]{text} (!)[/]"
