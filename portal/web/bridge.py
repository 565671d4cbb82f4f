"""From WTForms fields to the parameters of the NHS macros; ``ui.field`` draws them.

What is read off a field is decided here, what it looks like in
templates/components/field.html.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DecimalField,
    Field,
    FieldList,
    FileField,
    FloatField,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import Length

from portal.web.comparison import word_changes
from portal.web.fields import MonthField
from portal.web.forms import PickerField

# The first class that fits decides, so the narrower ones come first.
KINDS: tuple[tuple[type[Field], str], ...] = (
    (PickerField, "picker"),
    (MonthField, "month"),
    (RadioField, "radios"),
    (SelectMultipleField, "checkboxes"),
    (SelectField, "select"),
    (BooleanField, "checkbox"),
    (FileField, "file"),
    (PasswordField, "password"),
    (HiddenField, "hidden"),
    (TextAreaField, "textarea"),
)
# What the macros take as parameters of their own; everything else is an attribute.
MACRO_OPTIONS = (
    *("rows", "width", "prefix", "suffix", "inline"),
    *("autocomplete", "autocapitalize", "inputmode", "pattern", "placeholder"),
)
Params = dict[str, Any]


def kind_of(field: Field) -> str:
    return next((kind for cls, kind in KINDS if isinstance(field, cls)), "input")


def field_view(field: Field, options: Mapping[str, Any]) -> Params:
    """``kind``, ``params`` for the macro of that kind, and the words of the other person."""
    kind = kind_of(field)
    theirs = options.get("theirs")
    view: Params = {"kind": kind, "field": field, "theirs": theirs}
    view["by"] = options.get("theirs_by", "Someone else")
    if theirs is not None:
        view["changes"] = word_changes(str(field.data or ""), str(theirs))
    if kind == "hidden":
        return view
    params = _shared(field, options)
    if kind in ("radios", "checkboxes"):
        _choices(field, options, params)
    elif kind == "select":
        params["items"] = [
            {"value": choice.value, "text": choice.label, "selected": choice.selected}
            for choice in field.iter_choices()
        ]
    elif kind == "checkbox":
        _checkbox(field, params)
    elif kind in ("input", "textarea"):
        _typed(field, options, params)
    if kind == "textarea":
        view["kind"] = _counted(field, params)
    view["params"] = params
    view["options_url"] = options.get("options_url")
    return view


def _shared(field: Field, options: Mapping[str, Any]) -> Params:
    given = {**(field.render_kw or {}), **options.get("attributes", {})}
    optional = given.pop("optional", False)
    label: Params = {
        "text": options.get("label", field.label.text) + (" (optional)" if optional else ""),
        "size": options.get("label_size", "s"),
        "isPageHeading": options.get("is_page_heading", False),
    }
    if options.get("hide_label"):
        label["classes"] = "nhsuk-u-visually-hidden"
    params: Params = {"id": field.id, "name": field.name, "label": label}
    params["classes"] = f"{given.pop('class', '')} {options.get('classes', '')}".strip()
    if "spellcheck" in given:
        params["spellcheck"] = str(given.pop("spellcheck")).lower() == "true"
    for name in MACRO_OPTIONS:
        standard = given.pop(name, None)
        if value := options.get(name, standard):
            params[name] = value
    if hint := options.get("hint", field.description):
        params["hint"] = {"html": hint} if isinstance(hint, Markup) else {"text": hint}
    elif kind_of(field) == "input" and (words := getattr(field, "advice_words", 0)):
        params["hint"] = {"text": f"About {words} words is best"}
    if errors := [error for error in field.errors if isinstance(error, str)]:
        params["errorMessage"] = {"text": ". ".join(errors)}
    params["attributes"] = {
        name.replace("_", "-"): {"value": True, "optional": True} if value is True else value
        for name, value in given.items()
        if value is not None and value is not False
    }
    return params


def _typed(field: Field, options: Mapping[str, Any], params: Params) -> None:
    params["value"] = field._value()
    params["type"] = getattr(field.widget, "input_type", "text")
    if isinstance(field, IntegerField | DecimalField | FloatField):
        # A number input changes with the scroll wheel and swallows what is no number.
        params["type"] = "text"
        params["inputmode"] = "numeric" if isinstance(field, IntegerField) else "decimal"
    if url := options.get("options_url"):
        params["autocomplete"] = "off"
        params["attributes"] |= {
            "list": f"{field.id}-options",
            "data-hx-get": url,
            "data-hx-trigger": "input changed delay:300ms",
            "data-hx-target": f"#{field.id}-options",
        }


def _counted(field: Field, params: Params) -> str:
    """Add the limit or the advice on length; returns the kind of field that it needs."""
    advice = getattr(field, "advice_words", 0)
    most = next((v.max for v in field.validators if isinstance(v, Length) and v.max > 0), 0)
    params.setdefault("rows", 5)
    if advice:
        params.update(maxlength=advice, countType="words", formGroup={"classes": "app-advice"})
        params["textareaDescriptionText"] = "About %{count} words is best. You can write more"
        params["wordsUnderLimitText"] = {
            "one": "%{count} word left of the advised length",
            "other": "%{count} words left of the advised length",
        }
        params["wordsAtLimitText"] = "You have reached the advised length"
        params["wordsOverLimitText"] = {
            "one": "%{count} word over the advised length. You can keep it",
            "other": "%{count} words over the advised length. You can keep them",
        }
    elif most:
        params["maxlength"] = most
        params["threshold"] = 75 if most > 1000 else 0
    else:
        return "textarea"
    return "character_count"


def _choices(field: Any, options: Mapping[str, Any], params: Params) -> None:
    hints = options.get("hints", {})
    conditional = options.get("conditional", {})
    params["idPrefix"] = params.pop("id")
    params["fieldset"] = {"legend": params.pop("label")}
    params["items"] = [
        {
            "value": choice.value,
            "text": choice.label,
            "checked": choice.selected,
            "hint": {"text": hints[choice.value]} if choice.value in hints else None,
            "conditional": {"html": conditional.get(choice.value)},
        }
        for choice in field.iter_choices()
    ]


def _checkbox(field: Field, params: Params) -> None:
    label = params.pop("label")
    params["idPrefix"] = params.pop("id")
    item: Params = {"value": "y", "text": label["text"], "checked": bool(field.data)}
    if hint := params.pop("hint", None):
        item["hint"] = hint
    params["items"] = [item]


def error_links(form: BaseForm) -> list[Params]:
    """Every error of the form with the place to go to, in the order of the fields."""
    links = [{"text": text} for text in getattr(form, "form_errors", [])]
    for field in form:
        links.extend({"text": text, "href": href} for text, href in _errors_of(field, ""))
    return links


def _errors_of(field: Field, row: str) -> Iterator[tuple[str, str | None]]:
    if isinstance(field, FieldList):
        for error in field.errors:
            if isinstance(error, str):
                yield error, f"#rows-{field.id}"
        for number, entry in enumerate(field.entries, 1):
            yield from _errors_of(entry, f"{field.label.text} {number}: ")
    elif isinstance(field, FormField):
        for inner in field.form:
            yield from _errors_of(inner, row)
    elif field.name.endswith("csrf_token"):
        yield from ((error, None) for error in field.errors)
    else:
        yield from ((row + error, f"#{field.id}") for error in field.errors)


def init_app(app: Flask) -> None:
    """Set the template globals that the components use."""
    app.jinja_env.globals.update(
        field_view=field_view, error_links=error_links, word_changes=word_changes
    )
