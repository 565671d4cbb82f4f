"""The notes of the tests of search, and what people do with a search."""

from collections.abc import Sequence

from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.searches.models import SavedSearch
from tests.client import Client
from tests.search.conftest import notes

__all__ = ["notes", "saved", "saved_by"]


def saved(client: Client, name: str = "Lending", search: str = "q=laptops") -> TestResponse:
    """Save a search as whoever is signed in."""
    return client.post("/searches/new", data={"name": name, "search": search})


def saved_by(person_id: int) -> Sequence[SavedSearch]:
    """What a person has saved, the oldest first."""
    query = select(SavedSearch).where(SavedSearch.person_id == person_id)
    return db.session.scalars(query.order_by(SavedSearch.id)).all()
