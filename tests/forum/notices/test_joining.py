"""Who is told about who is in a community."""

import pytest

from portal.extensions import db
from portal.forum.models import Community
from portal.forum.telling import tell_joining
from tests.factories import make_community
from tests.forum.notices.telling import told


@pytest.fixture
def community(app, people) -> Community:
    return make_community(people.bilal)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("admitted", "Bilal Haddad let you in."),
        ("declined", "Bilal Haddad declined your request to join."),
        ("role", "Bilal Haddad changed your role."),
    ],
)
def test_a_person_is_told_of_their_place_in_a_community(
    client, people, community, kind: str, words: str
) -> None:
    tell_joining(community, kind, [people.dev.id], people.bilal)
    db.session.commit()
    assert words in told(client, people.dev)


def test_a_confidential_community_is_not_named_to_who_was_taken_out(client, people) -> None:
    secret = make_community(people.bilal, "Merger talks", privacy="confidential")
    tell_joining(secret, "removed", [people.dev.id], people.bilal)
    db.session.commit()

    page = told(client, people.dev)
    assert "took you out of the community" in page
    assert "Merger talks" not in page


def test_those_who_run_a_community_are_told_who_wants_in(client, people, community) -> None:
    tell_joining(community, "requested", [people.bilal.id], people.dev)
    db.session.commit()

    page = told(client, people.bilal)
    assert "Dev Patel asked to join." in page
    assert 'href="/communities/library-systems/requests"' in page
