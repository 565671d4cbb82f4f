"""Files that people upload: examined, kept under hashes of their content, and given out again."""

from pathlib import Path

from flask import Flask

from portal.files.cli import files
from portal.files.examining.faults import RefusedError
from portal.files.examining.kinds import ENDINGS, KINDS, THUMBNAIL_TYPE
from portal.files.giving import give
from portal.files.names import clean_name, disposition, size_in_words, title_of
from portal.files.s3 import S3Store
from portal.files.store import Kept, LocalStore, Store
from portal.files.taking import Taken, store, take, words_of

__all__ = [
    "ENDINGS",
    "KINDS",
    "THUMBNAIL_TYPE",
    "Kept",
    "LocalStore",
    "RefusedError",
    "S3Store",
    "Store",
    "Taken",
    "clean_name",
    "disposition",
    "give",
    "init_app",
    "size_in_words",
    "store",
    "take",
    "title_of",
    "words_of",
]


def init_app(app: Flask) -> None:
    """Set up the store that the settings name. Raises ConfigurationError."""
    config = app.config
    app.cli.add_command(files)
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
