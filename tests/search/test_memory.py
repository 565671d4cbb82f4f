"""What a process keeps of the index in memory, and when it reads anew."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from portal.search.whoosh_backend import WhooshBackend, refreshing
from portal.search.whoosh_backend.postings import Cache, Postings
from tests.search.builders import ask, document, numbers


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
