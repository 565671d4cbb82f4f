"""A record on its whole way, by plain pages and forms: what a browser without JavaScript does."""

from portal.outbox import drain
from portal.search import indexing
from tests.client import Client
from tests.factories import make_topic
from tests.journeys.forms import fill_in
from tests.people import People

TITLE = "Bookmarks that lead to the evidence desk"
SHORT = {
    "title": TITLE,
    "summary": "A bookmark in every loan says how to ask for an evidence search.",
    "problem": "Few people knew that the desk was there.",
    "what_we_did": "We printed 2,000 bookmarks.",
    "stage": "local_use",
    "started_on-month": "3",
    "started_on-year": "2025",
}
SECTIONS = {
    "results": {"outcome": "worked", "results": "Questions rose from 20 to 31 a month."},
    "costs": dict.fromkeys(
        ("cost_setup_basis", "cost_yearly_basis", "staff_time_basis", "savings_basis"), "estimate"
    ),
    "evidence": {"evidence-0-kind": "routine_data", "evidence-0-citation": "Counts of the desk"},
    "lessons": {
        "lessons-0-text": "Say what to ask, not who we are.",
        "lessons-0-audience": "all_library_staff",
        "lessons-0-step": "after",
    },
    "permissions": {
        "agreed_by_organisation": "y",
        "agreed_by_people": "y",
        "no_patient_data": "y",
        "licence": "OGL-3.0",
    },
}


def work() -> None:
    """Do all that a worker would do now."""
    while drain():
        pass


def test_a_record_goes_from_its_author_to_a_reader(client: Client, people: People) -> None:
    indexing.rebuild()
    record = written(client, people)
    assert client.post(f"{record}/submit").status_code == 303
    assert "number 1 in the queue" in client.get(f"{record}/tasks").text

    client.as_user(people.bilal)
    assert TITLE in client.get("/moderation").text
    client.post(f"{record}/claim")
    asked = {"comments-what_we_did": "Where were they given out?", "words": "One thing is missing."}
    fill_in(client, f"{record}/review", decision="changes_requested", **asked)

    client.as_user(people.amina)
    page = client.get(f"{record}/edit/summary").text
    assert "Bilal Haddad asked: Where were they given out?" in page
    fill_in(client, f"{record}/edit/summary", what_we_did="We put 2,000 bookmarks into loans.")
    client.post(f"{record}/submit")

    client.as_user(people.bilal)
    client.post(f"{record}/claim")
    assert "Changed since" in client.get(f"{record}/review").text
    rated = {"decision": "published", "rating": "suggestive", "rating_reason": "Counted once."}
    assert fill_in(client, f"{record}/review", **rated).location == "/moderation"
    work()

    client.as_user(None)
    found = client.get("/search?q=bookmark+loans").text
    assert "<mark>Bookmarks</mark> that lead to the evidence desk" in found
    assert "<mark>loan</mark>" in found
    assert "We put 2,000 bookmarks into loans." in client.get(record).text


def test_a_draft_saved_by_a_button_comes_back(client: Client, people: People) -> None:
    client.as_user(people.dev)
    typed = {"title": "Half a thought", "summary": "The rest comes tomorrow."}
    place = "/innovations/new"
    assert client.post("/drafts", data={**typed, "draft_place": place}).location == place
    page = client.get(place).text
    assert "We kept what you typed" in page
    assert "The rest comes tomorrow." in page
    assert fill_in(client, place).status_code == 303
    assert "We kept what you typed" not in client.get(place).text


def written(client: Client, people: People) -> str:
    """A record of Amina's with everything that it needs; returns its path."""
    topic_id = make_topic("Evidence search").id
    client.as_user(people.amina)
    found = fill_in(client, "/innovations/new", **{"find": "topics", "topics-find": "evidence"})
    assert "Evidence search" in found.text
    response = fill_in(client, "/innovations/new", topics=str(topic_id), **SHORT)
    record = response.location.removesuffix("/tasks")
    for name, fields in SECTIONS.items():
        response = fill_in(client, f"{record}/edit/{name}", **fields)
        assert response.status_code == 303, response.text
    return record
