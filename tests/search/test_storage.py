"""How the files of an index are read: in place, and with nothing left open."""

import os
import time
import tracemalloc
from pathlib import Path

import pytest

from portal.search.whoosh_backend import WhooshBackend
from tests.search.builders import PUBLIC, ask, document, numbers

OPEN_FILES = Path("/proc/self/fd")


def _rebuilt(backend: WhooshBackend) -> Path:
    """An index of words that occur once; its one segment."""
    backend.rebuild(
        document(n, summary=" ".join(f"word{n}x{m}" for m in range(100))) for n in range(1, 201)
    )
    directory = backend._generations.current()
    assert directory is not None
    [segment] = directory.glob("*.seg")
    return segment


def test_opening_does_not_copy_the_index(backend: WhooshBackend) -> None:
    segment = _rebuilt(backend)
    tracemalloc.start()
    try:
        assert numbers(ask(backend, "word7x7")) == [7]
        kept, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < segment.stat().st_size / 4


def test_a_segment_that_is_cut_short_while_in_use_is_an_error(backend: WhooshBackend) -> None:
    segment = _rebuilt(backend)
    assert numbers(ask(backend, "word7x7")) == [7]
    os.truncate(segment, 100)
    assert ask(backend, "word190x90").damaged


@pytest.mark.skipif(not OPEN_FILES.exists(), reason="the system does not list open files")
def test_a_change_leaves_no_file_open(backend: WhooshBackend) -> None:
    segment = _rebuilt(backend)
    for number in range(1, 6):
        backend.update([document(number, "Changed")], [])
    folder = str(segment.parent)
    opened = [str(entry.readlink()) for entry in OPEN_FILES.iterdir() if entry.is_symlink()]
    assert not [path for path in opened if path.startswith(folder)]


def test_what_only_spellings_find_out_is_told_by_the_next_search(backend: WhooshBackend) -> None:
    segment = _rebuilt(backend)
    assert numbers(ask(backend, "word7x7")) == [7]
    long_ago = time.time() - 3_600
    os.utime(backend._generations.root / "current", (long_ago, long_ago))
    segment.write_bytes(segment.read_bytes().replace(b"word150x50", b"\xff" * 10))
    assert not ask(backend, "word7x7").damaged
    assert not backend.corrections(["wrodseven"], PUBLIC)
    results = ask(backend, "word7x7")
    assert (numbers(results), results.incomplete, results.damaged) == ([7], True, True)
    backend.rebuild([document(7, summary="word7x7")])
    results = ask(backend, "word7x7")
    assert (numbers(results), results.incomplete, results.damaged) == ([7], False, False)
