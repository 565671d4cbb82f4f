"""The figures of adoption, from groups of adoptions."""

from datetime import UTC, date, datetime

import pytest

from portal.innovations.adopting.figures import Group, count, in_words

PUBLISHED = datetime(2025, 1, 31, 23, 30, tzinfo=UTC)
SAID = datetime(2025, 6, 5, tzinfo=UTC)


def group(stage: str, number: int = 1, **changes: object) -> Group:
    return Group(
        **{
            "region": "London",
            "stage": stage,
            "result": "unknown",
            "state": "confirmed",
            "number": number,
            "since": None,
            "said_at": SAID,
            **changes,
        }
    )


def counted(*groups: Group, started_on: date | None = date(2024, 3, 1)):
    return count(groups, started_on=started_on, published_at=PUBLISHED)


@pytest.mark.parametrize(
    ("groups", "in_use", "ever_used", "share"),
    [
        ([], 0, 0, None),
        ([group("interested", 3), group("exploring"), group("piloting")], 0, 0, None),
        ([group("in_use", 2), group("adapted")], 3, 3, 1),
        ([group("in_use", 2), group("adapted"), group("stopped")], 3, 4, 0.75),
        ([group("stopped", 2)], 0, 2, 0),
        ([group("in_use", 5, state="waiting"), group("stopped", state="refused")], 0, 0, None),
    ],
)
def test_the_share_still_in_use_is_of_those_that_use_it_or_have_stopped(
    groups: list[Group], in_use: int, ever_used: int, share: float | None
):
    figures = counted(*groups)
    assert (figures.in_use, figures.ever_used, figures.share_in_use) == (in_use, ever_used, share)


@pytest.mark.parametrize(
    ("groups", "started_on", "months"),
    [
        ([], date(2024, 3, 1), None),
        ([group("interested", since=date(2024, 4, 1))], date(2024, 3, 1), None),
        ([group("in_use", since=date(2024, 4, 1))], date(2024, 3, 1), 1),
        ([group("piloting", since=date(2025, 5, 1), said_at=None)], date(2024, 3, 1), 14),
        ([group("stopped", since=date(2024, 3, 1))], date(2024, 3, 1), 0),
        ([group("adapted", since=date(2024, 1, 1))], date(2024, 3, 1), -2),
        # Nobody names a month, so the day on which they said it counts.
        ([group("in_use")], date(2024, 3, 1), 15),
        ([group("in_use", since=date(2025, 9, 1)), group("in_use")], date(2024, 3, 1), 15),
        # No start is known, so the day of publication in London counts: still January.
        ([group("in_use")], None, 5),
        ([group("in_use", state="waiting", since=date(2024, 4, 1))], date(2024, 3, 1), None),
    ],
)
def test_the_time_to_the_first_adoption(
    groups: list[Group], started_on: date | None, months: int | None
):
    figures = counted(*groups, started_on=started_on)
    assert figures.months_to_first == months
    assert figures.is_from_start is (started_on is not None)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (-2, "None: it was in use elsewhere before"),
        (0, "Less than a month"),
        (1, "1 month"),
        (12, "1 year"),
        (14, "1 year and 2 months"),
        (25, "2 years and 1 month"),
    ],
)
def test_a_time_in_words(months: int, words: str):
    assert in_words(months) == words


def test_regions_and_results_count_what_is_confirmed():
    figures = counted(
        group("in_use", 2, result="better"),
        group("interested", result="worse"),
        group("stopped", region=None, result="same"),
        group("in_use", 4, region="Midlands", state="waiting"),
    )
    assert list(figures.regions) == ["London", "Region not known"]
    assert figures.regions["London"]["in_use"] == 2
    assert (figures.adopters, figures.waiting) == (4, 4)
    # Who has not tried it has no result.
    assert figures.results == {"better": 2, "same": 1, "worse": 0, "unknown": 0}
    assert figures.results_in_words == "2 better than the original, 1 the same as the original"
