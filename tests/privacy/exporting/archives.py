"""Reading an archive back, as the person who downloads it does."""

import io
import json
from typing import Any, NamedTuple
from zipfile import ZipFile

from portal.accounts.models import User
from tests.client import Client
from tests.exports.files import rows_of_csv

DATA = "/account/data"
EXPORT = f"{DATA}/export"


class Archive(NamedTuple):
    """What is in it."""

    data: dict[str, Any]
    tables: dict[str, list[dict[str, str]]]
    files: dict[str, bytes]
    readme: str

    @property
    def text(self) -> str:
        """All words in it, so that nothing hides in one of the files."""
        files = "".join(content.decode("utf-8", "replace") for content in self.files.values())
        return json.dumps(self.data, ensure_ascii=False) + str(self.tables) + files + self.readme


def unpacked(content: bytes) -> Archive:
    """An archive from its bytes."""
    with ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        all_files = {name: packed.read(name) for name in packed.namelist()}
    tables = {
        name.removesuffix(".csv"): rows_of_csv(all_files[name])
        for name in all_files
        if name.endswith(".csv") and "/" not in name
    }
    files = {name: found for name, found in all_files.items() if name.startswith("files/")}
    assert len(all_files) == len(tables) + len(files) + 2
    readme = all_files["README.txt"].decode()
    return Archive(json.loads(all_files["data.json"]), tables, files, readme)


def archive_of(client: Client, person: User) -> Archive:
    """What a person downloads."""
    response = client.as_user(person).get(EXPORT)
    assert response.status_code == 200
    return unpacked(response.data)
