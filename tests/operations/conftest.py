"""A data folder with an empty database in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import make_app
from tests.database import SqliteTemplate


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(make_app, tmp_path_factory.mktemp("served"))


@pytest.fixture
def data_dir(tmp_path: Path, sqlite_template: SqliteTemplate) -> Iterator[Path]:
    with sqlite_template.copy(tmp_path):
        yield tmp_path


@pytest.fixture
def other_data_dir(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: SqliteTemplate
) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("other")
    with sqlite_template.copy(folder):
        yield folder
