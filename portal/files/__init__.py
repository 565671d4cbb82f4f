"""Files that people upload: examined, kept under hashes of their content, and given out again."""

from pathlib import Path

from flask import Flask, current_app

from portal.files.child import Examined, examined, words_in
from portal.files.examining.faults import RefusedError
from portal.files.examining.kinds import ENDINGS, KINDS
from portal.files.names import clean_name, disposition, title_of
from portal.files.s3 import S3Store
from portal.files.store import Kept, LocalStore, Store

__all__ = [
    "ENDINGS",
    "KINDS",
    "Examined",
    "Kept",
    "LocalStore",
    "RefusedError",
    "S3Store",
    "Store",
    "clean_name",
    "disposition",
    "examined",
    "init_app",
    "store",
    "title_of",
    "words_in",
]


def store() -> Store:
    """The store of this portal."""
    found: Store = current_app.extensions["files"]
    return found


def init_app(app: Flask) -> None:
    """Set up the store that the settings name. Raises ConfigurationError."""
    config = app.config
    app.extensions["files"] = (
        S3Store(
            config["FILES_S3_BUCKET"],
            endpoint=config["FILES_S3_ENDPOINT"],
            region=config["FILES_S3_REGION"],
            prefix=config["FILES_S3_PREFIX"],
        )
        if config["FILES_STORE"] == "s3"
        else LocalStore(Path(config["DATA_DIR"]) / "files")
    )
