"""A browser without JavaScript, as far as forms go: open a page, fill in, send."""

from typing import Any

import html5lib
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.client import Client


def fill_in(client: Client, path: str, **fields: Any) -> TestResponse:
    """Send the form at ``path`` with what the page had in it, but for ``fields``.

    A button is sent by its name, as any other field.
    """
    values = values_of(client.get(path).text, path)
    for name, value in fields.items():
        values.setlist(name, value if isinstance(value, list) else [value])
    return client.post(path, data=values)


def values_of(page: str, action: str) -> MultiDict[str, str]:
    """What a browser would send of the form with this address."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    (form,) = [form for form in tree.iter("form") if form.get("action") == action]
    values: MultiDict[str, str] = MultiDict()
    for element in form.iter():
        name = element.get("name", "")
        if element.tag == "textarea":
            values.add(name, (element.text or "").removeprefix("\n"))
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if "selected" in option.attrib] or options[:1]
            values.setlist(name, [option.get("value", option.text or "") for option in chosen])
        elif element.tag == "input" and (
            element.get("type") not in ("radio", "checkbox") or "checked" in element.attrib
        ):
            values.add(name, element.get("value", ""))
    return values
