"""Going through the pages of an import."""

from pathlib import Path

from flask import Flask

from portal.extensions import db
from portal.innovations.importing.models import ImportBatch
from portal.outbox import drain
from tests.client import Client
from tests.innovations.importing.builders import upload

NEW = "/innovations/imports/new"
COLUMNS = {"from_title": "Title", "from_summary": "Summary", "from_source_url": "Link"}


def work() -> None:
    """Do all that a worker would do now."""
    while drain():
        pass


def send(client: Client, data: bytes | str, **fields: str) -> str:
    """Upload a file; the path of its import."""
    response = client.post(NEW, data=upload(data, **fields))
    assert response.status_code == 303, response.text
    return response.location.removesuffix("/columns")


def checked(client: Client, data: bytes | str, columns: dict[str, str] | None = None) -> str:
    """Upload a file, match its columns and let it be checked; the path of its import."""
    path = send(client, data)
    assert client.post(f"{path}/columns", data=columns or COLUMNS).location == path
    work()
    return path


def imported(client: Client, data: bytes | str) -> str:
    path = checked(client, data)
    client.post(f"{path}/run")
    work()
    return path


def kept_files(app: Flask) -> list[str]:
    folder = Path(app.config["DATA_DIR"]) / "imports"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def state_of(path: str) -> str:
    db.session.expire_all()
    return db.session.get(ImportBatch, int(path.rsplit("/", 1)[1])).state
