"""How Alembic meets the portal's database: run by ``flask db``, never imported by the portal."""

import logging
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection, TypeDecorator

database = current_app.extensions["migrate"].db
logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)


def plain_types(kind: str, item: Any, _: AutogenContext) -> str | bool:
    """Write our own column types as the plain ones below them.

    A migration must run years later, whatever has become of the class.
    """
    if kind == "type" and isinstance(item, TypeDecorator) and "portal." in type(item).__module__:
        return f"sa.{item.impl_instance!r}"
    return False


def refuse_blind_comparison(connection: Connection) -> None:
    """Raises CommandError where Alembic cannot see indexes on expressions, such as lower(email)."""
    compares = getattr(context.config.cmd_opts, "autogenerate", False)
    if compares and connection.dialect.name == "sqlite":
        raise CommandError('compare the models on PostgreSQL: make migration m="Add something"')


def no_empty_revisions(_: Any, __: Any, scripts: list[MigrationScript]) -> None:
    """Write no file when nothing has changed."""
    options = context.config.cmd_opts
    operations = scripts[0].upgrade_ops
    if getattr(options, "autogenerate", False) and operations and operations.is_empty():
        scripts.clear()


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction: all of them, or none."""
    refuse_blind_comparison(connection)
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        render_item=plain_types,
        compare_type=True,
        # True of SQLite too, because the portal begins its transactions itself.
        transactional_ddl=True,
        process_revision_directives=no_empty_revisions,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            refuse_dangling(connection)


def refuse_dangling(connection: Connection) -> None:
    """Raises RuntimeError, so that all is rolled back, when a row points at nothing."""
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise RuntimeError(f"rows that point at nothing after the migration: {dangling[:10]}")


if context.is_offline_mode():
    context.configure(
        url=database.engine.url,
        target_metadata=database.metadata,
        literal_binds=True,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    with database.engine.connect() as connection:
        # A batch migration on SQLite copies a table and drops the old one, which would
        # delete what refers to it. The pragma only counts outside a transaction.
        driver = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            driver.execute("PRAGMA foreign_keys=OFF").close()
        try:
            migrate(connection)
        finally:
            connection.rollback()
            if connection.dialect.name == "sqlite":
                driver.execute("PRAGMA foreign_keys=ON").close()
