"""Records that are indexed, and ways to change them behind the back of the index."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.extensions import db
from portal.search import indexing
from tests.factories import make_innovation
from tests.people import People
from tests.search.conftest import work

Publish = Callable[..., int]


@pytest.fixture
def publish(app: Flask, people: People) -> Publish:
    """Make a public record of Amina's, have it indexed, and give its id."""
    indexing.rebuild()

    def make(**fields: Any) -> int:
        amina, bilal = (db.session.merge(person) for person in (people.amina, people.bilal))
        record = make_innovation(amina, reviewer=bilal, **{"audience": "public", **fields})
        record_id = record.id
        work()
        return record_id

    return make
