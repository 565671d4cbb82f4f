"""The Flask extensions, made once and bound to the application in create_app.

Here too: how a transaction begins; how a SQLite file is opened is in ``sqlite``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import has_request_context, request
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    CursorResult,
    Engine,
    MetaData,
    Select,
    bindparam,
    event,
)
from sqlalchemy.orm import DeclarativeBase

from portal import sqlite

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# What a view has just saved is still there for the page that it renders.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()
csrf = CSRFProtect()
htmx = Htmx()
login_manager = LoginManager()
sqlite.listen()


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read: on SQLite they do not wait for a writer."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def read_rows(
    query: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]],
    values: Mapping[str, Any] | None = None,
) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a query for columns, in the session's transaction but past the ORM.

    For what is read most: the ORM's part of a statement costs as much as the
    statement, and rows need none of it. Nothing is flushed first.
    """
    return db.session.connection().execute(query, values)


def places(name: str, count: int) -> list[BindParameter[Any]]:
    """For ``column.in_(…)``: places for so many values, which ``numbered`` fills."""
    return [bindparam(f"{name}_{number}") for number in range(count)]


def numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """The values for ``places``."""
    return {f"{name}_{number}": value for number, value in enumerate(values)}


# A list of values of any length is spelt out anew every time that its statement runs, and each
# statement that is kept takes 100 kB: so there are few, for so many values each, and what is left
# of their places is filled with what no record has.
_SIZES = (1, 8, 32, 128)


def room_for(count: int) -> int:
    """How many ``places`` a statement should have for so many values."""
    most = _SIZES[-1]
    return next((size for size in _SIZES if size >= count), -(-count // most) * most)


def filled(values: Collection[Any], size: int, nothing: Any) -> list[Any]:
    """The values, and ``nothing`` in the places that are left."""
    return [*values, *[nothing] * (size - len(values))]


def _only_reads() -> bool:
    return _reading.get() or (has_request_context() and request.method in SAFE_METHODS)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Take SQLite's write lock at once where a write may follow a read.

    A deferred transaction that reads and then writes fails when another has
    written in between, and no waiting helps it.
    """
    if connection.dialect.name == "sqlite":
        if _only_reads():
            connection.exec_driver_sql("BEGIN")
        else:
            sqlite.begin_writing(connection)
