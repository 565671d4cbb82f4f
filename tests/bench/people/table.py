"""The tables of people, with the aim beside each number."""

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table

MOST_MILLISECONDS: Final = 100
"""The aim for the finder: p95 of finding, and of its page."""


def show(found: Mapping[str, Any]) -> None:
    """Print the results of one run."""
    console = Console(width=None if Console().is_terminal else 150)
    console.print(_pages(found))
    console.print(_finding(found))


def _pages(found: Mapping[str, Any]) -> Table:
    title = (
        f"{found['people']:,} people, {found['items']:,} evidence items, "
        f"median of {found['rounds']} rounds"
    )
    table = Table(title=title, title_justify="left")
    table.add_column("Page")
    for name in (
        *("CPU ms", "x hello", "p50 ms", "p95 ms", "a second"),
        *("alone p50", "alone p95", "statements", "of 20 people", "HTML kB"),
    ):
        table.add_column(name, justify="right")
    limit = found["pages"][0]["cpu"]
    for page in found["pages"]:
        alone = page["alone"]
        table.add_row(
            page["title"],
            f"{page['cpu']:.2f}",
            f"{page['cpu'] / limit:.1f}",
            f"{page['p50']:.1f}",
            _judged(page["p95"]),
            f"{page['per_second']:.0f}",
            f"{alone['p50']:.2f}" if alone else "",
            f"{alone['p95']:.2f}" if alone else "",
            f"{page['statements'] or ''}",
            f"{page['statements_of_few'] or ''}",
            f"{page['kilobytes']:.1f}" if page["kilobytes"] else "",
        )
    return table


def _finding(found: Mapping[str, Any]) -> Table:
    table = Table(title="Finding people, without a page", title_justify="left")
    for name in ("Asked for", "p50 ms", "p95 ms", "aim"):
        table.add_column(name, justify="right" if name != "Asked for" else "left")
    for name, times in found["finding"].items():
        table.add_row(name, f"{times['p50']:.1f}", _judged(times["p95"]), f"{MOST_MILLISECONDS}")
    return table


def _judged(milliseconds: float) -> str:
    text = f"{milliseconds:.1f}"
    return text if milliseconds <= MOST_MILLISECONDS else f"[bold red]{text} (!)[/]"
