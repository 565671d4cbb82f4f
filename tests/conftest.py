"""The application on a database of its own, the cast, and a strict client."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from portal import create_app
from portal.extensions import Base, db
from tests.client import Client
from tests.people import People, make_people


def make_app(data_dir: Path, **overrides: object) -> Flask:
    """An application for tests: its own folder, mail into files, generous limits."""
    return create_app(
        {
            "TESTING": True,
            "DATA_DIR": str(data_dir),
            "SECRET_KEY": "tests",
            "MAIL_BACKEND": "file",
            "SIGN_IN_PER_MINUTE": 1000,
            "SIGN_IN_PER_HOUR": 1000,
            "WTF_CSRF_ENABLED": False,
            **overrides,
        }
    )


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "portal.db"
    make_app(path.parent)
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def app(tmp_path: Path, empty_database: Path) -> Iterator[Flask]:
    shutil.copy(empty_database, tmp_path / "portal.db")
    app = make_app(tmp_path)
    app.test_client_class = Client
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def people(app: Flask) -> People:
    return make_people()
