"""Comparing a fragment with the page that it is a part of."""

import re

from tests.client import Client

_TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


def is_part_of_its_page(client: Client, path: str) -> bool:
    """Whether the fragment at ``path`` is in the page there, but for the signed time of tokens."""
    page, part = client.get(path), client.fragment(path)
    assert page.status_code == part.status_code == 200
    assert "<html" not in part.text
    return _TOKEN.sub("", part.text).strip() in _TOKEN.sub("", page.text)
