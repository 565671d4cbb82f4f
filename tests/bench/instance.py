"""A data folder with the generated records and their search index, as a fresh portal has it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from portal import create_app
from portal.config import ROOT
from portal.extensions import db
from portal.outbox import statistics
from tests.bench import records
from tests.database import migrate

_MADE = "made-of.txt"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of what runs on the folder: none of the settings of whoever measures."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
    own = {
        "DATA_DIR": str(folder),
        "MAIL_BACKEND": "file",
        "SIGN_IN_PER_MINUTE": "1000",
        "SEARCHES_PER_MINUTE": "1000000",
    }
    return {**inherited, **{f"PORTAL_{name}": value for name, value in (own | settings).items()}}


def settings(folder: Path) -> dict[str, object]:
    """The settings of an application in this process on the folder."""
    return {"DATA_DIR": str(folder), "LOG_LEVEL": "WARNING", "SEARCHES_PER_MINUTE": 10**6}


def prepare(folder: Path, count: int, say: Callable[[str], None]) -> None:
    """Fill the folder, unless it holds as many records already.

    Raises ValueError when it holds something else.
    """
    prepare_with(folder, f"{count:,} records", lambda: records.fill(count), say)


def prepare_with(
    folder: Path, what: str, fill: Callable[[], None], say: Callable[[str], None]
) -> None:
    """Fill the folder and index what is in it, unless it holds ``what`` already.

    Raises ValueError when it holds something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made_of, content = folder / _MADE, f"{what}, seed {records.SEED}\n"
    if made_of.exists() and made_of.read_text() == content:
        return
    if any(folder.iterdir()):
        raise ValueError(f"{folder} holds something else: choose an empty folder")
    say(f"writing {what}")
    app = create_app({"DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"})
    migrate(app)
    with app.app_context():
        fill()
        statistics.renew()
        db.session.remove()
        db.engine.dispose()
    say("indexing them")
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "search", "rebuild"],
        cwd=ROOT,
        env=environment(folder),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made_of.write_text(content)
