"""Templates show what they show in Jinja, however they are compiled."""

from typing import Any

import pytest
from flask import Flask
from flask.templating import Environment
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from portal.web.compiling import LeanEnvironment, html_of

values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.text().map(Markup)
)


@given(values)
def test_a_value_is_escaped_as_ever(value: Any) -> None:
    assert html_of(value) == str(escape(value))


@pytest.mark.parametrize(
    "template",
    [
        "<p>{{ text }}{{ html }}{{ number }}{{ missing }}</p>",
        "{{ text if number }}{{ text if not number }}{{ text if missing else html }}",
        "{% set kept %}{{ text }}{% endset %}{{ kept }}{{ kept ~ text }}",
        "{% macro shown(t) %}{{ t }}{{ caller() if caller }}{% endmacro %}{{ shown(text) ~ html }}",
        "{% macro shown() %}{{ caller() }}{% endmacro %}{% call shown() %}{{ text }}{% endcall %}",
        "{% for word in words %}{{ loop.index }}{{ word }}{% else %}{{ text }}{% endfor %}",
        "{% filter upper %}{{ text }}{% endfilter %}{{ words | join(', ') }}{{ text | safe }}",
        "{% autoescape false %}{{ text }}{% endautoescape %}{{ text }}",
        "{{ {'a': text}.a }}{{ words[0] if words }}{{ '<' }}{{ '<' | safe }}",
    ],
)
def test_a_template_shows_what_it_shows_in_jinja(app: Flask, template: str) -> None:
    given_ = {"text": "<b> & 'x'", "html": Markup("<i>"), "number": 7, "words": ["<", "é"]}
    lean, usual = (
        kind(app, autoescape=True).from_string(template).render(given_)
        for kind in (LeanEnvironment, Environment)
    )
    assert lean == usual
