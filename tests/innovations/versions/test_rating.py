"""A rating belongs to a version: it lapses, and a published record can be rated again."""

import pytest

from portal.extensions import db
from portal.innovations import actions
from portal.innovations.models import Innovation
from tests.client import Client
from tests.factories import make_innovation
from tests.innovations.reviewing.decisions import current, last_decision, mail_to
from tests.innovations.versions.typed import token_of
from tests.people import People

RATING = {"rating": "strong", "rating_reason": "A controlled comparison"}


@pytest.fixture
def record(people: People) -> Innovation:
    """Published, with a rating that lapsed because its results changed."""
    record = make_innovation(people.amina, reviewer=people.bilal)
    editor = db.session.merge(people.bilal)
    fields = {"results": "Loans tripled."}
    actions.save(record, editor, fields=fields, version=record.version)
    db.session.commit()
    return record


def test_a_rating_lapses_with_the_results(client: Client, people: People, record):
    now = current(record)
    assert (now.evidence_rating, now.rated_version, now.rated_on) == (None, None, None)
    assert "Rated " not in client.as_user(None).get(record.path).text


def test_a_moderator_rates_it_again(client: Client, people: People, record):
    path = f"{record.path}/rate"
    version = token_of(client.as_user(people.bilal), path)
    assert "Loans tripled." in client.get(path).text
    response = client.post(path, data={"version": version, **RATING})
    assert response.status_code == 303
    now = current(record)
    assert (now.evidence_rating, now.rated_version, now.rated_by_id) == (
        "strong",
        2,
        people.bilal.id,
    )
    decision = last_decision(record)
    assert (decision.kind, decision.words) == ("rated", "A controlled comparison")
    page = client.as_user(None).get(record.path).text
    assert "<strong>Rated strong</strong> by Bilal Haddad on" in page
    assert "for version 2" in page
    (text,) = mail_to("amina@portal.example", "Evidence rated")
    assert "strong" in text
    assert "A controlled comparison" in text


def test_a_rating_needs_a_reason(client: Client, people: People, record):
    response = client.as_user(people.bilal).post(f"{record.path}/rate", data={"version": "2"})
    assert response.status_code == 422
    assert "Say why you chose this rating" in response.text
    assert "Choose how strong the evidence is" in response.text


def test_a_rating_of_what_was_changed_meanwhile_is_asked_again(
    client: Client, people: People, record
):
    data = {"version": "1", **RATING}
    response = client.as_user(people.bilal).post(f"{record.path}/rate", data=data)
    assert response.status_code == 409
    assert "A controlled comparison" in response.text
    assert current(record).evidence_rating is None


def test_moderators_see_what_has_no_rating(client: Client, people: People, record):
    make_innovation(people.amina, title="Rated one")
    page = client.as_user(people.bilal).get("/innovations/without-rating")
    assert "One catalogue for six libraries" in page.text
    assert "Rated one" not in page.text
    assert client.fragment("/innovations/without-rating").text.strip() in page.text
    assert client.as_user(people.carys).get("/innovations/without-rating").status_code == 403
    assert client.as_user(None).get("/innovations/without-rating").status_code == 302


def test_who_may(client: Client, people: People, record):
    path = f"{record.path}/rate"
    for person in (people.amina, people.carys):
        assert client.as_user(person).get(path).status_code == 403
    own = make_innovation(people.bilal, reviewer=people.erin)
    assert client.as_user(people.bilal).get(f"{own.path}/rate").status_code == 403
    assert client.get("/innovations/999999/rate").status_code == 404
    assert client.delete(path).status_code == 405
    assert client.as_user(None).get(path).status_code == 302
    draft = make_innovation(people.amina, "submitted")
    late = client.as_user(people.bilal).post(f"{draft.path}/rate", data={"version": "1", **RATING})
    assert late.status_code == 409
    assert "Only a published record can be rated." in late.text
