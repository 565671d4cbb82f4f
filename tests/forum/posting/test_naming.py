"""Finding people to name in a post."""

import pytest

from portal.accounts.models import User
from portal.extensions import db
from tests.factories import make_community

PATH = "/communities/library-systems/people"


@pytest.fixture
def found(client, people, community):
    def find(words: str, person: User = people.amina, path: str = PATH) -> list[str]:
        page = client.as_user(person).get(f"{path}?q={words}").text
        return [part.partition('"')[0] for part in page.split('data-insert="')[1:]]

    return find


def test_people_are_found_by_the_beginning_of_any_word_of_their_name(found) -> None:
    assert found("car") == ["@Carys Evans"]
    assert found("evans") == ["@Carys Evans"]
    assert found("Ev+Ca") == ["@Carys Evans"]
    assert found("ary") == []
    assert found("") == []
    assert found("%25") == []


def test_namesakes_come_with_their_numbers(people, found) -> None:
    other = User(name="Carys Evans", email="other@portal.example")
    db.session.add(other)
    db.session.commit()
    assert found("carys") == [f"@[{people.carys.id}] Carys Evans", f"@[{other.id}] Carys Evans"]


def test_nobody_is_offered_who_cannot_be_named(people, found) -> None:
    db.session.add(User(name="Carla Unlisted", email="c@portal.example", is_listed=False))
    db.session.add(User(name="Carl Imported", email=None, is_listed=False))
    db.session.merge(people.carys).disabled_at = people.carys.created_at
    db.session.commit()
    assert found("car") == []


def test_a_closed_community_tells_only_its_members_who_is_in_it(client, people, found) -> None:
    place = make_community(people.bilal, "Few people", privacy="private", members=[people.carys])
    path = f"{place.path}/people"
    assert found("a", people.bilal, path) == []
    assert found("amina", people.bilal, path) == []
    assert found("carys", people.bilal, path) == ["@Carys Evans"]
    for person in (people.amina, people.erin):
        assert client.as_user(person).get(f"{path}?q=carys").status_code == 404
    assert client.as_user(None).get(f"{path}?q=carys").status_code == 404
    assert client.get("/communities/none/people?q=carys").status_code == 404


def test_only_who_can_post_finds_people(client, people) -> None:
    place = make_community(people.bilal, "Some people", privacy="restricted")
    assert client.as_user(people.amina).get(f"{place.path}/people?q=b").status_code == 403
    assert client.as_user(None).get(f"{PATH}?q=carys").status_code == 404


def test_the_list_is_a_part_of_its_page(client, people, community) -> None:
    client.as_user(people.amina)
    part, page = client.fragment(f"{PATH}?q=ca").text, client.get(f"{PATH}?q=ca").text
    assert "Carys Evans" in part
    assert part.strip() in page
    assert "Nobody who reads this community has a name" in client.get(f"{PATH}?q=zzz").text


def test_finding_takes_the_same_statements_for_many(
    client, people, community, count_statements
) -> None:
    client.as_user(people.amina).get(f"{PATH}?q=zz")
    with count_statements() as few:
        client.get(f"{PATH}?q=zz")
    db.session.add_all(User(name=f"Zz {n}", email=f"z{n}@portal.example") for n in range(20))
    db.session.commit()
    with count_statements() as many:
        page = client.get(f"{PATH}?q=zz").text
    assert page.count("data-insert") == 8
    assert len(few) == len(many)
