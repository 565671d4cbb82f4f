"""The rounds: every page in turn, then again, so that the moods of the machine hit all alike."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.bench.connection import Burst, UnexpectedStatusError, ask_for
from tests.bench.pages import Page
from tests.bench.processes import Server

CONNECTIONS = 8
# Requests one after another, for the latency; and as a warm-up before each measurement.
LATENCY_REQUESTS, WARM_UP_REQUESTS = 40, 8


@dataclass
class Measured:
    """What the rounds found of one page; times in milliseconds."""

    page: Page
    cpu: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """The median of the rounds."""
        names = ("cpu", "per_second", "p50", "p95")
        return {name: statistics.median(getattr(self, name)) for name in names}


def measure(found: Measured, server: Server, cookies: Mapping[str, str]) -> None:
    """One page in one round.

    CPU time and requests a second come from full load on 8 connections, the
    latencies from one reader alone.
    """
    messages = found.page.messages(cookies)
    status = found.page.status
    _asked(server, messages, status, connections=CONNECTIONS, seconds=0, least=WARM_UP_REQUESTS)
    before = server.cpu_seconds()
    load = _asked(server, messages, status, connections=CONNECTIONS, seconds=found.page.seconds)
    found.cpu.append((server.cpu_seconds() - before) * 1000 / load.count)
    found.per_second.append(load.count / load.seconds)
    alone = _asked(server, messages, status, connections=1, seconds=0, least=LATENCY_REQUESTS)
    times = sorted(latency * 1000 for latency in alone.latencies)
    found.p50.append(_quantile(times, 0.5))
    found.p95.append(_quantile(times, 0.95))


def _asked(
    server: Server,
    messages: Iterator[bytes],
    status: int,
    *,
    connections: int,
    seconds: float,
    least: int = 1,
) -> Burst:
    burst = ask_for(server.port, messages, connections=connections, seconds=seconds, least=least)
    if burst.statuses != {status}:
        raise UnexpectedStatusError(f"{server.name} answered {sorted(burst.statuses)}")
    return burst


def _quantile(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
