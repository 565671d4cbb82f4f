"""The texts of mails: templates of their own environment, because plain text is not escaped."""

from functools import lru_cache
from typing import Any

from flask import current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.config import ROOT
from portal.web.filters import count, format_date, format_datetime


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Nothing of it reaches a browser: the mail is sent as text/plain.
    environment = Environment(  # nosec B701
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(date=format_date, datetime=format_datetime, count=count)
    return environment


def text_of(template: str, **context: Any) -> str:
    """The text of one mail; the templates also know ``site`` (name, address, contact)."""
    config = current_app.config
    site = {
        "name": config["SITE_NAME"],
        "url": config["BASE_URL"],
        "contact_email": config["CONTACT_EMAIL"],
    }
    return _environment().get_template(template).render(site=site, **context)
