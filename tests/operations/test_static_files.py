"""Files below ``/static/``: found, kept for a year when hashed, compressed, and no others."""

import gzip

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.config import ROOT
from tests.client import Client


@pytest.fixture
def style(app: Flask) -> str:
    return str(app.jinja_env.globals["asset"]("app.css"))  # type: ignore[operator]


def test_a_built_file_is_kept_for_good_and_comes_compressed(client: Client, style: str) -> None:
    plain = get(client, style)
    assert plain.status_code == 200
    assert "immutable" in plain.headers["Cache-Control"]
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    zipped = get(client, style, {"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    again = get(client, style, {"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_a_file_without_a_hash_is_asked_for_again_soon(client: Client) -> None:
    response = get(client, "/static/build/manifest.json")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "max-age=300, public"


@pytest.mark.parametrize(
    "path", ["/static/none.css", "/static/../wsgi.py", "/static/%2e%2e/wsgi.py"]
)
def test_what_is_not_below_the_folder_is_not_found(client: Client, path: str) -> None:
    assert (ROOT / "wsgi.py").is_file()
    assert client.get(path).status_code == 404


def get(client: Client, path: str, headers: dict[str, str] | None = None) -> TestResponse:
    """The answer, read to its end: a file is closed only then."""
    with client.get(path, headers=headers or {}) as response:
        assert response.data is not None
        return response
