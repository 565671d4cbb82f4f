"""The application on a database of its own, the cast, and a strict client."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import event

from portal import create_app
from portal.extensions import db
from tests.application import MadeOnce, SharedApplication
from tests.client import Client, failed_work
from tests.compiled import CompiledOnce
from tests.database import PostgresqlTemplate, SqliteTemplate
from tests.people import People, make_people
from tests.undefined import NoticedUndefined
from tools.postgresql import temporary_server


def make_app(data_dir: Path, **overrides: object) -> Flask:
    """An application for tests: its own folder, mail into files, generous limits."""
    app = create_app(
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
    app.jinja_env.undefined = NoticedUndefined
    app.jinja_env.bytecode_cache = CompiledOnce()
    return app


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="the database on which all tests run that do not choose one",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks no database at all as what says nothing new on another one."""
    for item in items:
        if isinstance(item, pytest.Function) and "app" not in item.fixturenames:
            item.add_marker(pytest.mark.any_database)


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresqlTemplate]:
    """A PostgreSQL server, started by the first test that needs it."""
    with temporary_server() as server:
        yield PostgresqlTemplate(make_app, tmp_path_factory.mktemp("postgresql"), server)


@pytest.fixture(scope="session")
def empty_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate | PostgresqlTemplate:
    """An empty database with all tables."""
    if request.config.getoption("--database") == "postgresql":
        return cast(PostgresqlTemplate, request.getfixturevalue("postgresql_template"))
    return SqliteTemplate(make_app, tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def shared_application(
    empty_database: SqliteTemplate | PostgresqlTemplate, tmp_path_factory: pytest.TempPathFactory
) -> SharedApplication:
    """The application of all tests of this process that are not marked ``own_app``."""
    return SharedApplication(make_app, empty_database, tmp_path_factory.mktemp("shared"))


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    own = request.node.get_closest_marker("own_app") is not None
    name = "_own_application" if own else "shared_application"
    found = request.getfixturevalue(name)
    app = found if own else found.begin(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        failed = [] if expects_failed_work(request) else failed_work()
        db.engine.dispose()
    if failed:
        pytest.fail("work of the outbox failed: " + "; ".join(failed))


@pytest.fixture
def made_once(app: Flask, shared_application: SharedApplication) -> MadeOnce:
    """``made_once(key, make)``: what ``make`` puts into the portal, made in the first test only.

    For many tests that look at the same; see ``SharedApplication.made_once``.
    """
    return shared_application.made_once


@pytest.fixture
def _own_application(
    tmp_path: Path, empty_database: SqliteTemplate | PostgresqlTemplate
) -> Iterator[Flask]:
    with empty_database.copy(tmp_path) as url:
        app = make_app(tmp_path, DATABASE_URL=url)
        app.test_client_class = Client
        yield app


def expects_failed_work(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("expects_failed_work") is not None


@pytest.fixture
def client(app: Flask) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def people(app: Flask) -> People:
    return make_people()


@pytest.fixture
def count_statements(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """``with count_statements() as statements:`` collects what is sent to the database inside."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
