"""What the import commands show: a progress bar, and the faults of a file."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import track

from portal.intake.faults import Fault

T = TypeVar("T")
Progress = Callable[[Sequence[T], str], Iterable[T]]

# Shorter files are read before a bar could be seen.
WORTH_A_BAR = 200
MOST_FAULTS = 100


def with_bar(items: Sequence[T], label: str) -> Iterable[T]:
    """The items, with a bar on the terminal while they are worked through, if they are many."""
    hidden = len(items) < WORTH_A_BAR or not sys.stderr.isatty()
    return track(items, label, console=Console(stderr=True), disable=hidden)


def show_faults(faults: Sequence[Fault]) -> None:
    """Print the faults in the order of the rows, to standard error."""
    for fault in sorted(faults, key=lambda f: f.row)[:MOST_FAULTS]:
        click.echo(str(fault), err=True)
    if len(faults) > MOST_FAULTS:
        click.echo(f"and {len(faults) - MOST_FAULTS:,} more faults", err=True)
