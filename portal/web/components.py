"""The ``ui`` global: ``ui.tag(…)`` is the macro ``tag`` of ``components/tag.html``.

One global, because imports at the top of a template are not there when a
block of it is rendered alone.
"""

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any

from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

# What most pages draw again and again. They look at nothing but what they are given,
# so what was drawn is kept for the next time that the same is given.
KEPT = frozenset({"button", "footer", "main_nav", "record_card", "search_box", "site_name"})
MOST_KEPT = 1_000


class Components:
    """Looks macros up by name and keeps them as attributes of its own."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        macro = getattr(self._env.get_template(f"components/{name}.html").module, name)
        if not self._env.auto_reload:
            macro = keeping(macro) if name in KEPT else macro
            setattr(self, name, macro)
        return macro


def keeping(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, which draws the same only once as long as it is asked for often."""
    kept = lru_cache(maxsize=MOST_KEPT, typed=True)(macro)

    def drawn(*args: Any, **kwargs: Any) -> str:
        # Markup is equal to the text that must be escaped; `typed` sees it in `args` only.
        if any(Markup in map(type, vars(value).values()) for value in args if is_dataclass(value)):
            return macro(*args, **kwargs)
        try:
            return kept(*args, **kwargs)
        except TypeError:  # a list or a dictionary among them, which cannot be looked up
            return macro(*args, **kwargs)

    return drawn


def init_app(app: Flask) -> None:
    app.jinja_env.globals["ui"] = Components(app.jinja_env)
