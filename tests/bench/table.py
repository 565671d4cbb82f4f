"""The one table, with the machine's own limit and the aim beside each number."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

MOST_STATEMENTS, MOST_KILOBYTES, MOST_FIRST_VIEW, MOST_MEGABYTES = 10, 30, 45, 140


def show(results: Mapping[str, Any]) -> None:
    """Print the results of one run."""
    console = Console(width=None if Console().is_terminal else 150)
    console.print(_pages(results))
    console.print(_others(results))


def _pages(results: Mapping[str, Any]) -> Table:
    title = f"{results['records']:,} records, median of {results['rounds']} rounds"
    table = Table(title=title, title_justify="left")
    table.add_column("Page")
    for name in (
        *("CPU ms", "x hello", "aim", "p50 ms", "p95 ms", "a second"),
        *("alone ms", "aim", "statements", "HTML kB", "first view kB"),
    ):
        table.add_column(name, justify="right")
    limit = results["pages"][0]["cpu"]
    for page in results["pages"]:
        aim, ratio = page["most_hellos"], page["cpu"] / limit
        signed_in = page["title"].endswith("signed in")
        table.add_row(
            page["title"],
            f"{page['cpu']:.2f}",
            _judged(ratio, aim, f"{ratio:.1f}"),
            f"{aim:g}" if aim else "",
            f"{page['p50']:.1f}",
            f"{page['p95']:.1f}",
            f"{page['per_second']:.0f}",
            *_alone(page),
            _weighed(page, "statements", MOST_STATEMENTS if signed_in else None, "d"),
            _weighed(page, "kilobytes", MOST_KILOBYTES if signed_in else None, ".1f"),
            _weighed(page, "first_view", MOST_FIRST_VIEW if signed_in else None, ".1f"),
        )
    return table


def _alone(page: Mapping[str, Any]) -> tuple[str, str]:
    """CPU time in one process, without the server."""
    found, aim = page["alone"], page["most_alone"]
    if found is None:
        return "", ""
    return _judged(found["mean"], aim, f"{found['mean']:.2f}"), f"{aim:g}" if aim else ""


def _weighed(page: Mapping[str, Any], name: str, aim: float | None, form: str) -> str:
    value = page.get(name)
    return "" if value is None else _judged(value, aim, format(value, form))


def _others(results: Mapping[str, Any]) -> Table:
    table = Table(title="The rest", title_justify="left")
    for name in ("Measured", "Found", "Aim"):
        table.add_column(name)
    found, written, memory = results["found"], results["written"], results["megabytes"]
    table.add_row(
        "Edit until it is found, s",
        _judged(found["most"], 1.0, f"{found['median']:.2f} median, {found['most']:.2f} at most"),
        "1",
    )
    table.add_row(
        f"Two processes, {written['edits']} edits of one record in {written['seconds']:.0f} s",
        _judged(written["lost"] + written["locked"], 0, _kept(written)),
        "0 lost, 0 locked",
    )
    if memory is not None:
        table.add_row(
            "Two web processes, MB (PSS)",
            _judged(memory, MOST_MEGABYTES, f"{memory:.0f}"),
            str(MOST_MEGABYTES),
        )
    return table


def _kept(written: Mapping[str, Any]) -> str:
    return f"{written['lost']} lost, {written['locked']} locked, {written['met']} told of the other"


def _judged(value: float, aim: float | None, text: str) -> str:
    if aim is None:
        return text
    return text if value <= aim else f"[bold red]{text} (!)[/]"
