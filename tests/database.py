"""The empty database that each test gets a copy of: SQLite, or PostgreSQL where asked for."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy.engine import URL

from portal.extensions import db
from tools.postgresql import run_outside_transaction

MakeApp = Callable[..., Flask]


class SqliteTemplate:
    """A file made by the migrations once, copied for each test."""

    def __init__(self, make_app: MakeApp, folder: Path) -> None:
        self._path = folder / "portal.db"
        migrate(make_app(folder))

    @contextmanager
    def copy(self, data_dir: Path) -> Iterator[str]:
        """The DATABASE_URL of a copy: empty, because it lies in the data folder."""
        shutil.copy(self._path, data_dir / "portal.db")
        yield ""


class PostgresqlTemplate:
    """A database made by the migrations once, copied by the server for each test."""

    def __init__(self, make_app: MakeApp, folder: Path, server: URL) -> None:
        self.server = server
        self._numbers = count(1)
        run_outside_transaction(server, "CREATE DATABASE template_portal")
        migrate(make_app(folder, DATABASE_URL=address(server, "template_portal")))

    @contextmanager
    def copy(self, _data_dir: Path) -> Iterator[str]:
        """The DATABASE_URL of a copy, dropped afterwards."""
        name = f"test_{next(self._numbers)}"
        run_outside_transaction(self.server, f"CREATE DATABASE {name} TEMPLATE template_portal")
        yield address(self.server, name)
        run_outside_transaction(self.server, f"DROP DATABASE {name} WITH (FORCE)")


def address(server: URL, name: str) -> str:
    """The DATABASE_URL of one database of the server."""
    return server.set(database=name).render_as_string(hide_password=False)


def migrate(app: Flask) -> None:
    """Bring the database of ``app`` to the newest revision, and let go of it."""
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
