"""Lists of people's pages cost the same however long they are."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from portal.accounts.models import User
from portal.clock import today
from portal.extensions import db
from portal.forum.models import Community
from portal.people.models import (
    Block,
    Capture,
    Endorsement,
    EvidenceDispute,
    Expertise,
    Leaving,
    OrganisationManager,
    Profile,
    UnmetNeed,
)
from portal.topics.models import Topic
from tests.client import Client
from tests.factories import make_community, make_innovation, make_thread, make_topic
from tests.people import People

Counter = Callable[[], AbstractContextManager[list[str]]]
PAGES = (
    "/account/blocked",
    "/account/endorsements",
    "/knowledge/captures",
    "/knowledge/topics/loans",
    "/moderation/disputes",
    "/moderation/needs",
    "/organisations/ZZ02/managers",
    "/people/{erin}/endorsements",
    "/people/{erin}/handover?part=records",
    "/people/{erin}/handover?part=threads",
)


def make_one_more(people: People, topic: Topic, community: Community, number: int) -> None:
    """Another line of each of the lists, of or about Erin."""
    erin = people.erin.id
    other = User(name=f"Person {number}", email=f"p{number}@portal.example", role="member")
    db.session.add(other)
    db.session.flush()
    thread = make_thread(people.erin, community, f"Question {number}")
    make_innovation(people.erin, title=f"Record {number}")
    db.session.add_all(
        [
            Block(person_id=erin, blocked_id=other.id),
            Capture(ref=f"topic:{topic.id}", kind="interview", owner_id=other.id, due_on=today()),
            Profile(person_id=other.id),
            Expertise(person_id=other.id, topic_id=topic.id, kind="offers", level=3),
            EvidenceDispute(person_id=other.id, ref=thread.ref, reason="Not mine."),
            UnmetNeed(words=f"need {number}"),
            OrganisationManager(
                organisation_id=people.erin.organisation_id or 0, person_id=other.id
            ),
            Endorsement(
                endorser_id=other.id,
                person_id=erin,
                topic_id=topic.id,
                reason="answered_me",
                words="Patiently.",
                state="accepted",
                lapses_on=date(2100, 1, 1),
            ),
        ]
    )
    db.session.commit()


@pytest.mark.parametrize("page", PAGES)
def test_a_longer_list_takes_no_more_statements(
    client: Client, people: People, count_statements: Counter, page: str
) -> None:
    topic, community = make_topic("Loans"), make_community(people.erin)
    db.session.add(Leaving(person_id=people.erin.id, leaves_on=date(2100, 1, 1)))
    db.session.commit()
    address = page.format(erin=people.erin.id)
    client.as_user(people.erin)
    numbers = []
    for more in (range(1), range(1, 8)):
        for number in more:
            make_one_more(people, topic, community, number)
        client.get(address)
        with count_statements() as statements:
            response = client.get(address)
        assert response.status_code == 200
        numbers.append((len(statements), len(response.text)))
    (few, short), (many, long) = numbers
    assert long > short
    assert few == many
