"""Rendering a page, or the block of it that htmx refreshes."""

from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request


def render(
    template: str, *, block: str | None = None, status: int = 200, **context: Any
) -> Response:
    """The page, or only its ``block`` when htmx asks for a part of it.

    The part lives at the page's own URL, so ``Vary`` says that the answer
    depends on who asks.
    """
    if block and wants_part():
        html = render_block(template, block, **context)
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    response.vary.add("HX-Request")
    return response


def wants_part() -> bool:
    """Whether htmx asks for a fragment: not for a boosted link, not for its history."""
    hx = request.htmx  # type: ignore[attr-defined]  # set by htmx-flask
    return bool(hx) and not hx.boosted and not hx.history_restore_request


def render_block(name: str, block: str, **context: Any) -> str:
    """The HTML of one block of a template."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug proxy
    app.update_template_context(context)
    template = app.jinja_env.get_template(name)
    return "".join(template.blocks[block](template.new_context(context)))
