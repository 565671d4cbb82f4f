"""The empty database that each test finds: SQLite, or PostgreSQL where asked for."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL

from portal.extensions import db
from tests.emptying import PostgresqlDatabase
from tools.postgresql import address, run_outside_transaction

MakeApp = Callable[..., Flask]


@event.listens_for(Engine, "connect")
def _need_not_survive_a_power_cut(connection: Any, _: object) -> None:
    """What the tests of this process write; the processes that they start take care as always."""
    if type(connection).__module__ == "sqlite3":
        connection.execute("PRAGMA synchronous=OFF").close()


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

    def lasting(self, folder: Path) -> "SqliteDatabase":
        """One for many tests."""
        return SqliteDatabase(self._path, folder / "portal.db")


class SqliteDatabase:
    """A database that is emptied for each test: its file is replaced."""

    url = ""

    def __init__(self, template: Path, path: Path) -> None:
        self._template = template
        self._path = path

    def empty(self) -> None:
        """Inside an application of this database."""
        self._replace(self._template)

    def keep(self, folder: Path) -> None:
        """Put what is in it now into the folder."""
        # What is still in the log of SQLite is in the file when all connections are closed.
        db.engine.dispose()
        shutil.copyfile(self._path, folder / self._path.name)

    def bring_back(self, folder: Path) -> None:
        """Have in it what was kept in the folder, and nothing else."""
        self._replace(folder / self._path.name)

    def _replace(self, path: Path) -> None:
        db.engine.dispose()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        shutil.copyfile(path, self._path)


class PostgresqlTemplate:
    """A database made by the migrations once, copied by the server."""

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

    def lasting(self, _folder: Path) -> PostgresqlDatabase:
        """One for many tests."""
        return PostgresqlDatabase(self.server, "template_portal", "test_lasting")


def migrate(app: Flask) -> None:
    """Bring the database of ``app`` to the newest revision, and let go of it."""
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
