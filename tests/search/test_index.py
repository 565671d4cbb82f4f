"""The index on disk: changes, rebuilds, damage, several threads and processes."""

import resource
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.backend import Document, SearchError
from portal.search.whoosh_backend import WhooshBackend, generations
from tests.search.builders import ask, document, numbers
from tests.search.test_parsing import ODD


def another_process(backend: WhooshBackend) -> WhooshBackend:
    """What another process would open."""
    return WhooshBackend(backend._generations.root)


def index_files(backend: WhooshBackend) -> list[Path]:
    directory = backend._generations.current()
    assert directory is not None
    return [path for path in directory.iterdir() if path.is_file()]


def test_the_folder_is_for_the_owner_alone(backend: WhooshBackend) -> None:
    backend.update([document(1)], [])
    root = backend._generations.root
    for path in (root, *(path for path in root.iterdir() if path.is_dir())):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_change_is_seen_by_every_process_at_once(backend: WhooshBackend) -> None:
    other = another_process(backend)
    assert ask(other).total == 0
    backend.update([document(1, "Before")], [])
    assert numbers(ask(other, "before")) == [1]
    backend.update([document(1, "After")], [])
    assert numbers(ask(other, "before")) == []
    backend.update([], ["innovation:1"])
    assert ask(other).total == 0


def test_the_last_of_several_versions_counts(backend: WhooshBackend) -> None:
    backend.update([document(1, "Old"), document(1, "New")], ["innovation:1"])
    assert numbers(ask(backend, "new old")) == [1]
    assert ask(backend, "old").total == 0


def test_no_text_is_in_the_index_files(backend: WhooshBackend) -> None:
    backend.update([document(1, summary="Unmistakable sentence about zebrafishes")], [])
    assert not any(b"Unmistakable sentence" in path.read_bytes() for path in index_files(backend))


def test_a_rebuild_replaces_everything_and_tidies_up(backend: WhooshBackend) -> None:
    backend.update([document(1)], [])
    assert backend.rebuild([document(2), document(3)]) == 2
    assert numbers(ask(backend)) == [2, 3]
    directories = [path for path in backend._generations.root.iterdir() if path.is_dir()]
    assert directories == [backend._generations.current()]


def test_the_old_index_serves_while_another_is_built(backend: WhooshBackend) -> None:
    backend.update([document(1)], [])
    reader = another_process(backend)

    def documents() -> Iterator[Document]:
        results = ask(reader)
        assert (numbers(results), results.incomplete, results.damaged) == ([1], True, False)
        yield document(2)

    backend.rebuild(documents())
    results = ask(reader)
    assert (numbers(results), results.incomplete) == ([2], False)


def test_changes_during_a_rebuild_are_in_the_new_index(backend: WhooshBackend) -> None:
    backend.update([document(1, "First"), document(2)], [])
    writer = another_process(backend)

    def documents() -> Iterator[Document]:
        yield document(1, "First")
        yield document(2)
        assert writer.update([document(1, "Second"), document(3)], ["innovation:2"])

    backend.rebuild(documents())
    assert sorted(numbers(ask(backend))) == [1, 3]
    assert numbers(ask(backend, "second")) == [1]


def test_only_one_rebuilds_at_a_time(backend: WhooshBackend) -> None:
    other = another_process(backend)

    def documents() -> Iterator[Document]:
        with pytest.raises(SearchError):
            other.rebuild([])
        yield document(1)

    assert backend.rebuild(documents()) == 1


def test_a_rebuild_that_fails_changes_nothing(backend: WhooshBackend) -> None:
    backend.update([document(1)], [])

    def documents() -> Iterator[Document]:
        yield document(2)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        backend.rebuild(documents())
    results = ask(backend)
    assert (numbers(results), results.incomplete) == ([1], False)
    assert backend.rebuild([document(3)]) == 1


def test_a_journal_that_a_crash_left_does_not_count(backend: WhooshBackend) -> None:
    (backend._generations.root / "journal").write_bytes(b"")
    backend.update([document(1)], [])
    results = ask(backend)
    assert (numbers(results), results.incomplete) == ([1], False)


@contextmanager
def no_room() -> Iterator[None]:
    """Every write to a file fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_change_that_fails_is_told_and_changes_nothing(backend: WhooshBackend) -> None:
    backend.update([document(1)], [])
    with no_room(), pytest.raises(SearchError):
        backend.update([document(2)], ["innovation:1"])
    assert numbers(ask(backend)) == [1]
    assert backend.update([document(2)], ["innovation:1"])
    assert numbers(ask(backend)) == [2]


def test_a_rebuild_without_room_is_told_and_changes_nothing(backend: WhooshBackend) -> None:
    backend.update([document(1)], [])
    with no_room(), pytest.raises(SearchError):
        backend.rebuild([document(2)])
    results = ask(backend)
    assert (numbers(results), results.incomplete) == ([1], False)
    directories = [path for path in backend._generations.root.iterdir() if path.is_dir()]
    assert directories == [backend._generations.current()]


def test_a_writer_waits_and_then_says_so(
    backend: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "WRITE_TIMEOUT", 0.05)
    with backend._generations.writing(), pytest.raises(SearchError):
        another_process(backend).update([document(1)], [])
    assert another_process(backend).update([document(1)], [])


def test_without_an_index_nothing_is_found_and_a_rebuild_is_asked_for(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "search")
    results = ask(backend, "library")
    assert (results.total, results.incomplete, results.damaged) == (0, True, True)
    assert not backend.update([document(1)], [])
    with pytest.raises(SearchError):
        backend.digests()


@pytest.mark.parametrize(
    "spoil", ["empty", "garbage", "gone", "pointer", "old version", "directory"]
)
def test_a_spoiled_index_asks_for_a_rebuild(backend: WhooshBackend, spoil: str) -> None:
    backend.update([document(1)], [])
    if spoil == "pointer":
        (backend._generations.root / "current").write_bytes(b"\xff../../etc")
    elif spoil == "directory":
        (backend._generations.root / "current").unlink()
        (backend._generations.root / "current" / "inside").mkdir(parents=True)
    elif spoil == "old version":
        (backend._generations.root / "current").write_text("v0-" + "0" * 32)
    else:
        for path in index_files(backend):
            if spoil == "gone":
                path.unlink()
            else:
                path.write_bytes(b"" if spoil == "empty" else b"garbage" * 9)
    other = another_process(backend)
    results = ask(other, "record")
    assert (results.total, results.incomplete, results.damaged) == (0, True, True)
    assert not other.update([document(2)], [])
    other.rebuild([document(2)])
    results = ask(other, "record")
    assert (numbers(results), results.incomplete) == ([2], False)


def test_threads_search_while_the_index_changes(backend: WhooshBackend) -> None:
    backend.update([document(1, "library")], [])
    wrong: list[object] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            results = ask(backend, "library", facets=("kind",))
            if results.incomplete or 1 not in numbers(results):
                wrong.append(results)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(2, 14):
        backend.update([document(number, "library")], [f"innovation:{number - 1}"][: number > 2])
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_answered(backend: WhooshBackend, text: str) -> None:
    backend.update([document(1, "C++ for title readers", summary="what a library word is")], [])
    results = ask(backend, text, facets=("kind",))
    assert not results.incomplete


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(max_size=300), body=st.text(max_size=300), text=st.text(max_size=300))
def test_any_text_can_be_indexed_and_asked_for(
    backend: WhooshBackend, title: str, body: str, text: str
) -> None:
    facets = {"kind": [title[:40]], "topic": [body[:40], text[:40]]}
    assert backend.update([document(1, title, problem=body, facets=facets)], [])
    for question in (text, title, f'"{body}"', f"-{text}"):
        assert not ask(backend, question, facets=("kind", "topic")).incomplete
