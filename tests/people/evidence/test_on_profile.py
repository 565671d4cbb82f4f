"""What a profile shows of what its person did."""

from datetime import timedelta

from portal.clock import today
from portal.extensions import db
from portal.forum.models import Thread
from portal.people.models import Endorsement, ProfileField
from tests.client import Client
from tests.factories import make_community, make_thread, make_topic
from tests.people import People


def test_the_profile_leads_to_what_its_person_did(
    client: Client, people: People, question: Thread
) -> None:
    page = client.as_user(people.dev).get(f"/people/{people.carys.id}").text
    assert f'<a href="/people/{people.carys.id}/evidence?kind=reply">1 reply</a>' in page
    assert question.title in page


def test_it_names_nothing_that_the_reader_may_not_see(client: Client, people: People) -> None:
    closed = make_community(people.carys, "Closed", privacy="private", members=[people.amina])
    make_thread(people.carys, closed, "A secret question", topics=[make_topic().id])
    assert (
        "A secret question" in client.as_user(people.amina).get(f"/people/{people.carys.id}").text
    )
    page = client.as_user(people.dev).get(f"/people/{people.carys.id}").text
    for words in ("A secret question", "Closed", make_topic().label, "in the portal"):
        assert words not in page


def test_what_is_for_oneself_alone_is_not_on_it(
    client: Client, people: People, question: Thread
) -> None:
    db.session.add(ProfileField(person_id=people.carys.id, field="evidence", audience="me"))
    db.session.commit()
    path = f"/people/{people.carys.id}"
    assert question.title not in client.as_user(people.dev).get(path).text
    client.as_user(people.carys)
    assert question.title in client.get(path).text
    assert question.title not in client.get(path + "?as=members").text


def test_endorsements_stand_by_topic(client: Client, people: People) -> None:
    topic = make_topic("Outreach")
    for endorser in (people.amina, people.bilal):
        made = Endorsement(
            endorser_id=endorser.id,
            person_id=people.carys.id,
            topic_id=topic.id,
            reason="taught_me",
            words="She ran the course.",
            state="accepted",
            lapses_on=today() + timedelta(days=9),
        )
        db.session.add(made)
    db.session.commit()
    page = client.as_user(people.dev).get(f"/people/{people.carys.id}").text
    assert f'<a href="/people/{people.carys.id}/endorsements?about=outreach">Outreach</a>' in page
    assert "2 people" in page
