"""``flask innovations export``."""

import json
from pathlib import Path

import pytest
from flask import Flask

from portal.extensions import db
from portal.innovations.models import Innovation
from portal.visibility import Status
from tests.exports.conftest import Publish
from tests.exports.files import rows_of_csv, rows_of_xlsx


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    """The exit status and what was said."""
    result = app.test_cli_runner().invoke(args=["innovations", "export", *map(str, arguments)])
    return result.exit_code, result.output


def test_a_search_becomes_a_file(app: Flask, publish: Publish, tmp_path: Path):
    publish(title="Laptops")
    publish(title="Tablets")
    status, said = run(app, tmp_path / "all.csv")
    assert (status, "2 records" in said) == (0, True)
    assert len(rows_of_csv((tmp_path / "all.csv").read_bytes())) == 2
    assert run(app, tmp_path / "some.xlsx", "--query", "laptops")[0] == 0
    assert [row["Title"] for row in rows_of_xlsx((tmp_path / "some.xlsx").read_bytes())] == [
        "Laptops"
    ]


@pytest.mark.parametrize(("view", "titles"), [("visitor", []), ("moderator", ["Laptops"])])
def test_the_view_decides_what_is_in_it(
    app: Flask, publish: Publish, tmp_path: Path, view: str, titles: list[str]
):
    record_id = publish(title="Laptops", audience="organisation")
    db.session.get_one(Innovation, record_id).status = Status.HIDDEN
    db.session.commit()
    file = tmp_path / "found"
    assert run(app, file, "--format", "json", "--view", view)[0] == 0
    assert [record["title"] for record in json.loads(file.read_bytes())["records"]] == titles


def test_what_cannot_be_is_said(app: Flask, publish: Publish, tmp_path: Path):
    publish()
    status, said = run(app, tmp_path / "all.pdf")
    assert (status, "say --format" in said) == (1, True)
    app.config["EXPORT_MAX_ROWS"] = 1
    publish()
    status, said = run(app, tmp_path / "all.csv")
    assert (status, "PORTAL_EXPORT_MAX_ROWS" in said) == (1, True)
    assert not (tmp_path / "all.csv").exists()
