"""What is made of a text when it is saved: links, records it names, safe HTML."""

import pytest

from portal.extensions import db
from portal.forum.errors import NotPossibleError
from portal.forum.models import PostLink, PostMention
from portal.forum.texts import keep, prepare
from tests.factories import make_community, make_reply, make_thread

HERE = "https://portal.example"


@pytest.fixture
def community(people):
    return make_community(people.bilal)


def targets(text: str, community) -> tuple[str, ...]:
    return prepare(text, community, base_url=HERE).targets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See /innovations/12.", ("innovation:12",)),
        (f"See {HERE}/threads/3, please", ("thread:3",)),
        (f"[here]({HERE}/threads/3/posts/5#x) and [there](/posts/9)", ("thread:3", "post:9")),
        ("/innovations/12 /innovations/12", ("innovation:12",)),
        ("/innovations/new /innovations/12abc x/innovations/12", ()),
        ("https://elsewhere.example/innovations/12", ()),
        ("`/innovations/12`", ()),
        ("> [Carys wrote](/posts/9)\n\nYes", ()),
        ("/threads/99999999999", ()),
    ],
)
def test_records_that_a_text_links_to(people, community, text, expected) -> None:
    assert targets(text, community) == expected


def test_a_text_has_few_cards(people, community) -> None:
    assert len(targets(" ".join(f"/innovations/{n}" for n in range(1, 50)), community)) == 10


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See https://koha.example/a_b_c.", 'href="https://koha.example/a_b_c"'),
        ("(https://koha.example/x)", 'href="https://koha.example/x"'),
        ("https://en.example/Bus_(book) is", 'href="https://en.example/Bus_(book)"'),
        ("[https://a.example/x](https://b.example)", 'href="https://b.example"'),
        ("[see https://a.example/xyz](https://b.example)", 'href="https://b.example"'),
        ("[b]\n\n[b]: https://b.example/y", 'href="https://b.example/y"'),
        ("<https://c.example/>", 'href="https://c.example/"'),
    ],
)
def test_an_address_is_a_link(people, community, text, link) -> None:
    html = prepare(text, community).html
    assert link in html
    assert html.count("<a ") == 1


def test_html_is_shown_as_it_was_typed(people, community) -> None:
    text = '<span class="app-mention">@[999]</span><script>x</script>'
    html = prepare(text, community).html
    assert "<span" not in html
    assert "<script" not in html


def test_a_post_keeps_rows_of_whom_it_names_and_what_it_links_to(people, community) -> None:
    thread = make_thread(people.amina, community)
    post = make_reply(people.carys, thread, "@Dev Patel, see /innovations/12 and /threads/3")
    rows = (PostMention.person_id, PostLink.target)

    def kept() -> list[list[object]]:
        return [list(db.session.scalars(db.select(row).order_by(row))) for row in rows]

    assert kept() == [[people.dev.id], ["innovation:12", "thread:3"]]
    keep(post, prepare("@Erin Walsh, see /threads/4", community))
    db.session.commit()
    assert kept() == [[people.erin.id], ["thread:4"]]


def test_a_text_of_which_nothing_is_shown_is_refused(people, community) -> None:
    with pytest.raises(NotPossibleError, match="Nothing of this text is shown"):
        prepare("[a]: https://koha.example", community)
