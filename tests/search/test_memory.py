"""What a process keeps of the index in memory, and when it reads anew."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from portal.search.whoosh_backend import WhooshBackend, refreshing
from portal.search.whoosh_backend.postings import Cache, Postings
from tests.search.builders import ask, document, numbers


def segments_of(backend: WhooshBackend) -> list[str]:
    """The names of the segments that searches read."""
    snapshot = backend._newest._state[0]
    return [segment.name for segment in snapshot.segments] if snapshot else []


def test_the_memory_for_postings_is_bounded() -> None:
    cache = Cache(limit=5_000)
    for number in range(100):
        found = Postings(np.arange(50, dtype=np.int32), np.ones(50, dtype=np.float32))
        assert cache.get(("segment", "text", f"term{number}"), lambda kept=found: kept) is found
        assert cache.size <= 5_000
    last = ("segment", "text", "term99")
    assert last in set(cache)
    assert cache.get(last, lambda: pytest.fail("it was kept")).size < 5_000


def test_what_is_too_large_to_be_kept_is_still_found(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "search", cache_limit=0)
    backend.rebuild([document(1, summary="loan of a book"), document(2, summary="fine")])
    for _ in range(2):
        assert numbers(ask(backend, '"loan of a book" fine')) == [1]
        assert backend._newest._cache.size == 0


def test_a_new_state_is_read_before_anyone_asks(backend: WhooshBackend) -> None:
    for _ in range(2):
        assert numbers(ask(backend, "loan", facets=("kind",))) == []
    other = WhooshBackend(backend._generations.root)
    other.update([document(1, summary="loan")], [])
    before = backend._newest._state[0]
    deadline = time.monotonic() + 10
    while backend._newest._state[0] is before and time.monotonic() < deadline:
        time.sleep(refreshing.INTERVAL / 4)
    found = backend._newest._state[0]
    assert found is not None
    assert found is not before
    assert numbers(ask(backend, "loan")) == [1]
    assert backend._newest._state[0] is found


def test_the_thread_ends_when_nobody_searches(
    backend: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "PATIENCE", 0.0)
    ask(backend)
    ask(backend)
    thread = backend._newest._thread
    assert thread is not None
    thread.join(10)
    assert not thread.is_alive()
    monkeypatch.undo()
    ask(backend)
    assert backend._newest._thread is not thread
    assert threading.active_count() < 20


def test_a_small_change_takes_nothing_from_the_memory(backend: WhooshBackend) -> None:
    words = [f"word{'abcdefghij'[n % 10]}{'klmnopqrtv'[n // 10]}" for n in range(100)]
    backend.rebuild([document(n, summary=" ".join(words)) for n in range(1, 60)])
    for word in words:
        ask(backend, word)
    before = set(backend._newest._cache)
    assert {term for _, field, term in before if field == "text"} == set(words)
    backend.update([document(99, summary=" ".join(words))], [])
    deadline = time.monotonic() + 10
    while len(segments_of(backend)) < 2 and time.monotonic() < deadline:
        time.sleep(refreshing.INTERVAL / 4)
    assert set(backend._newest._cache) == before


def test_what_is_kept_of_a_segment_goes_with_it(backend: WhooshBackend) -> None:
    backend.update([document(1, summary="loan")], [])
    for _ in range(2):
        ask(backend, "loan")
    [first] = {name for name, *_ in backend._newest._cache}
    backend.rebuild([document(1, summary="loan")])
    deadline = time.monotonic() + 10
    while first in {name for name, *_ in backend._newest._cache} and time.monotonic() < deadline:
        time.sleep(refreshing.INTERVAL / 4)
    assert first not in {name for name, *_ in backend._newest._cache}


def test_an_index_that_does_not_open_costs_no_time(backend: WhooshBackend) -> None:
    backend.update([document(1, summary="loan")], [])
    directory = backend._generations.current()
    assert directory is not None
    [segment] = directory.glob("*.seg")
    segment.unlink()
    time.sleep(refreshing.SETTLED / 1e9 + 0.05)
    other = WhooshBackend(backend._generations.root)
    assert ask(other, "loan").damaged
    started = time.process_time()
    for _ in range(20):
        assert ask(other, "loan").damaged
    assert time.process_time() - started < 1
    other.rebuild([document(1, summary="loan")])
    assert numbers(ask(other, "loan")) == [1]
