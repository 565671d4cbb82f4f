"""``/healthz``: this process is up. ``/readyz``: it can do its work, or which part cannot."""

from collections.abc import Callable
from functools import cache

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db
from portal.outbox.alone import is_running
from portal.search import indexing
from portal.search.backend import Query
from portal.web.access import public

bp = Blueprint("health", __name__)

OK = "ok"


@bp.get("/healthz")
@public
def healthz() -> Response:
    """200 as long as the process answers at all; asks nobody else."""
    return _answer(200, {"status": OK})


@bp.get("/readyz")
@public
def readyz() -> Response:
    """200 when every part can work, else 503; ``parts`` says which cannot and why."""
    checks: dict[str, Callable[[], str]] = {
        "database": _database,
        "migrations": _migrations,
        "search": _search,
        "worker": _worker,
    }
    parts = {name: check() for name, check in checks.items()}
    ready = set(parts.values()) == {OK}
    return _answer(200 if ready else 503, {"status": OK if ready else "not ready", "parts": parts})


def _answer(status: int, body: dict[str, object]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _database() -> str:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return "the database does not answer"
    return OK


def _migrations() -> str:
    try:
        found = set(db.session.scalars(text("SELECT version_num FROM alembic_version")))
    except SQLAlchemyError:
        db.session.rollback()
        return "there are no tables, or they cannot be read"
    if found != newest_revisions(current_app.extensions["migrate"].directory):
        return "the tables are not those of this version: run flask db upgrade"
    return OK


def _search() -> str:
    if not indexing.backend().search(Query(labels=frozenset({"public"}))).damaged:
        return OK
    indexing.request_rebuild()
    return "the index is lost or spoiled: the worker was asked to rebuild it"


def _worker() -> str:
    try:
        return OK if is_running() else "no worker runs"
    except SQLAlchemyError:
        db.session.rollback()
        return "the database does not answer"


@cache
def newest_revisions(directory: str) -> frozenset[str]:
    """The revisions that a database of this version of the portal stands at."""
    return frozenset(ScriptDirectory(directory).get_heads())
