"""One application for all tests of a process: most of a test was the making of its application.

Every test finds it as if it were new: with an empty database, in a folder of its own, with the
settings it was made with, and with nothing left in memory of the tests before.
"""

import gc
from pathlib import Path

from argon2 import PasswordHasher, profiles
from flask import Flask

from portal import clock, files
from portal.accounts import sign_in
from portal.extensions import db
from portal.innovations.keeping import dates
from portal.search import indexing
from tests.client import Client
from tests.database import MakeApp, PostgresqlTemplate, SqliteTemplate


class SharedApplication:
    """What ``create_app`` makes once, and what of it begins anew with each test."""

    def __init__(
        self, make_app: MakeApp, template: SqliteTemplate | PostgresqlTemplate, folder: Path
    ) -> None:
        self._database = template.lasting(folder)
        self._app = make_app(folder, DATABASE_URL=self._database.url)
        self._app.test_client_class = Client
        self._config = dict(self._app.config)
        self._extensions = dict(self._app.extensions)
        with self._app.app_context():
            self._engine = db.engine
        # Passwords are hashed as ever, but quickly.
        sign_in._hasher = PasswordHasher.from_parameters(profiles.CHEAPEST)
        # What is there now stays: to look for unused objects in it, as often as usual, took a
        # tenth of the time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(100_000)

    def begin(self, data_dir: Path) -> Flask:
        """The application, as it is before anything has happened."""
        app = self._app
        app.config.clear()
        app.config.update(self._config, DATA_DIR=str(data_dir))
        app.extensions.clear()
        app.extensions.update(self._extensions)
        for part in (indexing, files):
            part.init_app(app)
        clock.start_at(app.config["CLOCK"])
        dates.review_every(app.config["REVIEW_MONTHS"])
        with app.app_context():
            # The same engine, but what a test listens to is not heard by the next.
            db.engines[None] = self._engine.execution_options()
            self._database.empty()
        return app
