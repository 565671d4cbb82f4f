"""How a view declares who may reach it. A view that declares nothing is reached by nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, request

from portal.extensions import csrf
from portal.permissions import Action, require

View = Callable[..., Any]


def public(view: View) -> View:
    """Anyone may, signed in or not."""
    view.access = "everyone"  # type: ignore[attr-defined]  # a mark on the function
    return view


def requires(action: Action) -> Callable[[View], View]:
    """For actions on no record in particular: checked before the view runs."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            require(action)
            return view(*args, **kwargs)

        guarded.access = str(action)  # type: ignore[attr-defined]
        return guarded

    return decorate


def checks(*actions: Action) -> Callable[[View], View]:
    """Promise that the view itself calls ``require(action, record)``, and see that it does.

    Of several actions it has to ask for one.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def watched(*args: Any, **kwargs: Any) -> Any:
            g.required = set()
            response = view(*args, **kwargs)
            if g.required.isdisjoint(actions):
                raise RuntimeError(f"{view.__name__} never checked {' or '.join(actions)}")
            return response

        watched.access = f"{' or '.join(actions)} on the record"  # type: ignore[attr-defined]
        return watched

    return decorate


V = TypeVar("V", bound=View)


def without_token(view: V) -> V:
    """For forms that cannot carry a CSRF token: the check of their origin guards them."""
    csrf.exempt(view)
    return view


def deny_undeclared() -> None:
    """Answer 403 for a view without a declaration, before it runs."""
    if request.endpoint is None or request.endpoint == "static":
        return
    if not hasattr(current_app.view_functions[request.endpoint], "access"):
        abort(403)


def init_app(app: Flask) -> None:
    app.before_request(deny_undeclared)
