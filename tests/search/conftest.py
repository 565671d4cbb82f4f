"""An engine in a folder of its own, and a source that is searched beside the real ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.outbox import drain
from portal.search import indexing, sources
from portal.search.whoosh_backend import WhooshBackend
from tests.search.builders import Notes


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    backend = WhooshBackend(tmp_path / "search")
    backend.rebuild([])
    return backend


@pytest.fixture
def notes(app: Flask) -> Iterator[Notes]:
    """The notes, with an index of nothing else."""
    notes = Notes()
    sources.register(notes)
    indexing.rebuild()
    yield notes
    sources.forget(notes.kind)


def work() -> None:
    """Do all that a worker would do now."""
    while drain():
        pass
