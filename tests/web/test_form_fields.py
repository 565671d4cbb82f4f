"""Fields of forms as NHS markup: values kept, errors named, what people typed stays text."""

import html5lib
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from portal.web.bridge import error_links
from portal.web.fields import LineField, MonthField, ProseField

pytestmark = pytest.mark.any_database

HOSTILE = "\"><script>alert('x')</script> & ‮ 😀"


class Row(Form):
    name = StringField("Name", [InputRequired("Enter a name")])


class Everything(Form):
    title = LineField("Title", [InputRequired("Enter a title")], advice_words=10)
    summary = TextAreaField("Summary", [Length(max=300, message="Too long")])
    body = ProseField("What we did", advice_words=100)
    kind = RadioField("Kind", [InputRequired("Choose a kind")], choices={"a": "A", "b": "B"})
    topics = SelectMultipleField("Topics", choices={"x": "X", "y": "Y"})
    stage = SelectField("Stage", choices={"": "Choose", "idea": "Idea"})
    agreed = BooleanField("It is agreed", description="Ask first")
    begun = MonthField("Begun")
    staff = IntegerField("Staff", [Optional()])
    password = PasswordField("Password")
    rows = FieldList(FormField(Row), label="Measure", min_entries=2)


def draw(app: Flask, form: Form, name: str, **options: object) -> str:
    source = "{{ ui.field(form[name], **options) }}"
    return app.jinja_env.from_string(source).render(form=form, name=name, options=options)


@pytest.mark.parametrize("name", ["title", "summary", "body"])
@pytest.mark.parametrize("text", [HOSTILE, "one\n  two\n\n    three", "a" * 5000])
def test_text_comes_back_as_it_was_typed(app: Flask, name: str, text: str) -> None:
    html = draw(app, Everything(MultiDict({name: text})), name)
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert tree.find(".//script") is None
    box = next(element for element in tree.iter() if element.get("id") == name)
    typed = box.get("value") if box.tag == "input" else box.text
    assert typed == (text.replace("\n", "") if box.tag == "input" else text) or typed == text


def test_what_was_chosen_stays_chosen(app: Flask) -> None:
    form = Everything(
        MultiDict([("kind", "b"), ("topics", "y"), ("stage", "idea"), ("agreed", "y")])
    )
    for name, value in [("kind", "b"), ("topics", "y"), ("agreed", "y")]:
        tree = html5lib.parseFragment(draw(app, form, name), namespaceHTMLElements=False)
        ticked = [e.get("value") for e in tree.iter("input") if e.get("checked") is not None]
        assert ticked == [value]
    assert '<option value="idea" selected>' in draw(app, form, "stage")


def test_a_password_is_never_given_back(app: Flask) -> None:
    assert "secret" not in draw(app, Everything(MultiDict({"password": "secret"})), "password")


def test_an_error_is_named_at_its_field_and_in_the_summary(app: Flask) -> None:
    form = Everything(MultiDict({"rows-0-name": "x", "rows-1-name": "", "begun-month": "13"}))
    assert not form.validate()
    links = {link["href"]: link["text"] for link in error_links(form)}
    assert links["#title"] == "Enter a title"
    assert links["#kind"] == "Choose a kind"
    assert links["#rows-1-name"] == "Measure 2: Enter a name"
    assert "#rows-0-name" not in links
    for name, target in [("title", "title"), ("kind", "kind"), ("begun", "begun")]:
        html = draw(app, form, name)
        tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
        ids = {element.get("id") for element in tree.iter()}
        assert target in ids
        assert f"{name}-error" in ids
        assert any(f"{name}-error" in (e.get("aria-describedby") or "") for e in tree.iter())


def test_every_field_is_valid_html_with_a_label(app: Flask) -> None:
    form = Everything(MultiDict({"title": ""}))
    form.validate()
    for field in form:
        if isinstance(field, FieldList):
            continue
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parseFragment(draw(app, form, field.name, theirs=HOSTILE))
        assert not parser.errors, (field.name, parser.errors)
        labels = {label.get("for") for label in tree.iter("label")}
        boxes = [e for e in tree.iter() if e.tag in ("input", "textarea", "select")]
        assert boxes
        assert {box.get("id") for box in boxes} <= labels


def test_rows_can_be_added_and_removed_without_a_script(app: Flask) -> None:
    source = "{{ ui.rows(form.rows, 'measure', 'Measures') }}"
    html = app.jinja_env.from_string(source).render(form=Everything())
    assert 'name="add_row" value="rows"' in html
    assert 'name="remove_row" value="rows-1"' in html


def test_advice_on_length_is_no_limit(app: Flask) -> None:
    html = draw(app, Everything(), "body")
    assert 'data-count-type="words"' in html
    assert "You can write more" in html
    assert "About 10 words is best" in draw(app, Everything(), "title")
