"""A record on one page: its figures, what someone says of it, and no more than fits."""

from datetime import UTC, datetime

import pytest

from portal.extensions import db
from portal.innovations.impact import shorten
from portal.innovations.models import Adoption
from portal.visibility import Audience, Status
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People

QUOTE = {
    "champion_quote": "It gave us\nour mornings back.",
    "champion_name": "Ruth Adeleke",
    "champion_role": "Ward manager",
}


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("One. Two.", 20, ("One. Two.", False)),
        ("One sentence. Another sentence. A third.", 32, ("One sentence. Another sentence.", True)),
        ("Ends here.” And more of it", 12, ("Ends here.”", True)),
        ("It cost £1.5 million, no less than that", 20, ("It cost £1.5…", True)),
        ("Nowhere to stop, ever and ever", 20, ("Nowhere to stop…", True)),
        ("x" * 50, 10, ("x" * 9 + "…", True)),
        ("", 10, ("", False)),
    ],
)
def test_a_long_text_ends_at_a_sentence(text: str, most: int, short: tuple[str, bool]) -> None:
    assert shorten(text, most) == short
    assert len(shorten(text, most).text) <= most


def test_the_page_says_all_that_a_manager_needs(client: Client, people: People) -> None:
    record = make_innovation(people.amina, kind="impact_case_study", **QUOTE)
    page = client.get(f"{record.path}/impact")
    assert page.status_code == 200
    for words in (
        *("Impact case study", record.title, "Ashbourne Trust", "Each service paid for its own"),
        *("We agreed on one catalogue", "It worked.", "From 40 to 82 a month: 105% more."),
        *("£12,500 (measured)", "2 days a week (estimate)", "It gave us our mornings back."),
        *("Ruth Adeleke, Ward manager", "Rated moderate on", "Open Government Licence 3.0"),
        *("Write to the owners", record.identifier, f"http://127.0.0.1:8000{record.path}"),
    ):
        assert words in page.text, words
    assert 'href="/innovations/1"' in page.text
    assert " style=" not in page.text
    assert f'href="{record.path}/impact"' in client.get(record.path).text


def test_long_texts_are_short_and_lead_to_the_whole(client: Client, people: People) -> None:
    long = "## How\n\n" + "Every sentence is like this one. " * 60
    record = make_innovation(people.amina, problem=long, what_we_did=long)
    page = client.get(f"{record.path}/impact")
    assert "Read the whole record" in page.text
    assert page.text.count("Every sentence is like this one.") < 30
    assert "How" not in page.text, "headings are left out"


def test_who_uses_it_elsewhere_is_counted(client: Client, people: People) -> None:
    record = make_innovation(people.amina)
    adoption = Adoption(
        innovation_id=record.id,
        organisation_id=people.carys.organisation_id,
        person_id=people.carys.id,
        stage="in_use",
        state="confirmed",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    db.session.add(adoption)
    db.session.commit()
    page = client.get(f"{record.path}/impact")
    assert "Taken up by 1 other organisation; 1 uses it now." in page.text


def test_a_record_with_nothing_in_it_has_a_page(client: Client, people: People) -> None:
    record = make_innovation(
        people.amina,
        Status.DRAFT,
        problem="",
        what_we_did="",
        results="",
        measures=[],
        outcome=None,
        licence=None,
        organisation_id=None,
    )
    page = client.as_user(people.amina).get(f"{record.path}/impact")
    assert page.status_code == 200
    assert "Key figures" not in page.text
    assert "Not rated" in page.text


def test_only_who_may_see_the_record_sees_the_page(client: Client, people: People) -> None:
    record = make_innovation(people.amina, audience=Audience.ORGANISATION)
    path = f"{record.path}/impact"
    assert client.get(path).status_code == 404
    assert client.as_user(people.carys).get(path).status_code == 404
    assert client.as_user(people.dev).get(path).status_code == 200
    assert client.post(path).status_code == 405
    assert client.get("/innovations/999/impact").status_code == 404


def test_the_address_of_an_owner_is_for_people_who_sign_in(client: Client, people: People) -> None:
    record = make_innovation(people.amina, contact="email")
    path = f"{record.path}/impact"
    assert people.amina.email not in client.get(path).text
    assert people.amina.email in client.as_user(people.carys).get(path).text
    without = make_innovation(people.amina, title="Silent", contact="none")
    assert "No contact" in client.get(f"{without.path}/impact").text


def test_the_owner_writes_down_what_a_champion_says(client: Client, people: People) -> None:
    record = make_innovation(people.amina, Status.DRAFT)
    form = f"{record.path}/edit/champion"
    client.as_user(people.amina)
    assert client.get(form).status_code == 200
    nameless = client.post(form, data={"version": "1", "champion_quote": "Good."})
    assert nameless.status_code == 422
    assert "Enter the name of who says it" in nameless.text
    long = client.post(form, data={"version": "1", **QUOTE, "champion_quote": "x" * 601})
    assert long.status_code == 422
    assert client.post(form, data={"version": "1", **QUOTE}).status_code == 303
    page = client.get(record.path)
    assert "Ruth Adeleke, Ward manager" in page.text
    assert "our mornings back." in page.text


def test_what_a_champion_says_is_found(client: Client, people: People) -> None:
    record = make_innovation(people.amina, **QUOTE)
    assert "mornings" in record.plain_text
    assert "Ruth Adeleke" in record.plain_text
