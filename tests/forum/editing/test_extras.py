"""What stands below posts: only what the reader may see, in few statements."""

from portal.extensions import db
from portal.forum.models import Post, PostFile, PostLink
from portal.forum.queries.extras import extras
from tests.factories import make_community, make_innovation, make_reply, make_thread
from tests.people import People


def linked(people: People, *targets: str) -> Post:
    post = make_reply(people.amina, make_thread(people.amina, make_community(people.bilal)))
    for position, target in enumerate(targets):
        db.session.add(PostLink(post_id=post.id, target=target, position=position))
    db.session.commit()
    return post


def test_a_record_has_a_card_for_those_who_may_see_it(app, people: People):
    public = make_innovation(people.amina, "published", audience="members")
    hidden = make_innovation(people.amina, "draft")
    post = linked(people, hidden.ref, "innovation:999", public.ref)
    assert [card.ref for card in extras([post.id], people.carys)[post.id].cards] == [public.ref]
    own = extras([post.id], people.amina)[post.id].cards
    assert [card.ref for card in own] == [hidden.ref, public.ref]


def test_a_post_without_anything_is_left_out(app, people: People):
    hidden = make_innovation(people.amina, "draft")
    post = linked(people, hidden.ref)
    assert extras([post.id, 999], people.carys) == {}
    assert extras([], people.carys) == {}


def test_files_come_in_their_order_with_what_they_are(app, people: People):
    post = linked(people)
    for name, kind, thumbnail in (
        ("b.pdf", "application/pdf", None),
        ("a map.png", "image/png", "0" * 64),
    ):
        db.session.add(
            PostFile(
                post_id=post.id,
                digest=name[0] * 64,
                name=name,
                media_type=kind,
                size=2048,
                thumbnail_digest=thumbnail,
            )
        )
    db.session.commit()
    first, second = extras([post.id], people.carys)[post.id].files
    assert (first.words, first.has_thumbnail) == ("PDF, 2 KB", False)
    assert second.url == f"/posts/{post.id}/files/{second.id}/a%20map.png"
    assert second.thumbnail_url == f"/posts/{post.id}/thumbnails/{second.id}"


def test_it_takes_the_same_statements_for_one_post_and_for_twenty(
    app, people: People, count_statements
):
    thread = make_thread(people.amina, make_community(people.bilal))
    posts = [make_reply(people.amina, thread, f"Reply {number}") for number in range(20)]
    for post in posts:
        record = make_innovation(people.amina, "published")
        db.session.add(PostLink(post_id=post.id, target=record.ref))
    db.session.commit()
    ids = [post.id for post in posts]

    def statements(some: list[int]) -> int:
        with count_statements() as sent:
            extras(some, people.carys)
        return len(sent)

    statements(ids)
    assert statements(ids) == statements(ids[:1]) <= 4
    with count_statements() as sent:
        extras([999], people.carys)
    assert len(sent) == 1
