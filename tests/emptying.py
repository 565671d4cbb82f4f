"""A PostgreSQL database that many tests use one after the other, emptied in between.

To copy one for each test takes the server ten times as long as to delete what a test has written.
"""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from portal.extensions import db
from tools.postgresql import address, run_outside_transaction

# Whatever is made, changed or dropped is a new version of a row in one of these.
CATALOGUES = ("pg_class", "pg_attribute", "pg_constraint", "pg_index", "pg_proc", "pg_trigger")
NOT_EMPTIED = "alembic_version"
# Of the files in which the rows are kept, the one that is no table.
NUMBERS = "numbers.json"


class PostgresqlDatabase:
    """Emptied for each test; made anew where a test has changed more than rows."""

    def __init__(self, server: URL, template: str, name: str) -> None:
        self._server = server
        self._template = template
        self._name = name
        self._shape: tuple[object, ...] | None = None
        self._tables: list[str] = []
        self.url = address(server, name)
        self._make()

    def empty(self) -> None:
        """Inside an application of this database."""
        db.engine.dispose()
        with db.engine.connect() as connection:
            if self._shape is None:
                self._look(connection)
            unchanged = _shape(connection) == self._shape
            if unchanged:
                self._delete(connection)
                connection.commit()
        if not unchanged:
            db.engine.dispose()
            self._make()

    def keep(self, folder: Path) -> None:
        """Put what is in it now into the folder: a file for each table that has rows."""
        with db.engine.connect() as connection:
            for name in self._filled(connection):
                (folder / name).write_bytes(_copied(connection, name))
            counted = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value > 0"
            numbers = connection.execute(text(counted)).all()
        (folder / NUMBERS).write_text(json.dumps([list(number) for number in numbers]))

    def bring_back(self, folder: Path) -> None:
        """Have in it what was kept in the folder, and nothing else."""
        db.engine.dispose()
        with db.engine.connect() as connection:
            self._delete(connection)
            for path in folder.iterdir():
                if path.name != NUMBERS:
                    _copy_back(connection, path)
            setting = text("SELECT setval(format('%I', CAST(:name AS text))::regclass, :number)")
            for name, number in json.loads((folder / NUMBERS).read_text()):
                connection.execute(setting, {"name": name, "number": number})
            connection.commit()

    def _make(self) -> None:
        run_outside_transaction(
            self._server,
            f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)",
            f"CREATE DATABASE {self._name} TEMPLATE {self._template}",
        )
        self._shape = None

    def _look(self, connection: Connection) -> None:
        """Remember what there is before the first test."""
        named = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        self._tables = [name for name in connection.scalars(named) if name != NOT_EMPTIED]
        self._shape = _shape(connection)

    def _delete(self, connection: Connection) -> None:
        """All rows, whatever they refer to, and let the numbers begin at 1."""
        # A connection that a thread left behind must not hold anything up.
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in self._filled(connection):
            connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608 - our own tables
        connection.execute(
            text(
                "SELECT setval(format('%I', sequencename)::regclass, start_value, false)"
                " FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
            )
        )

    def _filled(self, connection: Connection) -> list[str]:
        """The tables that have rows."""
        filled = " UNION ALL ".join(
            f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)"  # noqa: S608 - our own tables
            for name in self._tables
        )
        return list(connection.scalars(text(filled)))


def _copied(connection: Connection, name: str) -> bytes:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
        return b"".join(copy)


def _copy_back(connection: Connection, path: Path) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{path.name}" FROM STDIN') as copy:
        copy.write(path.read_bytes())


def _shape(connection: Connection) -> tuple[object, ...]:
    """Other than before as soon as anything but rows has changed."""
    seen = ", ".join(
        f"(SELECT count(*) FROM {name}), (SELECT max(xmin::text::bigint) FROM {name})"  # noqa: S608
        for name in CATALOGUES
    )
    version = f"(SELECT string_agg(version_num, ' ') FROM {NOT_EMPTIED})"  # noqa: S608
    return tuple(connection.execute(text(f"SELECT {seen}, {version}")).one())
