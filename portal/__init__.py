"""The portal: one Flask application, one package per feature."""

import logging
from collections.abc import Mapping

from flask import Flask

from portal import (
    accounts,
    clock,
    drafts,
    evaluation,
    exports,
    files,
    forum,
    harvest,
    home,
    innovations,
    moderation,
    notifications,
    organisations,
    outbox,
    people,
    privacy,
    search,
    searches,
    seed,
    serve,
    topics,
    web,
)
from portal.config import ROOT, load_config
from portal.extensions import csrf, db, htmx, login_manager, migrate

FEATURES = (
    outbox,
    search,
    files,
    drafts,
    organisations,
    topics,
    accounts,
    notifications,
    innovations,
    forum,
    searches,
    people,
    harvest,
    exports,
    moderation,
    privacy,
    home,
    seed,
    serve,
    evaluation,
)


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """The application, configured from the environment and ``overrides``.

    Raises ConfigurationError when a setting is wrong or unsafe.
    """
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(ROOT / "instance"),
    )
    load_config(app, overrides)
    logging.basicConfig(
        level=app.config["LOG_LEVEL"], format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    clock.start_at(app.config["CLOCK"])
    web.configure(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "portal" / "migrations"), render_as_batch=True)
    for extension in (csrf, htmx, login_manager):
        extension.init_app(app)
    web.init_app(app)
    for feature in FEATURES:
        feature.init_app(app)
    return app
