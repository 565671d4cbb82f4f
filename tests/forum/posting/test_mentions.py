"""People named in posts: by person, whatever they are called."""

import pytest
from sqlalchemy import true

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.errors import NotPossibleError
from portal.forum.mentions import as_stored, as_typed, may_be_named, with_names
from portal.forum.texts import prepare
from tests.factories import make_community


@pytest.fixture
def community(people):
    return make_community(people.bilal)


def test_a_name_is_stored_as_the_person(people, community) -> None:
    prepared = prepare("Ask @amina yusuf, or @Dev Patel.", community)
    assert prepared.text == f"Ask @[{people.amina.id}], or @[{people.dev.id}]."
    assert prepared.mentioned == (people.amina.id, people.dev.id)


def test_a_post_shows_what_people_are_called_now(people, community) -> None:
    html = prepare("Ask @Amina Yusuf", community).html
    people.amina.name = "Amina <b>Khan"
    db.session.commit()
    assert with_names([html]) == [
        '<p>Ask <span class="app-mention">@Amina &lt;b&gt;Khan</span></p>\n'
    ]


def test_a_page_of_posts_asks_for_all_names_at_once(people, community, count_statements) -> None:
    htmls = [prepare(f"@{person.name}", community).html for person in people]
    with count_statements() as made:
        assert "@Erin Walsh" in with_names(htmls)[4]
    assert len(made) == 1
    with count_statements() as made:
        with_names(["<p>Nobody</p>"])
    assert not made


@pytest.mark.parametrize(
    "text",
    [
        "write to library@Amina Yusuf",
        "`@Amina Yusuf`",
        "```\n@Amina Yusuf\n```",
        "a\n\n    @Amina Yusuf",
        "@Amina Yusufzai",
        "@Amina",
        r"\@Amina Yusuf",
    ],
)
def test_what_is_no_mention_stays_as_it_was_typed(people, community, text) -> None:
    prepared = prepare(text, community)
    assert (prepared.text, prepared.mentioned) == (text, ())


def test_who_has_the_name_of_several_people_is_asked_for(people, community) -> None:
    other = User(name="Amina Yusuf", email="other@portal.example")
    db.session.add(other)
    db.session.commit()
    first, second = people.amina.id, other.id
    with pytest.raises(NotPossibleError) as refused:
        prepare("Ask @Amina Yusuf", community)
    words = f"write @[{first}] Amina Yusuf, Ashbourne Trust or @[{second}] Amina Yusuf"
    assert str(refused.value).endswith(words)
    prepared = prepare(f"Ask @[{first}] Amina Yusuf, Ashbourne Trust, soon", community)
    assert prepared.text == f"Ask @[{first}], soon"
    assert as_typed(prepared.text) == f"Ask @[{first}] Amina Yusuf, soon"


def test_only_listed_people_who_may_read_can_be_named(people) -> None:
    closed = make_community(people.bilal, members=[people.carys], privacy="private")
    people.carys.is_listed = False
    db.session.commit()
    text = f"@Amina Yusuf @Carys Evans @[{people.amina.id}] @Bilal Haddad"
    prepared = prepare(text, closed)
    assert prepared.mentioned == (people.bilal.id,)
    assert "Amina" not in with_names([prepared.html])[0].replace("@Amina Yusuf @", "")
    # A number that was only typed tells nothing of whose it is.
    assert f"@\\[{people.amina.id}]" in as_typed(prepared.text)


def test_someone_named_before_they_left_can_stay_named(people) -> None:
    closed = make_community(people.bilal, privacy="private")
    assert prepare("@Amina Yusuf", closed, kept=[people.amina.id]).mentioned == (people.amina.id,)


def test_a_text_goes_to_its_author_and_back_unchanged(people, community) -> None:
    db.session.add_all(
        [
            User(name="Amina", email="a@portal.example"),
            User(name="Ray O'Neil Jr.", email="r@portal.example"),
        ]
    )
    db.session.commit()
    allowed = may_be_named(community)
    amina = as_stored("@Amina", allowed)[0]
    ray = as_stored("@Ray O'Neil Jr.", allowed)[0]
    for text in (
        f"Ask {amina}",
        f"{amina} Yusuf is not meant",
        f"{amina}{ray}",
        f"> {ray}: yes\n\n`{ray}` and {ray}.",
        f"{ray}ed",
    ):
        assert as_stored(as_typed(text), allowed)[0] == text
        assert as_stored(as_typed(text), true())[0] == text
    assert as_typed(f"Ask {ray}") == "Ask @Ray O'Neil Jr."


def test_too_many_mentions_are_refused(people, community) -> None:
    text = " ".join(f"@{person.name}" for person in people)
    with pytest.raises(NotPossibleError, match=r"You mention 5 people\. Mention 4 or fewer"):
        prepare(text, community, most_mentions=4)


def test_a_quotation_names_nobody_again(people, community) -> None:
    prepared = prepare("> @Amina Yusuf said so\n\nYes", community)
    assert prepared.mentioned == ()
    assert "@Amina Yusuf" in with_names([prepared.html])[0]
