"""What somebody pinned stays on their profile when it is merged into another record."""

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.actions import rearranging
from portal.forum.models import Community
from portal.innovations.merging.actions import merge
from portal.innovations.models import Innovation
from portal.people.models import PinnedWork
from tests.client import Client
from tests.factories import make_community, make_innovation, make_thread
from tests.people import People


def pin(person: User, *refs: str) -> None:
    for position, ref in enumerate(refs, 1):
        db.session.add(PinnedWork(person_id=person.id, position=position, ref=ref))
    db.session.commit()


def pinned(client: Client, reader: User, person: User) -> str:
    text = client.as_user(reader).get(f"/people/{person.id}").text
    return text.partition("Pinned works</h2>")[2].partition("</ul>")[0]


def merge_records(people: People) -> tuple[Innovation, Innovation]:
    old = make_innovation(people.amina, title="The first try")
    kept = make_innovation(people.carys, title="The second try")
    merge(old, kept, people.bilal, choices={}, words="They are the same.")
    return old, kept


def test_a_pinned_record_that_was_merged_leads_to_the_one_that_was_kept(
    client: Client, people: People
) -> None:
    old, kept = merge_records(people)
    pin(people.amina, old.ref, kept.ref)
    shown = pinned(client, people.dev, people.amina)
    assert f'<a href="{kept.path}">The second try</a>' in shown
    assert shown.count("The second try") == 1
    assert "The first try" not in shown
    form = client.as_user(people.amina).get("/account/profile/works").text
    assert f'value="{kept.ref}" checked' in form


def test_a_pinned_thread_that_was_merged_leads_to_where_it_went(
    client: Client, people: People
) -> None:
    community = make_community(people.bilal, "Systems", members=[people.amina])
    old = make_thread(people.amina, community, "How do we move loans?")
    kept = make_thread(people.amina, community, "How did you move loans?")
    old_ref, kept_id, community_id = old.ref, kept.id, community.id
    rearranging.merge(old, people.bilal, kept)
    pin(people.amina, old_ref)
    shown = pinned(client, people.carys, people.amina)
    assert f'<a href="/threads/{kept_id}">How did you move loans?</a>' in shown
    db.session.get_one(Community, community_id).privacy = "private"
    db.session.commit()
    assert pinned(client, people.carys, people.amina) == ""
