"""Applications on the embedded PostgreSQL server, whatever ``--database`` says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.extensions import db
from tests.client import Client
from tests.conftest import make_app
from tests.database import PostgresqlTemplate


@pytest.fixture
def postgresql(tmp_path: Path, postgresql_template: PostgresqlTemplate) -> Iterator[Flask]:
    """An application with all tables."""
    with postgresql_template.copy(tmp_path) as url:
        app = make_app(tmp_path, DATABASE_URL=url)
        app.test_client_class = Client
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()
