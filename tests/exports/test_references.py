"""RIS and BibTeX as reference managers read them."""

from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.bparser import BibTexParser

from portal.extensions import db
from portal.innovations import vocabulary as v
from portal.innovations.models import Innovation
from tests.client import Client
from tests.exports.conftest import Publish

pytestmark = pytest.mark.any_database


def ris(data: bytes) -> list[dict[str, Any]]:
    text = data.decode("utf-8")
    assert "\n" not in text.replace("\r\n", ""), "RIS wants both characters at each line end"
    return rispy.loads(text.replace("\r\n", "\n"))


def bibtex(data: bytes) -> list[dict[str, str]]:
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    parsed = bibtexparser.loads(data.decode("utf-8"), parser)
    assert parsed.comments == []
    return parsed.entries


def test_a_reference_says_who_what_where_and_when(client: Client, publish: Publish):
    record_id = publish(title="Laptops for nurses")
    record = db.session.get_one(Innovation, record_id)
    identifier, year = record.identifier, str(record.published_at.year)
    (found,) = ris(client.get(f"/innovations/{record_id}.ris").data)
    assert found["type_of_reference"] == "RPRT"
    assert found["title"] == "Laptops for nurses"
    assert found["authors"] == ["Yusuf, Amina"]
    assert found["publisher"] == "Ashbourne Trust"
    assert found["year"] == year
    assert found["id"] == identifier
    assert found["keywords"] == ["Library management systems"]
    assert found["abstract"].startswith("Six library services")
    assert str(found["urls"]).find(f"/innovations/{record_id}") > 0
    assert "Open Government Licence" in str(found["notes"])
    (entry,) = bibtex(client.get(f"/innovations/{record_id}.bib").data)
    assert (entry["ENTRYTYPE"], entry["ID"]) == ("techreport", identifier)
    assert entry["title"] == "{Laptops for nurses}"
    assert entry["author"] == "Amina Yusuf"
    assert entry["institution"] == "Ashbourne Trust"
    assert entry["year"] == year
    assert entry["url"].endswith(f"/innovations/{record_id}")
    assert entry["keywords"] == "Library management systems"
    assert "Open Government Licence" in entry["note"]


@pytest.mark.parametrize("kind", v.KINDS)
def test_each_kind_has_a_type(client: Client, publish: Publish, kind: str):
    record_id = publish(kind=kind)
    (found,) = ris(client.get(f"/innovations/{record_id}.ris").data)
    (entry,) = bibtex(client.get(f"/innovations/{record_id}.bib").data)
    usual = ("RPRT", "techreport") if kind != "tool" else ("GEN", "misc")
    assert (found["type_of_reference"], entry["ENTRYTYPE"]) == usual
    assert found["type_of_work"] == entry["type"] == v.KINDS[kind]


def test_signs_of_bibtex_and_other_scripts_are_kept(client: Client, publish: Publish):
    title = r"50% of {R&D} costs $5_000 #1 ~x^2 \alpha – Łódź 図書館"
    record_id = publish(title=title)
    data = client.get(f"/innovations/{record_id}.bib").data
    (entry,) = bibtex(data)
    kept = entry["title"][1:-1]
    for sign in "%&$_#":
        assert f"\\{sign}" in kept
    plain = kept.replace(r"\textbackslash{}", "\0").replace(r"\textasciitilde{}", "~")
    plain = plain.replace(r"\textasciicircum{}", "^")
    plain = plain.replace(r"\textbraceleft{}", "{").replace(r"\textbraceright{}", "}")
    for sign in "%&$_#":
        plain = plain.replace(f"\\{sign}", sign)
    assert plain.replace("\0", "\\") == title
    (found,) = ris(client.get(f"/innovations/{record_id}.ris").data)
    assert found["title"] == title


def test_a_line_end_begins_no_other_tag(client: Client, publish: Publish):
    record_id = publish()
    db.session.get_one(Innovation, record_id).summary = "One\r\nER  - \r\nTY  - BOOK\n}@book{x,"
    db.session.commit()
    (found,) = ris(client.get("/search/export.ris").data)
    assert found["abstract"] == "One ER - TY - BOOK }@book{x,"
    (entry,) = bibtex(client.get("/search/export.bib").data)
    assert entry["ENTRYTYPE"] == "techreport"


@pytest.mark.parametrize(
    ("name", "in_ris", "in_bibtex"),
    [
        ("Amina Yusuf", "Yusuf, Amina", "Amina Yusuf"),
        ("Anna van der Berg", "van der Berg, Anna", "Anna van der Berg"),
        ("Plato", "Plato", "Plato"),
        ("Smith and Sons", None, "{Smith and Sons}"),
        ("Library, Information and Evidence", "Library, Information and Evidence", None),
    ],
)
def test_names_are_read_as_they_are_meant(
    client: Client, publish: Publish, name: str, in_ris: str | None, in_bibtex: str | None
):
    owner = {"user_id": None, "name": name, "role": "owner", "is_shown": True}
    record_id = publish(people=[owner])
    (found,) = ris(client.get(f"/innovations/{record_id}.ris").data)
    (entry,) = bibtex(client.get(f"/innovations/{record_id}.bib").data)
    assert found["authors"] == [in_ris or found["authors"][0]]
    assert entry["author"] == (in_bibtex or f"{{{name}}}")


def test_without_shown_owners_the_organisation_is_the_author(client: Client, publish: Publish):
    owner = {"user_id": None, "name": "Hidden Hilda", "role": "owner", "is_shown": False}
    record_id = publish(people=[owner])
    (found,) = ris(client.get(f"/innovations/{record_id}.ris").data)
    (entry,) = bibtex(client.get(f"/innovations/{record_id}.bib").data)
    assert found["authors"] == ["Ashbourne Trust"]
    assert entry["author"] == "{Ashbourne Trust}"


def test_a_result_has_a_reference_for_each_record(client: Client, publish: Publish):
    for number in range(3):
        publish(title=f"Laptops {number}")
    keys = [entry["ID"] for entry in bibtex(client.get("/search/export.bib?q=laptops").data)]
    assert len(set(keys)) == 3
    found = ris(client.get("/innovations/export.ris").data)
    assert {reference["id"] for reference in found} == set(keys)
