"""The ranking by itself: what counts for how much."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.people.evidence import Item
from portal.people.ranking import MOST_PEOPLE, OWN_WORDS, WEIGHTS, Claim, Ranked, rank
from portal.people.vocabulary import EvidenceKind

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
YEAR = timedelta(days=365.25)


def item(
    person_id: int,
    ref: str,
    kind: EvidenceKind = EvidenceKind.REPLY,
    *,
    age: float = 0,
    via: str = "",
) -> Item:
    return Item(person_id, ref, kind, NOW - age * YEAR, via or ref)


def ranked(
    *items: Item,
    scores: dict[str, float] | None = None,
    claims: dict[int, Claim] | None = None,
    half_life: float = 10,
) -> list[Ranked]:
    given = dict.fromkeys((item.via for item in items), 1.0) | (scores or {})
    return rank(items, given, claims or {}, half_life=half_life, moment=NOW)


def order(found: list[Ranked]) -> list[int]:
    return [person.person_id for person in found]


def test_more_of_the_same_counts_for_more() -> None:
    assert order(ranked(item(1, "post:1"), item(2, "post:2"), item(2, "post:3"))) == [2, 1]


def test_what_answers_the_words_better_counts_for_more() -> None:
    found = ranked(item(1, "post:1"), item(2, "post:2"), scores={"post:1": 4.0, "post:2": 5.0})
    assert order(found) == [2, 1]
    assert found[0].score / found[1].score == pytest.approx(5 / 4)


def test_a_reply_counts_by_its_question_and_for_a_part_by_its_own_words() -> None:
    found = ranked(item(1, "post:1"), item(2, "post:2", via="thread:2"))
    assert order(found) == [2, 1]
    assert found[1].score == pytest.approx(found[0].score * OWN_WORDS)


def test_to_have_asked_shows_no_knowledge() -> None:
    asked = item(1, "thread:1", EvidenceKind.QUESTION)
    assert ranked(asked, item(1, "community:1", EvidenceKind.ROLE)) == []
    assert {EvidenceKind.QUESTION, EvidenceKind.ROLE} == set(EvidenceKind) - set(WEIGHTS)


def test_what_is_as_old_as_the_half_life_counts_for_half() -> None:
    found = ranked(item(1, "post:1", age=3), item(2, "post:2"), half_life=3)
    assert order(found) == [2, 1]
    assert found[1].score == pytest.approx(found[0].score / 2)


def test_what_is_dated_ahead_counts_for_no_more_than_what_is_new() -> None:
    assert ranked(item(1, "post:1", age=-5))[0].score == ranked(item(1, "post:1"))[0].score


def test_a_post_that_is_found_twice_is_one_item() -> None:
    twice = item(1, "post:1"), item(1, "post:1", via="thread:1")
    (found,) = ranked(*twice, scores={"post:1": 1.0, "thread:1": 2.0})
    assert [each.via for each in found.items] == ["thread:1"]
    assert found.score == ranked(twice[1])[0].score


def test_items_come_best_first() -> None:
    scores = {"post:1": 1.0, "post:2": 3.0, "post:3": 2.0}
    (found,) = ranked(*(item(1, ref) for ref in scores), scores=scores)
    assert [each.ref for each in found.items] == ["post:2", "post:3", "post:1"]


def test_no_more_people_are_given_than_a_list_has_room_for() -> None:
    claims = {number: Claim(level=1) for number in range(MOST_PEOPLE + 1)}
    assert len(ranked(claims=claims)) == MOST_PEOPLE


def test_people_are_found_by_what_they_and_others_say() -> None:
    claims = {1: Claim(level=2), 2: Claim(level=3), 3: Claim(endorsers=1)}
    found = ranked(claims=claims)
    assert order(found) == [2, 1, 3]
    assert [(each.claim, each.items) for each in found] == [(claims[key], []) for key in (2, 1, 3)]


def test_endorsements_are_capped_and_claims_do_not_outweigh_work() -> None:
    popular = ranked(claims={1: Claim(endorsers=4), 2: Claim(endorsers=50)})
    assert popular[0].score == popular[1].score
    answers = [
        item(2, f"post:{number}", EvidenceKind.ANSWER, via=f"thread:{number}")
        for number in range(3)
    ]
    assert order(ranked(*answers, claims={1: Claim(4, endorsers=50)})) == [2, 1]


def test_nobody_knows_about_nothing() -> None:
    assert ranked() == []
