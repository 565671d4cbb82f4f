"""The finder, from words, topics and systems to people, as far as each reader may see."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from portal.accounts.models import User, Visitor
from portal.clock import today
from portal.extensions import db
from portal.forum.models import Community, Post, Thread, ThreadTopic
from portal.people.finding import Asked, find
from portal.people.models import (
    Endorsement,
    EvidenceExclusion,
    Expertise,
    ProfileField,
    System,
    SystemKnown,
)
from portal.people.ranking import Claim
from portal.topics.models import Topic
from tests.factories import make_community, make_innovation, make_reply, make_thread, make_topic
from tests.people import People
from tests.people.finding import reindex

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def community(people: People) -> Community:
    return make_community(people.erin, members=[people.dev, people.amina, people.carys])


@pytest.fixture
def question(people: People, community: Community) -> Thread:
    """Amina asks about loans, and Carys replies."""
    thread = make_thread(people.amina, community, replies=[(people.carys, "Freeze the loans.")])
    reindex()
    return thread


def found(asked: Asked | str, reader: object) -> list[int]:
    reindex()
    asked = Asked(asked) if isinstance(asked, str) else asked
    return [person.person_id for person in find(asked, reader)]


def offer(person: User, topic: Topic, level: int = 3) -> None:
    db.session.add(Expertise(person_id=person.id, topic_id=topic.id, kind="offers", level=level))
    db.session.commit()


def endorse(person: User, by: User, topic: Topic, **fields: object) -> Endorsement:
    values = {"reason": "taught_me", "words": "Patiently.", "state": "accepted"}
    endorsement = Endorsement(
        person_id=person.id,
        endorser_id=by.id,
        topic_id=topic.id,
        **(values | {"lapses_on": today() + timedelta(days=9)} | fields),
    )
    db.session.add(endorsement)
    db.session.commit()
    return endorsement


def make_system(name: str = "Koha") -> System:
    system = System(slug=name.lower(), name=name)
    db.session.add(system)
    db.session.commit()
    return system


def test_who_wrote_about_the_words_is_found(people: People, question: Thread) -> None:
    (carys,) = find(Asked("freezing loans"), people.dev)
    assert carys.person_id == people.carys.id
    assert [item.kind for item in carys.items] == ["reply"]
    assert (carys.claim.level, carys.claim.endorsements) == (None, 0)
    assert find(Asked("interlibrary photographs"), people.dev) == []


def test_who_replied_is_found_by_the_words_of_the_question(
    people: People, community: Community
) -> None:
    make_thread(people.amina, community, "Opening on Sundays?", replies=[(people.dev, "Yes.")])
    # The words are in an answer, and not in what was asked.
    make_thread(people.amina, community, "Longer hours?", replies=[(people.carys, "On Sundays.")])
    reindex()
    dev, carys = find(Asked("sundays"), people.erin)
    assert (dev.person_id, carys.person_id) == (people.dev.id, people.carys.id)
    assert [item.via.partition(":")[0] for item in (*dev.items, *carys.items)] == ["thread", "post"]


def test_nothing_is_asked_and_visitors_find_nobody(people: People, question: Thread) -> None:
    assert find(Asked("   "), people.dev) == []
    assert find(Asked(topic_id=99, system_id=99), people.dev) == []
    assert find(Asked("moving loans"), Visitor()) == []


def test_what_a_reader_may_not_see_finds_nobody(people: People) -> None:
    closed = make_community(people.dev, "Closed", privacy="private", members=[people.amina])
    make_thread(people.amina, closed, replies=[(people.dev, "Freeze the loans.")])
    assert found("loans", people.amina) == [people.dev.id]
    for outsider in (people.bilal, people.carys, people.erin):
        assert found("loans", outsider) == []


def test_unlisted_people_are_found_by_nobody_at_once(people: People, question: Thread) -> None:
    topic, system = make_topic("Loans"), make_system("Loanable")
    offer(people.carys, topic)
    endorse(people.carys, people.amina, topic)
    db.session.add(SystemKnown(person_id=people.carys.id, system_id=system.id, level=4))
    db.session.commit()
    assert found("loans", people.dev) == [people.carys.id]
    assert found("loanable", people.dev) == [people.carys.id]
    db.session.get_one(User, people.carys.id).is_listed = False
    db.session.commit()
    # The index has not heard of it and need not.
    for reader in people:
        assert find(Asked("loans"), reader) == find(Asked("loanable"), reader) == []


def test_what_is_excluded_is_at_once_no_reason(people: People, question: Thread) -> None:
    post = db.session.query(Post).filter_by(author_id=people.carys.id).one()
    db.session.add(EvidenceExclusion(person_id=people.carys.id, ref=post.ref))
    db.session.commit()
    assert find(Asked("loans"), people.dev) == []


def test_a_topic_finds_what_is_on_it_and_below_and_no_more(
    people: People, community: Community, question: Thread
) -> None:
    systems, moving = make_topic("Systems"), make_topic("Moving")
    moving.parent_id = systems.id
    db.session.add(ThreadTopic(thread_id=question.id, topic_id=moving.id))
    # It names the topic, and is not on it.
    make_thread(people.amina, community, "Systems?", replies=[(people.dev, "Systems. Moving.")])
    assert found(Asked(topic_id=systems.id), people.amina) == [people.carys.id]
    assert found(Asked("loans", topic_id=systems.id), people.amina) == [people.carys.id]
    assert found(Asked("weather", topic_id=systems.id), people.amina) == []


def test_a_system_finds_what_names_it_as_a_whole(people: People, community: Community) -> None:
    system = make_system("Open Library")
    for person, words in {
        people.carys: "We use Open Library.",
        people.dev: "An open library.",
    }.items():
        make_thread(people.amina, community, replies=[(person, words)])
    make_thread(people.amina, community, replies=[(people.dev, "The library is open.")])
    assert set(found(Asked(system_id=system.id), people.erin)) == {people.carys.id, people.dev.id}
    ranked = find(Asked(system_id=system.id), people.erin)
    assert [len(person.items) for person in ranked] == [1, 1]


def test_people_are_found_by_what_they_offer(people: People) -> None:
    above, topic = make_topic("Systems"), make_topic("Library moves")
    topic.parent_id = above.id
    offer(people.carys, topic, 2)
    offer(people.dev, topic, 4)
    both = [people.dev.id, people.carys.id]
    for asked in (Asked("library moves"), Asked(topic_id=topic.id), Asked(topic_id=above.id)):
        assert found(asked, people.amina) == both
    assert [person.claim.level for person in find(Asked("library moves"), people.amina)] == [4, 2]
    assert found("moves", people.amina) == []


def test_who_wants_to_learn_does_not_know(people: People) -> None:
    topic = make_topic("Outreach")
    db.session.add(Expertise(person_id=people.dev.id, topic_id=topic.id, kind="wants"))
    db.session.commit()
    assert found(Asked(topic_id=topic.id), people.amina) == []


def test_people_are_found_by_systems_they_know(people: People) -> None:
    system = make_system()
    db.session.add(SystemKnown(person_id=people.dev.id, system_id=system.id, level=3))
    db.session.commit()
    assert found("who knows koha", people.amina) == [people.dev.id]
    assert found(Asked(system_id=system.id), people.amina) == [people.dev.id]


@pytest.mark.parametrize(
    ("audience", "seen_by"), [("members", "amina carys"), ("organisation", "amina"), ("me", "")]
)
def test_nobody_is_found_by_a_field_that_they_do_not_show(
    people: People, audience: str, seen_by: str
) -> None:
    topic, system = make_topic("Outreach"), make_system()
    offer(people.dev, topic)
    db.session.add(SystemKnown(person_id=people.dev.id, system_id=system.id, level=3))
    for field in ("offers", "systems"):
        db.session.add(ProfileField(person_id=people.dev.id, field=field, audience=audience))
    db.session.commit()
    for name in ("amina", "carys"):
        expected = [people.dev.id] if name in seen_by else []
        assert found("outreach", getattr(people, name)) == expected
        assert found("koha", getattr(people, name)) == expected


def test_endorsements_count_while_they_stand(people: People) -> None:
    topic = make_topic("Outreach")
    endorsement = endorse(people.dev, people.amina, topic)
    endorse(people.dev, people.bilal, topic)
    (dev,) = find(Asked("outreach"), people.carys)
    assert (dev.person_id, dev.claim) == (people.dev.id, Claim(None, "", 2, 2))
    db.session.get_one(User, people.bilal.id).is_listed = False
    db.session.commit()
    assert find(Asked("outreach"), people.carys)[0].claim.endorsements == 1
    endorsement.lapses_on = date(2020, 1, 1)
    db.session.commit()
    assert find(Asked("outreach"), people.carys) == []


@pytest.mark.parametrize("state", ["offered", "declined", "withdrawn", "lapsed"])
def test_an_endorsement_counts_once_it_is_accepted(people: People, state: str) -> None:
    topic = make_topic("Outreach")
    endorse(people.dev, people.amina, topic, state=state)
    assert find(Asked("outreach"), people.carys) == []


def test_innovations_count_for_those_who_are_named_on_them(people: People) -> None:
    make_innovation(people.amina, title="Scanning periodicals", reviewer=people.bilal)
    assert found("scanning periodicals", people.carys) == [people.amina.id, people.bilal.id]


def test_what_is_old_counts_for_less(people: People, question: Thread) -> None:
    make_reply(people.dev, question, "Freeze the loans.")
    reindex()
    post = db.session.query(Post).filter_by(author_id=people.carys.id).one()
    post.created_at -= timedelta(days=4000)
    db.session.commit()
    assert found("freeze the loans", people.erin) == [people.dev.id, people.carys.id]


def test_statements_do_not_grow_with_what_is_found(
    people: People, community: Community, question: Thread, count_statements: Counter
) -> None:
    def count() -> int:
        reindex()
        with count_statements() as run:
            find(Asked("loans"), people.erin)
        return len(run)

    offer(people.carys, make_topic("Loans"))
    before = count()
    for person in (people.dev, people.carys, people.amina) * 4:
        make_thread(people.erin, community, replies=[(person, "Loans.")])
    for person in (people.dev, people.amina):
        offer(person, make_topic("Loans"))
    assert count() == before
