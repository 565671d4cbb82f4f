"""Files below ``/static/``, answered by whitenoise before the application sees the request."""

import re

from flask import Flask
from whitenoise import WhiteNoise

# static/build.mjs puts a hash into the names of what it builds.
HASHED = re.compile(r"^/static/build/[\w-]+\.[0-9A-Za-z]{8}\.\w+$")
# For the few files without a hash.
SHORT_SECONDS = 300


def is_immutable(_path: str, url: str) -> bool:
    """Whether another content would have another name, so that it may be kept for a year."""
    return HASHED.match(url) is not None


def init_app(app: Flask) -> None:
    """Serve the folder; what is built while the portal runs is found in development."""
    secure = app.config["SESSION_COOKIE_SECURE"]

    def add_headers(headers: dict[str, str], _path: str, _url: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=app.static_folder,
        prefix="static/",
        autorefresh=app.config["ENVIRONMENT"] == "development" and not app.testing,
        max_age=SHORT_SECONDS,
        immutable_file_test=is_immutable,
        allow_all_origins=False,
        add_headers_function=add_headers,
    )
