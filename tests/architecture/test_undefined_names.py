"""A name that is not defined is noticed in our templates, and let pass in those of others."""

import pytest
from flask import Flask, render_template, render_template_string
from jinja2 import UndefinedError

from tests import undefined

# They add templates to the application.
pytestmark = pytest.mark.own_app


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, app: Flask, tmp_path) -> Flask:
    """An application whose own templates are in a folder of the test."""
    monkeypatch.setattr(undefined, "OURS", tmp_path)
    (tmp_path / "prints.html").write_text("<p>{{ nmae }}</p>")
    (tmp_path / "loops.html").write_text("{% for x in nmaes %}{{ x }}{% endfor %}")
    (tmp_path / "careful.html").write_text("{{ name|default('nobody') }}")
    app.jinja_loader.searchpath.append(str(tmp_path))
    return app


@pytest.mark.parametrize("template", ["prints.html", "loops.html"])
def test_a_spelling_mistake_in_a_template_of_ours_is_noticed(here: Flask, template: str) -> None:
    with here.test_request_context(), pytest.raises(UndefinedError, match=f"{template}: 'nmae"):
        render_template(template)


def test_a_default_is_fine(here: Flask) -> None:
    with here.test_request_context():
        assert render_template("careful.html") == "nobody"


def test_the_macros_of_others_may_read_what_was_not_given(here: Flask) -> None:
    imported = "{% from 'nhsuk/components/button/macro.jinja' import button %}"
    with here.test_request_context():
        assert "Save" in render_template_string(imported + "{{ button({'text': 'Save'}) }}")
