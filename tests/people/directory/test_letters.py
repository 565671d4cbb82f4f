"""The directory by the first letter of the name."""

import re

import pytest

from portal.accounts.models import User
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.people.alphabet import sort_key
from tests.client import Client
from tests.people import People
from tests.people.directory.looking import add_people, letters, listed

CAST = {"A": 1, "B": 1, "C": 1, "D": 1, "E": 1}


def test_letters_that_somebody_has_are_links_and_others_are_not(
    client: Client, people: People
) -> None:
    page = client.as_user(people.bilal).get("/people").text
    assert letters(client, "/people") == CAST
    assert '<a href="/people?letter=A"' in page
    assert "<span>Z</span>" in page
    assert 'aria-current="true">All</a>' in page


def test_a_letter_lists_its_people_whatever_their_capitals_and_accents(
    client: Client, people: People
) -> None:
    add_people(
        ["Élodie Martin", "eve adams", "Øyvind Lie", "Łucja Nowak", "'t Hooft, An", "Émile Z"]
    )
    client.as_user(people.bilal)
    assert letters(client, "/people") == CAST | {"E": 4, "L": 1, "O": 1, "T": 1}
    assert listed(client, "/people?letter=E") == [
        "Élodie Martin",
        "Émile Z",
        people.erin.name,
        "eve adams",
    ]
    assert listed(client, "/people?letter=e") == listed(client, "/people?letter=E")
    assert listed(client, "/people?letter=O") == ["Øyvind Lie"]


def test_the_list_is_in_the_order_of_its_letters(client: Client, people: People) -> None:
    add_people(["zoë adams", "Zoe Brown", "Ángel Díaz", "ana d", "Żaneta"])
    names = listed(client.as_user(people.bilal), "/people")
    assert names[:4] == [people.amina.name, "ana d", "Ángel Díaz", people.bilal.name]
    assert names[-3:] == ["Żaneta", "zoë adams", "Zoe Brown"]


def test_names_in_other_scripts_stand_under_other(client: Client, people: People) -> None:
    client.as_user(people.bilal)
    assert ">Other" not in client.get("/people").text
    add_people(["Ωmega", "陈伟", "4ever", "…"])
    assert letters(client, "/people") == CAST | {"Other": 4}
    assert set(listed(client, "/people?letter=other")) == {"Ωmega", "陈伟", "4ever", "…"}
    # Of what nobody has any more, the way back is still there.
    page = client.get("/people?letter=other&q=amina").text
    assert "Nobody was found" in page
    assert "Other first letters" in page


def test_letters_count_who_fits_the_words_and_filters(client: Client, people: People) -> None:
    place = db.session.get_one(Organisation, people.amina.organisation_id)
    add_people(["Alma", "Bo", "Dora"], place)
    client.as_user(people.bilal)
    address = f"/people?organisation={place.ods_code}"
    assert letters(client, address) == {"A": 2, "B": 1, "D": 2}
    assert letters(client, f"{address}&q=do") == {"D": 1}
    assert listed(client, f"{address}&letter=A") == ["Alma", people.amina.name]
    # A letter that was chosen changes no letter, and keeps the rest of the address.
    assert letters(client, f"{address}&letter=A") == {"A": 2, "B": 1, "D": 2}
    page = client.get(f"{address}&letter=A&q=a").text
    assert f'href="/people?q=a&amp;letter=D&amp;organisation={place.ods_code}"' in page
    assert f'<input type="hidden" name="organisation" value="{place.ods_code}">' in page
    assert '<input type="hidden" name="letter" value="A">' in page


def test_a_letter_is_kept_from_page_to_page(client: Client, people: People) -> None:
    add_people([f"Gwen {number:02}" for number in range(45)])
    client.as_user(people.bilal)
    page = client.get("/people?letter=G").text
    assert "1 to 40" in page
    assert re.search(r'href="/people\?letter=G&(amp;)?page=2"', page)
    assert listed(client, "/people?letter=G&page=2") == [f"Gwen {n}" for n in range(40, 45)]
    assert client.get("/people?letter=G&page=3").status_code == 404


@pytest.mark.parametrize("letter", ["", "AB", "1", "%00", "é", "a" * 300])
def test_what_is_no_letter_is_none(client: Client, people: People, letter: str) -> None:
    client.as_user(people.bilal)
    assert len(listed(client, f"/people?letter={letter}")) == 5


def test_nobody_who_is_unlisted_is_behind_a_letter(client: Client, people: People) -> None:
    zora = add_people(["Zora"])[0]
    client.as_user(people.bilal)
    assert letters(client, "/people") == CAST | {"Z": 1}
    zora = db.session.get_one(User, zora.id)
    zora.is_listed = False
    db.session.commit()
    assert letters(client, "/people") == CAST
    assert letters(client.as_user(zora), "/people") == CAST


def test_a_name_is_found_by_its_letters_without_accents(client: Client, people: People) -> None:
    add_people(["Zoë O’Brien"])
    client.as_user(people.bilal)
    for words in ("zoe", "ZOË", "obrien", "o'brien", "O’Brien+zoë"):
        assert listed(client, f"/people?q={words}") == ["Zoë O’Brien"]
    assert listed(client, "/people?q=zoe+smith") == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Élodie", "elodie"),
        ("O'Brien", "obrien"),
        ("Straße", "strasse"),
        ("Ægir", "aegir"),
        ("“Bo”", "bo”"),
        ("İpek Işık", "ipek isik"),
        ("…", ""),
    ],
)
def test_a_name_is_sorted_by_plain_letters(name: str, key: str) -> None:
    assert sort_key(name) == key
