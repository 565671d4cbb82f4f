"""Two records of the same work become one, and nothing of either is lost."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.innovations.merging.actions import merge as put_together
from portal.innovations.models import (
    Adoption,
    Decision,
    Innovation,
    InnovationFile,
    RelatedInnovation,
    Version,
)
from portal.visibility import Status
from tests.client import Client
from tests.factories import COMPLETE, make_innovation, make_topic
from tests.innovations.reviewing.decisions import current, mail_to
from tests.people import People

WHY = "Both tell of the same move."


@pytest.fixture
def kept(people: People) -> Innovation:
    return make_innovation(people.amina, title="One catalogue for six libraries")


@pytest.fixture
def other(people: People) -> Innovation:
    return make_innovation(
        people.amina,
        title="Six libraries, one catalogue",
        results="Requests *tripled*.",
        lessons=[{"text": "Count first", "advice": "", "audience": "board", "step": "after"}],
        topics=[make_topic("Shared systems").id],
    )


def merge(client: Client, other: Innovation, kept: Innovation, **fields: Any) -> Any:
    data = {"versions": f"{current(kept).version}-{current(other).version}", "words": WHY}
    return client.post(f"{other.path}/merge/{kept.id}", data=data | fields)


def test_the_moderator_finds_the_record_that_is_kept(
    client: Client, people: People, kept: Innovation, other: Innovation
) -> None:
    client.as_user(people.bilal)
    assert f'href="{other.path}/merge"' in client.get(other.path).text
    found = client.post(
        f"{other.path}/merge", data={"find": "kept_id", "kept_id-find": "one catalogue"}
    )
    assert kept.identifier in found.text
    response = client.post(f"{other.path}/merge", data={"kept_id": str(kept.id)})
    assert response.status_code == 303
    assert response.location == f"{other.path}/merge/{kept.id}"
    none = client.post(f"{other.path}/merge", data={})
    assert none.status_code == 422
    assert "Find and tick the record that is kept" in none.text


def test_the_two_are_shown_side_by_side(
    client: Client, people: People, kept: Innovation, other: Innovation
) -> None:
    page = client.as_user(people.bilal).get(f"{other.path}/merge/{kept.id}")
    assert page.status_code == 200
    assert "<ins>*tripled*.</ins>" in page.text
    assert 'name="take_results"' in page.text
    assert 'name="take_problem"' not in page.text, "it does not differ"
    assert 'name="take_agreed_by_people"' not in page.text


def test_the_kept_record_stays_as_it_is_unless_something_is_chosen(
    client: Client, people: People, kept: Innovation, other: Innovation
) -> None:
    response = merge(client.as_user(people.bilal), other, kept)
    assert response.status_code == 303
    assert response.location == kept.path
    assert current(kept).results == COMPLETE["results"]
    assert current(kept).status == Status.PUBLISHED
    gone = current(other)
    assert (gone.status, gone.retire_reason) == (Status.RETIRED, "duplicate")
    assert gone.superseded_by_id == kept.id
    decisions = db.session.scalars(select(Decision).where(Decision.kind == "merged")).all()
    assert {(d.innovation_id, d.reason, d.words) for d in decisions} == {
        (other.id, "duplicate", WHY),
        (kept.id, "duplicate", WHY),
    }


def test_texts_are_taken_and_lists_joined(
    client: Client, people: People, kept: Innovation, other: Innovation
) -> None:
    choices = {"take_results": "other", "take_lessons": "both", "take_topics": "both"}
    assert merge(client.as_user(people.bilal), other, kept, **choices).status_code == 303
    record = current(kept)
    assert record.results == "Requests *tripled*."
    assert [row["text"] for row in record.lessons] == ["Clean the data first", "Count first"]
    assert {topic.label for topic in record.topics} == {
        "Library management systems",
        "Shared systems",
    }
    assert record.title == "One catalogue for six libraries"
    assert record.evidence_rating is None, "the results changed, so the rating lapsed"
    newest = db.session.scalars(
        select(Version).where(Version.innovation_id == kept.id).order_by(Version.number.desc())
    ).first()
    assert newest.act == "merged"
    assert set(newest.changed) == {"results", "lessons", "topics"}


def test_a_list_that_would_be_too_long_is_refused_at_its_field(
    client: Client, people: People, kept: Innovation
) -> None:
    many = [make_topic(f"Subject {number}").id for number in range(8)]
    other = make_innovation(people.amina, title="Another", topics=many)
    response = merge(client.as_user(people.bilal), other, kept, take_topics="both")
    assert response.status_code == 422
    assert "Topics: together there are 9, and a record can have 8" in response.text
    assert WHY in response.text
    assert current(other).status == Status.PUBLISHED


def test_a_reason_in_words_is_needed(
    client: Client, people: People, kept: Innovation, other: Innovation
) -> None:
    response = merge(client.as_user(people.bilal), other, kept, words="")
    assert response.status_code == 422
    assert "Say why, in your own words" in response.text


def test_what_was_compared_has_to_be_what_is_merged(
    client: Client, people: People, kept: Innovation, other: Innovation
) -> None:
    response = merge(client.as_user(people.bilal), other, kept, versions="1-1")
    assert response.status_code == 409
    assert "Compare them again" in response.text
    assert WHY in response.text
    assert current(other).status == Status.PUBLISHED


def test_links_adoptions_and_files_go_over(
    people: People, kept: Innovation, other: Innovation
) -> None:
    third = make_innovation(people.amina, title="A third record")
    file = InnovationFile(
        innovation_id=other.id,
        digest="a" * 64,
        name="plan.pdf",
        media_type="application/pdf",
        size=3,
        uploaded_by_id=people.amina.id,
    )
    adoption = Adoption(
        innovation_id=other.id,
        organisation_id=people.carys.organisation_id,
        person_id=people.carys.id,
        stage="in_use",
    )
    db.session.add_all(
        [
            *(file, adoption),
            RelatedInnovation(innovation_id=third.id, target_id=other.id, relation="builds_on"),
            RelatedInnovation(innovation_id=other.id, target_id=kept.id, relation="replaces"),
        ]
    )
    db.session.flush()
    row = {"file_id": file.id, "title": "Plan", "alternative_text": "", "licence": "OGL-3.0"}
    db.session.get_one(Innovation, other.id).attachments = [row]
    db.session.commit()
    bilal = db.session.merge(people.bilal)
    put_together(current(other), current(kept), bilal, choices={"attachments": "both"}, words=WHY)
    db.session.commit()
    copy = db.session.scalar(select(InnovationFile).where(InnovationFile.innovation_id == kept.id))
    assert copy.digest == "a" * 64
    assert current(kept).attachments == [row | {"file_id": copy.id}]
    assert db.session.scalar(select(Adoption.innovation_id)) == kept.id
    links = db.session.execute(
        select(RelatedInnovation.innovation_id, RelatedInnovation.target_id)
    ).all()
    assert (third.id, kept.id) in links
    assert all(kept.id != source for source, _ in links), "it does not name the duplicate"


def test_the_owners_of_both_are_told(
    client: Client, people: People, kept: Innovation, other: Innovation
) -> None:
    merge(client.as_user(people.bilal), other, kept)
    texts = mail_to("amina@portal.example", "Merged with another record")
    assert len(texts) == 2
    assert all(WHY in text for text in texts)
    assert any("retired as a duplicate" in text for text in texts)


def test_a_record_is_not_merged_into_itself_or_in_a_circle(
    client: Client, people: People, kept: Innovation, other: Innovation
) -> None:
    client.as_user(people.bilal)
    page = client.get(f"{kept.path}/merge/{kept.id}")
    assert page.status_code == 409
    assert "cannot be merged into itself" in page.text
    assert merge(client, other, kept).status_code == 303
    back = merge(client, kept, other)
    assert back.status_code == 409
    assert "round in a circle" in back.text
    third = make_innovation(people.amina, title="A third record")
    late = merge(client, third, other)
    assert late.status_code == 409
    assert "was itself merged" in late.text


def test_only_published_records_are_merged(
    client: Client, people: People, kept: Innovation
) -> None:
    waiting = make_innovation(people.amina, Status.SUBMITTED, title="Not yet")
    response = merge(client.as_user(people.bilal), waiting, kept)
    assert response.status_code == 409
    assert "Only two published records can be merged" in response.text


def test_a_second_click_merges_once(
    client: Client, people: People, kept: Innovation, other: Innovation
) -> None:
    client.as_user(people.bilal)
    key = {"draft_key": "one-tab", "draft_sequence": "0"}
    versions = f"{current(kept).version}-{current(other).version}"
    assert merge(client, other, kept, **key).status_code == 303
    again = merge(client, other, kept, versions=versions, **key)
    assert again.status_code in (303, 409)
    assert len(db.session.scalars(select(Decision).where(Decision.kind == "merged")).all()) == 2


@pytest.mark.parametrize("path", ["merge", "merge/{kept}"])
def test_who_may_merge(
    client: Client, people: People, kept: Innovation, other: Innovation, path: str
) -> None:
    address = f"{other.path}/{path.format(kept=kept.id)}"
    assert client.get(address).status_code == 302, "sign in first"
    for person in (people.amina, people.carys):
        assert client.as_user(person).get(address).status_code == 403
    own = make_innovation(people.bilal, title="His own", reviewer=people.erin)
    client.as_user(people.bilal)
    assert client.get(f"{own.path}/merge").status_code == 403
    assert client.get(f"{other.path}/merge/{own.id}").status_code == 403
    assert client.get(f"{other.path}/merge/999").status_code == 404
    assert client.get("/innovations/999/merge").status_code == 404
    assert client.put(address).status_code == 405
