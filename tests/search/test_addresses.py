"""The addresses of questions: read again, they ask the same."""

from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.search.addresses import Asked
from portal.search.fields import FACETS, Sort

keys = (
    st.text(alphabet="abc &=+%é-'1", min_size=1, max_size=8)
    .map(lambda key: " ".join(key.split()))
    .filter(bool)
)
questions = st.builds(
    Asked,
    st.text(alphabet="ab &=+%é\"-':", max_size=20).map(str.strip),
    st.dictionaries(st.sampled_from(list(FACETS)), st.frozensets(keys, min_size=1, max_size=3)),
    st.sampled_from(Sort),
    st.booleans(),
)


def read(url: str) -> Asked:
    return Asked.read(MultiDict(parse_qsl(urlsplit(url).query)))


@given(questions)
def test_an_address_that_is_read_asks_the_same(asked: Asked) -> None:
    again = read(asked.url())
    assert again.url() == asked.url()
    assert (again.sort, again.words_only) == (asked.sort, asked.words_only)
    assert again.filters.keys() == asked.filters.keys()


@given(questions, st.sampled_from(list(FACETS)), keys)
def test_a_link_to_one_key_more_or_less_is_the_address_of_that_question(
    asked: Asked, facet: str, key: str
) -> None:
    assert asked.toggled_url(facet, key) == asked.toggled(facet, key).url()


@given(questions, st.integers(1, 30))
def test_pages_have_addresses_beside_that_of_the_question(asked: Asked, page: int) -> None:
    first, other = asked.url(), asked.url(page, "/elsewhere")
    end = f"page={page}" if page > 1 else ""
    assert urlsplit(other).path == "/elsewhere"
    assert urlsplit(other).query == "&".join(filter(None, [urlsplit(first).query, end]))
