"""What a profile says of what its person did."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from portal.extensions import db
from portal.forum.models import Community, Thread
from portal.people.models import ProfileField
from portal.people.queries.evidence import summary_of, with_titles
from portal.people.vocabulary import EvidenceKind
from tests.factories import make_community, make_reply, make_thread, make_topic
from tests.people import People
from tests.people.evidence.looking import post_of

Counter = Callable[[], AbstractContextManager[list[str]]]


def test_it_says_how_much_there_is_and_names_the_newest(
    people: People, community: Community
) -> None:
    topic = make_topic("Outreach")
    for number in range(6):
        thread = make_thread(people.amina, community, f"Question {number}", topics=[topic.id])
        make_reply(people.carys, thread)
    summary = summary_of(people.carys.id, people.dev)
    assert summary.kinds == [("reply", 6, "reply", "replies")]
    assert [(row.label, row.number) for row in summary.topics] == [("Outreach", 6)]
    assert [item.title for item in summary.newest] == [f"Question {n}" for n in (5, 4, 3, 2, 1)]
    assert summary.newest[0].url == post_of(people.carys).path
    assert summary.newest[0].kind_words == "Reply"
    assert summary.counts.newest == post_of(people.carys).created_at


def test_it_says_nothing_of_what_is_not_shown(people: People, question: Thread) -> None:
    db.session.add(ProfileField(person_id=people.carys.id, field="evidence", audience="me"))
    db.session.commit()
    summary = summary_of(people.carys.id, people.dev)
    assert (summary.kinds, summary.counts.newest) == ([], None)
    assert not [*summary.topics, *summary.newest, *summary.endorsed]
    assert summary_of(people.carys.id, people.carys).counts.kinds == {EvidenceKind.REPLY: 1}


def test_its_statements_do_not_grow(
    people: People, community: Community, question: Thread, count_statements: Counter
) -> None:
    numbers = []
    for _ in range(2):
        with count_statements() as statements:
            summary_of(people.carys.id, people.dev)
        numbers.append(len(statements))
        for number in range(4):
            make_reply(people.carys, make_thread(people.amina, community, f"Question {number}"))
    assert numbers[0] == numbers[1] <= 6


def test_communities_are_named_to_those_who_may_read_them(people: People) -> None:
    make_community(people.carys, "Closed", privacy="private", members=[people.amina])
    newest = summary_of(people.carys.id, people.amina).newest
    assert [(item.title, item.url) for item in newest] == [("Closed", "/communities/closed")]
    assert [item.title for item in with_titles(newest, people.dev)] == [""]
