"""An engine in a folder of its own."""

from pathlib import Path

import pytest

from portal.search.whoosh_backend import WhooshBackend


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    backend = WhooshBackend(tmp_path / "search")
    backend.rebuild([])
    return backend
