"""The configured brand colour as a small style sheet, with text on it that can be read."""

import hashlib

from flask import Flask, Response, current_app, request

from portal.web.access import public

# The colour that static/css/_theme.scss is built with.
BUILT_COLOUR = "#14504e"
INK = "#212b32"
READABLE = 4.5


def luminance(colour: str) -> float:
    """The relative luminance of ``#rrggbb``, 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def stylesheet(colour: str) -> str:
    """CSS that replaces the built brand colour by ``colour`` (``#rrggbb``)."""
    # One of white and black can always be read; the softer ink where it will do.
    text = next(c for c in ("#ffffff", INK, "#000000") if contrast(colour, c) >= READABLE)
    ink = colour if text == "#ffffff" else INK
    return f":root{{--brand-colour:{colour};--brand-text:{text};--brand-ink:{ink}}}\n"


@public
def show() -> Response:
    """``GET /theme.css``: the same for everyone, so it may be kept for a day."""
    response = Response(stylesheet(current_app.config["BRAND_COLOUR"]), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.add_etag()
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Add the route, and the template global ``theme_url``: empty when the built colour will do."""
    colour = str(app.config["BRAND_COLOUR"])
    version = hashlib.sha256(colour.encode()).hexdigest()[:8]
    app.jinja_env.globals["theme_url"] = "" if colour == BUILT_COLOUR else f"/theme.css?v={version}"
    app.add_url_rule("/theme.css", "theme", show)
