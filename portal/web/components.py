"""The ``ui`` global: ``ui.tag(…)`` is the macro ``tag`` of ``components/tag.html``.

One global, because imports at the top of a template are not there when a
block of it is rendered alone.
"""

from typing import Any

from flask import Flask
from jinja2 import Environment


class Components:
    """Looks macros up by name and keeps them as attributes of its own."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        macro = getattr(self._env.get_template(f"components/{name}.html").module, name)
        if not self._env.auto_reload:
            setattr(self, name, macro)
        return macro


def init_app(app: Flask) -> None:
    app.jinja_env.globals["ui"] = Components(app.jinja_env)
