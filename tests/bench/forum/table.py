"""The tables of the forum, with the aim beside each number."""

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table

MOST_KILOBYTES: Final = 30
# Statements of a list and of a thread page.
MOST_STATEMENTS: Final = {"thread of 20 posts, signed in": 12}
MOST_OF_LISTS: Final = 8
# Milliseconds.
AIMS: Final = {
    "reply with its page, CPU": 8.0,
    "reply as fragment, CPU": 4.0,
    "badge, database": 1.0,
    "badge when all is read, database": 1.0,
    "unread list with badge, database": 1.0,
}


def show(found: Mapping[str, Any]) -> None:
    """Print the results of one run."""
    console = Console(width=None if Console().is_terminal else 150)
    console.print(_pages(found))
    console.print(_acts(found))
    proved = found["proved"]
    console.print(
        f"{proved['replies']:,} replies of four processes in {proved['seconds']:.0f} s: every "
        f"number once, none refused. The server killed {proved['kills']} times: "
        f"{proved['kept_after_kills']:,} posts acknowledged, each there once."
    )


def _pages(found: Mapping[str, Any]) -> Table:
    title = (
        f"{found['people']:,} people, {found['threads']:,} threads, {found['posts']:,} posts, "
        f"{found['marks']:,} read marks, median of {found['rounds']} rounds"
    )
    table = Table(title=title, title_justify="left")
    table.add_column("Page")
    for name in (
        *("CPU ms", "x hello", "aim", "p50 ms", "p95 ms", "a second"),
        *("alone p50", "alone p95", "statements", "of 5 posts", "HTML kB"),
    ):
        table.add_column(name, justify="right")
    limit = found["pages"][0]["cpu"]
    for page in found["pages"]:
        aim, ratio, alone = page["most_hellos"], page["cpu"] / limit, page["alone"]
        most = MOST_STATEMENTS.get(page["title"], MOST_OF_LISTS if aim else None)
        table.add_row(
            page["title"],
            f"{page['cpu']:.2f}",
            _judged(ratio, aim, ".1f"),
            f"{aim:g}" if aim else "",
            f"{page['p50']:.1f}",
            f"{page['p95']:.1f}",
            f"{page['per_second']:.0f}",
            f"{alone['p50']:.2f}" if alone else "",
            f"{alone['p95']:.2f}" if alone else "",
            _judged(page["statements"], most, "d"),
            _judged(page["statements_of_few"], page["statements"], "d"),
            _judged(page["kilobytes"], MOST_KILOBYTES, ".1f"),
        )
    return table


def _acts(found: Mapping[str, Any]) -> Table:
    table = Table(title="What people do, in one process", title_justify="left")
    for name in ("Act", "p50 ms", "p95 ms", "aim"):
        table.add_column(name, justify="right" if name != "Act" else "left")
    for name, times in found["acts"].items():
        aim = AIMS.get(name)
        table.add_row(
            name,
            _judged(times["p50"], aim, ".2f"),
            f"{times['p95']:.2f}",
            f"{aim:g}" if aim else "",
        )
    return table


def _judged(value: float | None, aim: float | None, form: str) -> str:
    if value is None:
        return ""
    text = format(value, form)
    return text if aim is None or value <= aim else f"[bold red]{text} (!)[/]"
