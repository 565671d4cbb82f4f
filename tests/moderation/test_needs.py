"""What the front page tells a moderator."""

from datetime import timedelta

import pytest

from portal.accounts.models import Visitor
from portal.clock import now
from portal.moderation.queries import needs_moderator
from tests.factories import make_innovation
from tests.moderation.failing import failed_job
from tests.people import People

pytestmark = pytest.mark.expects_failed_work


def test_it_counts_what_waits_what_is_overdue_and_what_failed(people: People, count_statements):
    make_innovation(people.amina, "submitted")
    late = make_innovation(people.amina, "in_review")
    late.submitted_at = now() - timedelta(days=30)
    make_innovation(people.amina, "published")
    failed_job()
    with count_statements() as statements:
        needs = needs_moderator(people.erin, due_days=6)
    assert (needs.waiting, needs.overdue, needs.failed_jobs) == (2, 1, 1)
    assert len([s for s in statements if s.startswith("SELECT")]) <= 2


def test_a_moderator_is_not_told_of_jobs_and_others_of_nothing(people: People):
    make_innovation(people.amina, "submitted")
    failed_job()
    assert needs_moderator(people.bilal, due_days=6).failed_jobs == 0
    assert needs_moderator(people.bilal, due_days=6).waiting == 1
    for reader in (people.amina, people.dev, Visitor()):
        assert not needs_moderator(reader, due_days=6)
