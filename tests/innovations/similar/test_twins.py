"""Records that look alike are shown before a record is submitted, and to who reviews it."""

from typing import Any

import pytest

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations import twins
from portal.outbox import drain
from portal.visibility import Audience, Status
from tests.client import Client
from tests.factories import COMPLETE, make_innovation
from tests.people import People

# Two records that share none of these have nothing of each other.
OWN: dict[str, Any] = {
    "title": "Six services share a system",
    "summary": "One system in six places",
    "problem": "Too many systems",
    "what_we_did": "We moved them",
    "results": "It is faster",
    "evidence": [{"kind": "none_yet", "citation": "", "link": ""}],
    "lessons": [{"text": "Begin early", "advice": "", "audience": "board", "step": "after"}],
}
TEXT = (
    "Every Monday a librarian walks the wards with a trolley of novels, poems and large print "
    "thrillers. Patients choose in bed, staff choose at the nurses' station, and what nobody "
    "borrowed for a year goes to the charity shop next to the bus station."
)


def evidence(link: str = "", citation: str = "") -> list[dict[str, str]]:
    return [{"kind": "published_study", "citation": citation, "link": link}]


def indexed(author: User, status: str = Status.PUBLISHED, **fields: Any) -> int:
    """The id of a record that the index knows."""
    record_id = make_innovation(author, status, **fields).id
    # The drain ends with a rollback; what the test holds must stay readable.
    db.session.expunge_all()
    while drain():
        pass
    return record_id


@pytest.mark.parametrize(
    ("mine", "theirs", "reason"),
    [
        (
            {"title": "One catalogue"},
            {"title": "one  Catalogue"},
            "It has the same title and organisation.",
        ),
        (
            {"title": "Moving six libraries to one catalogue"},
            {"title": "Moving the six libraries to one new catalogue"},
            "Its title is much the same.",
        ),
        (
            {"source_url": "https://www.example.org/story/"},
            {"source_url": "http://example.org/story"},
            "It was first published at the same address.",
        ),
        (
            {"evidence": evidence(link="https://doi.org/10.1234/ABC.5")},
            {"evidence": evidence(citation="Evans 2024, doi:10.1234/abc.5.")},
            "It names the same publication (DOI).",
        ),
        (
            {"evidence": evidence(link="https://example.org/poster.pdf")},
            {"source_url": "https://example.org/poster.pdf"},
            "It names the same link.",
        ),
        ({"what_we_did": TEXT}, {"problem": TEXT}, "Much of its text is the same."),
    ],
)
def test_the_owner_sees_what_looks_alike_and_why(
    client: Client, people: People, mine: dict[str, Any], theirs: dict[str, Any], reason: str
) -> None:
    other_id = indexed(people.amina, **(COMPLETE | {"title": "Quite another name"} | theirs))
    record = make_innovation(people.amina, Status.DRAFT, **(OWN | mine))
    page = client.as_user(people.amina).get(f"{record.path}/tasks").text
    assert "This record looks like yours. Is it the same?" in page
    assert reason in page
    assert f'href="/innovations/{other_id}"' in page
    assert page.index(reason) < page.index("Submit for review")
    assert client.post(f"{record.path}/submit").status_code == 303


def test_a_record_like_no_other_is_submitted_without_a_question(
    client: Client, people: People
) -> None:
    indexed(people.amina, title="Quite another name")
    record = make_innovation(people.amina, Status.DRAFT, **OWN)
    page = client.as_user(people.amina).get(f"{record.path}/tasks").text
    assert "Submit for review" in page
    assert "looks like yours" not in page


def test_what_the_owner_may_not_see_is_not_shown(client: Client, people: People) -> None:
    indexed(people.carys, audience=Audience.ORGANISATION, title="A secret twin")
    record = make_innovation(people.amina, Status.DRAFT, **(OWN | {"title": "A secret twin"}))
    page = client.as_user(people.amina).get(f"{record.path}/tasks").text
    assert "looks like yours" not in page


@pytest.mark.parametrize("status", [Status.RETIRED, Status.HIDDEN, Status.DECLINED])
def test_what_is_out_of_use_is_no_twin(people: People, status: Status) -> None:
    indexed(people.amina, status, title="An old twin")
    record = make_innovation(people.amina, Status.DRAFT, **(OWN | {"title": "An old twin"}))
    assert twins.of_record(record, db.session.merge(people.amina)) == []


def test_the_moderator_sees_them_on_the_review_page(client: Client, people: People) -> None:
    indexed(people.amina, title="A twin")
    record = make_innovation(people.amina, Status.SUBMITTED, title="A twin")
    page = client.as_user(people.bilal).get(f"{record.path}/review")
    assert "It looks like another record" in page.text
    assert "It has the same title and organisation." in page.text


def test_a_title_is_looked_for_while_it_is_typed(client: Client, people: People) -> None:
    indexed(people.amina, title="Robots fetch the books")
    client.as_user(people.amina)
    form = client.get("/innovations/new").text
    assert 'data-hx-get="/innovations/alike"' in form
    assert '<a href="/innovations/alike">' in form
    address = "/innovations/alike?title=robots+fetch+the+books"
    page, fragment = client.get(address), client.fragment(address)
    assert "This record looks like yours." in page.text
    assert fragment.text.strip() in page.text
    assert "No record that you can see" in client.get("/innovations/alike?title=zebra").text
    assert "No record that you can see" not in client.get("/innovations/alike").text


def test_who_may_look_for_a_title(client: Client, people: People) -> None:
    indexed(people.amina, title="Among us", audience=Audience.ORGANISATION)
    address = "/innovations/alike?title=among+us"
    assert client.get(address).status_code == 302
    assert "/innovations/1" not in client.as_user(people.carys).get(address).text
    assert "/innovations/1" in client.as_user(people.dev).get(address).text
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("title", ["\x00", "%00%ff", "a" * 5000, "%", "_", "'; --"])
def test_no_title_is_too_odd(client: Client, people: People, title: str) -> None:
    client.as_user(people.amina)
    assert client.get("/innovations/alike", query_string={"title": title}).status_code == 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.example.org/a/", "http://example.org/a"),
        ("https://doi.org/10.1000/XYZ", "doi:10.1000/xyz"),
        ("https://dx.doi.org/10.1000/xyz", "10.1000/xyz."),
    ],
)
def test_an_address_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert twins.address_key(one) == twins.address_key(other)
