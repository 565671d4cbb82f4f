"""Starting a thread."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.forum.models import Post, Thread, ThreadReader
from tests.factories import make_community, make_thread
from tests.journeys.forms import fill_in, values_of

NEW = "/communities/library-systems/threads/new"
TITLE = "How do we move the loans?"


@pytest.fixture
def ask(client, people, topic_id):
    """Sends the form as Amina, who fills it in rightly but for what is given."""

    def send(person: User = people.amina, path: str = NEW, **fields):
        typed = {"title": TITLE, "text": "We have *90,000* loans.", "topics": str(topic_id)}
        client.as_user(person)
        return fill_in(client, path, **(typed | fields))

    return send


def only_thread() -> Thread:
    return db.session.scalars(select(Thread)).one()


def test_a_question_is_asked(client, people, community, topic_id, ask) -> None:
    response = ask()
    thread = only_thread()
    assert (response.status_code, response.location) == (303, f"/threads/{thread.id}")
    assert (thread.title, thread.kind, thread.resolution) == (TITLE, "question", "open")
    post = db.session.scalars(select(Post)).one()
    assert (post.no, post.author_id) == (1, people.amina.id)
    assert "<em>90,000</em>" in post.html
    # Who asks follows, and has read what they wrote.
    own = db.session.get_one(ThreadReader, (people.amina.id, thread.id))
    assert (own.level, own.reason, own.last_read_no) == ("following", "started", 1)


def test_the_address_with_a_community_leads_to_its_form(client, people, community) -> None:
    client.as_user(people.amina)
    response = client.get("/threads/new?community=library-systems")
    assert response.location == NEW
    assert client.get("/threads/new?community=none").status_code == 404


def test_one_chooses_among_communities_that_one_can_post_in(client, people, community) -> None:
    make_community(people.erin, "Restricted people", privacy="restricted")
    make_community(people.amina, "Secret people", privacy="confidential")
    client.as_user(people.amina)
    page = client.get("/threads/new").text
    assert page.index("Secret people") < page.index("Library systems")
    assert "Restricted people" not in page
    assert "Secret people" not in client.as_user(people.carys).get("/threads/new").text


def test_the_text_begins_with_the_template_of_the_community(client, people, community) -> None:
    community.posting_template = "**System:**\n\n**What happened:**"
    db.session.commit()
    page = client.as_user(people.amina).get(NEW).text
    assert values_of(page, NEW)["text"] == community.posting_template


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "Loans?"}, "Use 8 characters or more for the title"),
        ({"title": "x" * 151}, "Use 150 characters or fewer"),
        ({"text": " \n "}, "Write your post"),
        ({"text": "x" * 20_001}, "Use 20,000 characters or fewer"),
        ({"topics": []}, "Choose at least 1 topic"),
        ({"kind": "announcement"}, "Not a valid choice"),
        ({"kind": "rumour"}, "Not a valid choice"),
    ],
)
def test_what_is_not_right_is_said_at_its_field(client, community, ask, fields, words) -> None:
    response = ask(**fields)
    assert response.status_code == 422
    assert words in response.text
    assert "90,000" in response.text or "text" in fields
    assert db.session.scalar(select(Thread)) is None


def test_only_managers_announce(client, people, community, ask) -> None:
    assert 'value="announcement"' not in client.as_user(people.amina).get(NEW).text
    assert ask(people.bilal, kind="announcement").status_code == 303
    thread = only_thread()
    assert (thread.kind, thread.resolution) == ("announcement", None)


def test_an_ambiguous_name_is_asked_for_at_the_text(client, people, community, ask) -> None:
    db.session.add(User(name="Carys Evans", email="other@portal.example"))
    db.session.commit()
    response = ask(text="Ask @Carys Evans")
    assert response.status_code == 422
    assert f"write @[{people.carys.id}] Carys Evans, Thamesby Trust or" in response.text
    assert "Ask @Carys Evans" in response.text


def test_a_second_click_asks_once(client, people, community, topic_id) -> None:
    client.as_user(people.amina)
    values = values_of(client.get(NEW).text, NEW)
    for name, value in {"title": TITLE, "text": "Loans.", "topics": str(topic_id)}.items():
        values[name] = value
    first, second = (client.post(NEW, data=values) for _ in range(2))
    assert second.status_code == 303
    assert first.location == second.location == f"/threads/{only_thread().id}"


def test_one_asks_without_a_name_only_where_it_is_allowed(client, people, community, ask) -> None:
    assert 'name="is_anonymous"' not in client.as_user(people.amina).get(NEW).text
    ask(is_anonymous="y")
    assert not only_thread().is_anonymous
    make_community(people.bilal, "Safe place", allows_anonymous=True)
    assert ask(people.dev, "/communities/safe-place/threads/new", is_anonymous="y").location
    thread = db.session.scalars(select(Thread).where(Thread.author_id == people.dev.id)).one()
    post = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    assert thread.is_anonymous
    assert post.is_anonymous


def test_the_form_says_how_many_will_be_told(client, people, community) -> None:
    assert "This will notify nobody yet." in client.as_user(people.amina).get(NEW).text
    values = {"text": "Ask @Carys Evans", "preview": "1"}
    page = client.post(NEW, data=values).text
    assert "This will notify 1 person." in page


def test_a_preview_shows_the_text_and_posts_nothing(client, people, community, ask) -> None:
    response = ask(text="Ask **@Carys Evans**", preview="1", title="")
    assert response.status_code == 200
    assert '<strong><span class="app-mention">@Carys Evans</span></strong>' in response.text
    assert db.session.scalar(select(Thread)) is None
    # Without the text there is nothing to see.
    assert "There is no text yet." in ask(text="", preview="1").text


def test_the_preview_is_a_part_of_the_page(client, people, community) -> None:
    client.as_user(people.amina)
    values = {"text": "We have *loans*", "preview": "1"}
    part = client.post(NEW, data=values, headers={"HX-Request": "true"})
    assert "<em>loans</em>" in part.text
    assert "<h1" not in part.text
    assert part.text.strip() in client.post(NEW, data=values).text


def test_personal_data_is_warned_of_and_the_author_decides(client, people, community, ask) -> None:
    fields = {"text": "The patient is 943 476 5919, born 12/03/1956."}
    response = ask(**fields)
    assert response.status_code == 200
    assert "NHS number: The patient is <mark>943 476 5919</mark>" in response.text
    assert "<mark>12/03/1956</mark>" in response.text
    assert db.session.scalar(select(Thread)) is None
    seen = values_of(response.text, NEW)["seen"]
    # More of it is another warning.
    more = ask(seen=seen, text=fields["text"] + " 07700900123")
    assert "<mark>07700900123</mark>" in more.text
    assert ask(seen=seen, **fields).status_code == 303


def test_the_same_title_of_this_week_is_pointed_out(client, people, community, ask, wait) -> None:
    ask()
    first = only_thread()
    wait(timedelta(days=6))
    response = ask(people.dev, title=TITLE.upper())
    assert "started here in the last 7 days" in response.text
    assert f'href="/threads/{first.id}"' in response.text
    assert fill_in_again(client, response).status_code == 303
    wait(timedelta(days=8))
    assert ask(people.carys).status_code == 303


def fill_in_again(client, response):
    """Send the form that was shown again as it is."""
    return client.post(NEW, data=values_of(response.text, NEW))


def test_what_was_typed_comes_back_as_a_draft(client, people, community, ask) -> None:
    client.as_user(people.amina)
    values = values_of(client.get(NEW).text, NEW)
    for name, value in {"title": "Half a", "text": "Half a thought", "seen": "x"}.items():
        values[name] = value
    client.post("/drafts", data=values)
    page = client.get(NEW).text
    assert "Half a thought" in page
    assert 'name="seen"' not in page
    other = make_community(people.bilal, "Another place")
    assert "Half a thought" not in client.get(f"{other.path}/threads/new").text


def test_closed_and_hidden_places_take_no_threads(client, people, community, wait) -> None:
    for name, privacy in (("Some people", "restricted"), ("Few people", "private")):
        make_community(people.erin, name, privacy=privacy)
    client.as_user(people.amina)
    restricted = client.get("/communities/some-people/threads/new")
    assert restricted.status_code == 403
    assert "Only members of Some people can post there." in restricted.text
    private = client.get("/communities/few-people/threads/new")
    unknown = client.get("/communities/none/threads/new")
    assert private.status_code == unknown.status_code == 404
    db.session.merge(community).closed_at = clock.now()
    db.session.commit()
    closed = client.post(NEW, data={"title": TITLE, "text": "Typed for an hour"})
    assert closed.status_code == 403
    assert "Library systems is closed" in closed.text
    assert "Typed for an hour" in closed.text


def test_visitors_are_asked_to_sign_in(client, people, community) -> None:
    public = make_community(people.bilal, "Public place", is_public=True)
    thread = make_thread(people.amina, public)
    client.as_user(None)
    paths = ("/threads/new", "/communities/public-place/threads/new")
    for path in (*paths, "/communities/public-place/people", f"{thread.path}/reply"):
        response = client.get(path)
        assert (response.status_code, response.location[:8]) == (302, "/sign-in")
    # What they may not read is not there for them.
    assert client.get(NEW).status_code == 404
    assert client.put(NEW).status_code == 405
