"""The migrations make the tables that the models describe, and undo them, on both databases."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import IntegrityError

from portal.config import ROOT
from portal.extensions import db
from portal.forum.models.importing import ForumImport, ForumImportItem
from tests.conftest import make_app
from tests.database import PostgresqlTemplate
from tests.factories import make_community
from tests.people import make_people
from tools.postgresql import address, run_outside_transaction

pytestmark = pytest.mark.postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_template: PostgresqlTemplate
) -> Iterator[Flask]:
    """An application whose database has no tables."""
    url, server = "", postgresql_template.server
    if request.param == "postgresql":
        run_outside_transaction(server, "CREATE DATABASE without_tables")
        url = address(server, "without_tables")
    app = make_app(tmp_path, DATABASE_URL=url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if url:
        run_outside_transaction(server, "DROP DATABASE without_tables WITH (FORCE)")


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_they_make_all_tables_and_undo_them(empty: Flask) -> None:
    flask_migrate.upgrade()
    assert tables() == set(db.metadata.tables)
    flask_migrate.downgrade(revision="base")
    assert tables() == set()
    flask_migrate.upgrade()
    assert tables() == set(db.metadata.tables)


def test_the_tables_are_those_of_the_models(postgresql: Flask) -> None:
    """Compared on PostgreSQL, because SQLite does not show indexes on expressions."""

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))

    with db.engine.connect() as connection:
        assert differences(connection) == [], 'run: make migration m="…"'


def test_there_is_one_newest_revision(empty: Flask) -> None:
    versions = list((ROOT / "portal/migrations/versions").glob("*.py"))
    follows = [line for v in versions for line in v.read_text().splitlines() if "down_rev" in line]
    assert len(set(follows)) == len(versions)


def test_names_in_imports_of_forums_become_digests(empty: Flask) -> None:
    flask_migrate.upgrade()
    record = ForumImport(source="x", community_id=make_community(make_people().amina).id)
    db.session.add(record)
    db.session.flush()
    for number, key in enumerate(("name:Bob", "12")):
        item = ForumImportItem(import_id=record.id, kind="user", key=key, record_id=number)
        db.session.add(item)
    db.session.commit()
    db.session.remove()
    flask_migrate.downgrade(revision="e18a4c6f3b70")
    flask_migrate.upgrade()
    keys = db.session.scalars(select(ForumImportItem.key).order_by(ForumImportItem.record_id))
    assert list(keys) == [f"name:{sha256(b'Bob').hexdigest()}"[:40], "12"]


def test_a_migration_that_fails_leaves_nothing_behind(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went away")

    # The last thing that a revision does is to write down that it was done.
    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)
    with pytest.raises(SystemExit):
        flask_migrate.upgrade()
    db.engine.dispose()
    assert tables() == set()


def test_a_row_that_points_at_nothing_is_refused(postgresql: Flask) -> None:
    with pytest.raises(IntegrityError):
        db.session.execute(text("INSERT INTO topic_synonym (topic_id, label) VALUES (1, 'x')"))
    db.session.rollback()
