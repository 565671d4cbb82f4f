"""What is left of a person whose texts stay, and erasing that was stopped, or asked for again."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.forum.models import Membership, Post, Thread, ThreadReader
from portal.innovations import actions as innovations
from portal.innovations.importing.models import ImportBatch
from portal.innovations.models import Innovation, PendingVersion
from portal.innovations.versions import deciding, pending
from portal.notifications.models import Notification
from portal.outbox import Message
from portal.people.models import Endorsement, Profile, ProfilePhoto
from portal.people.naming import RENAMED
from portal.privacy import actions
from portal.privacy.erasing import carry_out
from portal.privacy.erasing.words import NotYetError
from portal.privacy.models import Erasure
from portal.privacy.vocabulary import Extent, LeftName
from portal.searches.models import SavedSearch
from portal.visibility import Status
from tests.client import Client
from tests.factories import make_innovation
from tests.people import People
from tests.privacy.erasing.words import WORD
from tests.privacy.erasing.world import World, everywhere, files_with, work

BASE = "https://portal.example"


@pytest.fixture
def world(app: Flask, people: People) -> World:
    made = World(people)
    work()
    return made


def ask(people: People, extent: Extent, left_name: LeftName = LeftName.KEPT) -> int:
    person = db.session.get_one(User, people.amina.id)
    erasure = actions.ask(person, extent=extent, left_name=left_name)
    db.session.commit()
    return erasure.id


def counted(column: object, person_id: int) -> int:
    return db.session.scalar(select(func.count()).where(column == person_id)) or 0


@pytest.mark.parametrize("extent", [Extent.ACCOUNT, Extent.PROFILE])
def test_the_account_goes_and_the_texts_stay(
    client: Client, people: People, world: World, extent: Extent
):
    ask(people, extent)
    work()
    key = people.amina.id
    for column in (
        SavedSearch.person_id,
        Notification.person_id,
        Membership.person_id,
        ThreadReader.person_id,
    ):
        assert counted(column, key) == 0
    has_profile = extent is Extent.ACCOUNT
    assert (counted(Profile.person_id, key) > 0) == has_profile
    assert (counted(ProfilePhoto.person_id, key) > 0) == has_profile
    assert (counted(Endorsement.person_id, key) > 0) == has_profile
    assert counted(Endorsement.endorser_id, key) == 1
    page = client.as_user(people.dev).get(f"/threads/{world.thread}").text
    assert f"A second {WORD} helps." in page
    assert "Amina Yusuf" in page
    assert f'href="/people/{key}"' not in page
    assert client.get(f"/innovations/{world.mine}").status_code == 200
    assert everywhere("amina@") == []


def test_what_only_they_could_see_goes_with_the_account(people: People, world: World):
    amina, _, carys, *_ = (db.session.merge(person) for person in people)
    only_hers = make_innovation(amina, Status.DRAFT, title="The wombat")
    owners = [
        {"user_id": person.id, "name": person.name, "role": "owner", "is_shown": True}
        for person in (amina, carys)
    ]
    of_both = make_innovation(amina, Status.DRAFT, title="The echidna", people=owners)
    submitted = make_innovation(amina, Status.SUBMITTED, title="The quokka")
    shown = make_innovation(amina)
    pending.propose(shown, amina, fields={"title": "A wombat"}, seen=pending.token(shown, None))
    db.session.commit()
    ask(people, Extent.ACCOUNT)
    work()
    assert everywhere("wombat") == []
    assert db.session.get(Innovation, only_hers.id) is None
    assert {db.session.get_one(Innovation, kept.id).title for kept in (of_both, submitted)} == {
        "The echidna",
        "The quokka",
    }


def test_what_they_were_reviewing_goes_back_into_the_queue(client: Client, people: People):
    claimed = make_innovation(people.amina, Status.IN_REVIEW, reviewer=people.bilal)
    returned = make_innovation(people.amina, Status.CHANGES_REQUESTED, reviewer=people.bilal)
    shown = make_innovation(people.amina, reviewer=people.erin)
    amina, bilal = db.session.merge(people.amina), db.session.merge(people.bilal)
    fields = {"title": "Other words"}
    pending.propose(shown, amina, fields=fields, seen=pending.token(shown, None))
    pending.submit(shown, amina)
    deciding.claim(shown, bilal)
    actions.ask(bilal, extent=Extent.ACCOUNT, left_name=LeftName.KEPT)
    work()
    innovations.submit(db.session.get_one(Innovation, returned.id), db.session.merge(people.amina))
    work()
    for key in (claimed.id, returned.id):
        found = db.session.get_one(Innovation, key)
        assert (found.status, found.reviewer_id, found.claimed_at) == ("submitted", None, None)
    changes = db.session.scalars(select(PendingVersion)).one()
    assert (changes.status, changes.reviewer_id, changes.claimed_at) == ("submitted", None, None)


def test_a_profile_takes_its_place_of_work_along(people: People, world: World):
    ask(people, Extent.PROFILE)
    work()
    person = db.session.get_one(User, people.amina.id)
    assert (person.job_title, person.organisation_id, person.library_service_id) == (None,) * 3
    carys = db.session.get_one(Profile, people.carys.id)
    assert carys.backup_id is None


def test_no_name_is_left_of_who_wants_none(client: Client, people: People, world: World):
    ask(people, Extent.PROFILE, LeftName.FORMER)
    work()
    client.as_user(people.dev)
    for path in (f"/threads/{world.thread}", f"/innovations/{world.mine}"):
        page = client.get(path).text
        assert "Former member" in page
        assert "Yusuf" not in page
    assert everywhere("yusuf") == []


def test_who_went_without_their_texts_can_have_these_erased_later(people: People, world: World):
    ask(people, Extent.ACCOUNT)
    work()
    assert everywhere()
    ask(people, Extent.EVERYTHING)
    work()
    assert everywhere() == []


def test_a_second_wish_is_refused_while_the_first_is_carried_out(people: People, world: World):
    ask(people, Extent.ACCOUNT)
    with pytest.raises(actions.NotPossibleError):
        ask(people, Extent.EVERYTHING)


def test_what_was_stopped_goes_on(people: People, world: World):
    number = ask(people, Extent.EVERYTHING)
    done: list[str] = []

    def stop(name: str, _done: int) -> None:
        done.append(name)
        raise KeyboardInterrupt

    for _ in range(40):
        try:
            carry_out(number, BASE, stop)
        except KeyboardInterrupt:
            db.session.rollback()
        else:
            break
    assert len(done) > 10
    erasure = db.session.get_one(Erasure, number)
    assert erasure.done_at is not None
    assert erasure.figures.keys() == set(done)
    work()
    assert everywhere() == []


def test_many_posts_take_many_transactions(people: People, world: World):
    opening = db.session.get_one(Post, world.hers)
    db.session.get_one(Thread, opening.thread_id).next_no = 1450
    for no in range(1000, 1450):
        db.session.add(
            Post(
                thread_id=opening.thread_id,
                no=no,
                author_id=people.amina.id,
                text=f"{WORD} {no}",
                html=f"<p>{WORD} {no}</p>",
            )
        )
    db.session.commit()
    steps: list[int] = []
    number = ask(people, Extent.EVERYTHING)
    carry_out(number, BASE, lambda name, done: steps.append(done) if name == "posts" else None)
    assert sum(steps) == 453
    assert max(steps) <= 100
    work()
    assert everywhere() == []
    assert db.session.scalar(select(func.count()).where(Post.no >= 1000)) == 0


def test_an_import_that_is_running_is_waited_for(people: People, world: World):
    batch = db.session.scalars(select(ImportBatch)).one()
    batch.state = "running"
    db.session.commit()
    number = ask(people, Extent.EVERYTHING)
    with pytest.raises(NotYetError):
        carry_out(number, BASE)
    db.session.rollback()
    assert db.session.get_one(Erasure, number).done_at is None
    db.session.get_one(ImportBatch, batch.id).state = "done"
    db.session.commit()
    work()
    assert everywhere() == []


def test_a_name_that_goes_last_is_overwritten_as_well(app: Flask, people: People, world: World):
    ask(people, Extent.ACCOUNT, LeftName.FORMER)
    waiting = db.session.scalars(select(Message).where(Message.topic == RENAMED)).one()
    waiting.due_at = None
    work()
    assert files_with(app, "Yusuf") + files_with(app, "yusuf")
    waiting = db.session.scalars(select(Message).where(Message.topic == RENAMED)).one()
    waiting.due_at = now()
    work()
    assert everywhere("yusuf") == []
    assert files_with(app, "Yusuf") + files_with(app, "yusuf") == []
