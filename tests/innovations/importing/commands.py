"""Running the commands as people do."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.innovations.importing.models import ImportBatch
from portal.innovations.models import (
    Innovation,
)
from tests.innovations.importing.builders import mapping_file, saved


def flask(app: Flask, *words: str | Path) -> tuple[int, str]:
    """The exit status and everything that was printed."""
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["innovations", *map(str, words)])
    db.session.rollback()
    return result.exit_code, result.output


def do_import(app: Flask, folder: Path, data: str | bytes, *words: str | Path) -> tuple[int, str]:
    """Import a file as Amina."""
    email = () if "--as" in words else ("--as", "amina@portal.example")
    return flask(
        app, "import", saved(folder, data), "--mapping", mapping_file(folder), *email, *words
    )


def titles() -> list[str]:
    return list(db.session.scalars(select(Innovation.title).order_by(Innovation.id)))


def batch() -> ImportBatch:
    db.session.expire_all()
    return db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
