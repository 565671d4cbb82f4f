"""Imports that nobody else waits for."""

import pytest

from portal.innovations.importing import running


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else writes here, whom an import would have to let in between."""
    monkeypatch.setattr(running, "PAUSE", 0)
