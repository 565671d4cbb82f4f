"""``flask privacy export``: for who asks by letter, also after the account was closed."""

from pathlib import Path

import pytest
from flask import Flask

from portal.clock import now
from portal.extensions import db
from portal.visibility import Status
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People
from tests.privacy.exporting.archives import unpacked


def export(app: Flask, person: str, file: Path) -> str:
    db.session.commit()
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["privacy", "export", person, str(file)])
    return result.output


@pytest.mark.any_database
def test_it_writes_the_archive_of_a_person(app: Flask, people: People, tmp_path: Path):
    make_innovation(people.amina, Status.DRAFT, title="Not yet shown")
    file = tmp_path / "amina.zip"
    assert f"Wrote what is held of Amina Yusuf, number {people.amina.id}" in export(
        app, "AMINA@portal.example", file
    )
    archive = unpacked(file.read_bytes())
    assert archive.data["account"][0]["email"] == "amina@portal.example"
    assert archive.data["innovations"][0]["title"] == "Not yet shown"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_closed_account_still_has_what_is_its_own(app: Flask, people: People, tmp_path: Path):
    community = make_community(people.bilal, members=[people.amina], privacy="private")
    make_thread(people.bilal, community, text="Ask @Amina Yusuf.")
    make_innovation(people.amina, Status.DRAFT, title="Not yet shown")
    db.session.merge(people.amina).disabled_at = now()
    file = tmp_path / "amina.zip"
    export(app, str(people.amina.id), file)
    archive = unpacked(file.read_bytes())
    assert archive.data["account"][0]["disabled_at"]
    assert archive.data["innovations"][0]["title"] == "Not yet shown"
    assert archive.data["communities"][0]["community"] == "Library systems"
    assert len(archive.data["mentions"]) == 1


@pytest.mark.parametrize("person", ["nobody@portal.example", "99", "99999999999999999999"])
def test_whom_there_is_not_leaves_no_file(app: Flask, people: People, tmp_path: Path, person: str):
    file = tmp_path / "nobody.zip"
    assert "there is nobody" in export(app, person, file)
    assert not file.exists()
