"""A portal in which Amina has written one word everywhere, beside the words of others."""

from pathlib import Path

from flask import Flask
from sqlalchemy import JSON, String, func, select, text

from portal.accounts.sign_in import hash_password
from portal.extensions import Base, db
from portal.outbox import drain
from tests.people import People
from tests.privacy.erasing.forum import InTheForum
from tests.privacy.erasing.innovations import InInnovations
from tests.privacy.erasing.people import InPeople
from tests.privacy.erasing.words import WORD

PASSWORD = "a long password"


def everywhere(word: str = WORD) -> list[str]:
    """The tables and columns in which a word stands."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, String | JSON):
                like = func.lower(text(f'CAST("{column.name}" AS TEXT)')).like(f"%{word.lower()}%")
                if db.session.scalar(select(func.count()).select_from(table).where(like)):
                    found.append(f"{table.name}.{column.name}")
    return found


class World(InTheForum, InInnovations, InPeople):
    """What was made: the ids that tests look for."""

    def __init__(self, cast: People) -> None:
        amina, bilal, carys, dev, erin = (db.session.merge(person) for person in cast)
        self.people = People(amina, bilal, carys, dev, erin)
        amina.password_hash = hash_password(PASSWORD)
        self._in_the_forum()
        self._in_innovations()
        self._in_messages()
        self._in_the_account()
        self._in_the_profile()
        db.session.commit()


def work() -> None:
    """Let the worker do all that waits."""
    db.session.commit()
    db.session.remove()
    while drain():
        pass


def files_with(app: Flask, word: str) -> list[Path]:
    """The files in the data folder that hold a word; mail that was sent is not reached."""
    folder = Path(app.config["DATA_DIR"])
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".eml")
    return [path for path in files if word.encode() in path.read_bytes()]
