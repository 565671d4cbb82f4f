"""What every page shares: access, rendering, forms, headers, errors, pages of lists."""

from dataclasses import dataclass

from flask import Flask
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from portal.permissions import can
from portal.records import MAX_ID
from portal.web import (
    access,
    assets,
    bridge,
    components,
    errors,
    filters,
    headers,
    static,
    theme,
)


@dataclass(frozen=True)
class Site:
    """What the settings say of this portal, for templates."""

    name: str
    logo: str
    colour: str
    base_url: str
    contact_email: str


class RecordIdConverter(IntegerConverter):
    """An integer that a database column can hold; anything else is a page that does not exist."""

    # One address for a record: no zeros in front, no digits of other scripts.
    regex = "[1-9][0-9]{0,9}"

    def __init__(
        self, map: Map, fixed_digits: int = 0, min: int | None = 1, max: int | None = MAX_ID
    ) -> None:
        super().__init__(map, fixed_digits=fixed_digits, min=min, max=max)


def configure(app: Flask) -> None:
    """Set what must be there before the first template or route."""
    # The NHS templates end in .jinja, which Flask does not escape by itself, and
    # they read parameters that are not given; tests record undefined names in ours.
    app.jinja_options = {"autoescape": True, "undefined": ChainableUndefined}
    app.url_map.converters["int"] = RecordIdConverter
    headers.guard(app)


def init_app(app: Flask) -> None:
    """Bind everything that pages share to the application."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if app.jinja_loader is not None:
        app.jinja_env.loader = ChoiceLoader(
            [app.jinja_loader, PackageLoader("nhsuk_frontend_jinja")]
        )
    app.jinja_env.globals["can"] = can
    config = app.config
    app.jinja_env.globals["site"] = Site(
        name=config["SITE_NAME"],
        logo=config["LOGO"],
        colour=config["BRAND_COLOUR"],
        base_url=config["BASE_URL"],
        contact_email=config["CONTACT_EMAIL"],
    )
    for part in (components, bridge, filters, headers, access, errors, assets, theme, static):
        part.init_app(app)
    if config["PROXY_HOPS"]:
        hops = config["PROXY_HOPS"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
