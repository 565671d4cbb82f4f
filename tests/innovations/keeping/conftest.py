"""The clock goes back after every test that moves it."""

from collections.abc import Iterator

import pytest

from portal import clock


@pytest.fixture(autouse=True)
def _right_clock() -> Iterator[None]:
    yield
    clock.start_at(None)
