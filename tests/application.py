"""One application for all tests of a process: most of a test was the making of its application.

Every test finds it as if it were new: with an empty database, in a folder of its own, with the
settings it was made with, and with nothing left in memory of the tests before.
"""

import gc
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar, cast

from argon2 import PasswordHasher, profiles
from flask import Flask

from portal import clock, files
from portal.accounts import sign_in
from portal.extensions import db
from portal.innovations.keeping import dates
from portal.search import indexing
from tests.client import Client
from tests.database import MakeApp, PostgresqlTemplate, SqliteTemplate

Made = TypeVar("Made")


class MadeOnce(Protocol):
    """See ``SharedApplication.made_once``."""

    def __call__(self, key: object, make: Callable[[], Made]) -> Made: ...


class SharedApplication:
    """What ``create_app`` makes once, and what of it begins anew with each test."""

    def __init__(
        self, make_app: MakeApp, template: SqliteTemplate | PostgresqlTemplate, folder: Path
    ) -> None:
        self._folder = folder
        self._database = template.lasting(folder)
        self._app = make_app(folder, DATABASE_URL=self._database.url)
        self._app.test_client_class = Client
        self._config = dict(self._app.config)
        self._extensions = dict(self._app.extensions)
        self._made: dict[object, tuple[Path, object]] = {}
        with self._app.app_context():
            self._engine = db.engine
        # Passwords are hashed as ever, but quickly.
        sign_in._hasher = PasswordHasher.from_parameters(profiles.CHEAPEST)
        # What is there now stays: to look for unused objects in it, as often as usual, took a
        # tenth of the time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(500_000)

    def begin(self, data_dir: Path) -> Flask:
        """The application, as it is before anything has happened."""
        app = self._app
        app.config.clear()
        app.config.update(self._config, DATA_DIR=str(data_dir))
        app.extensions.clear()
        app.extensions.update(self._extensions)
        self._forget()
        clock.start_at(app.config["CLOCK"])
        dates.review_every(app.config["REVIEW_MONTHS"])
        with app.app_context():
            # The same engine, but what a test listens to is not heard by the next.
            db.engines[None] = self._engine.execution_options()
            self._database.empty()
        return app

    def made_once(self, key: object, make: Callable[[], Made]) -> Made:
        """What ``make`` returns, with all that it puts into the portal, made by the first test.

        For the others the database and the data folder become what they were after it. So it
        returns numbers and words, not records; and each test may change what it finds.
        """
        data_dir = Path(self._app.config["DATA_DIR"])
        if key in self._made:
            kept, made = self._made[key]
            db.session.commit()
            # As after the work of the making: who was loaded before is as they were, on their own.
            db.session.remove()
            self._database.bring_back(kept / "database")
            shutil.copytree(kept / "data", data_dir, dirs_exist_ok=True)
            self._forget()
            return cast(Made, made)
        made = make()
        db.session.commit()
        db.session.remove()
        kept = self._folder / f"made-{len(self._made)}"
        (kept / "database").mkdir(parents=True)
        self._database.keep(kept / "database")
        shutil.copytree(data_dir, kept / "data")
        self._made[key] = kept, made
        return made

    def _forget(self) -> None:
        """What is in memory of the folder."""
        for part in (indexing, files):
            part.init_app(self._app)
