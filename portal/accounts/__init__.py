"""People who can sign in, and signing in."""

from flask import Flask, g
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Unauthorized

from portal.accounts import queries
from portal.accounts.cli import users
from portal.accounts.models import User, Visitor
from portal.accounts.views import bp, session_ended
from portal.extensions import login_manager


def init_app(app: Flask) -> None:
    login_manager.anonymous_user = Visitor
    login_manager.user_loader(load_person)
    # Our own handler keeps typed text; flask-login's would only redirect.
    app.register_error_handler(Unauthorized, session_ended)
    app.register_error_handler(CSRFError, session_ended)
    app.register_blueprint(bp)
    app.cli.add_command(users)


def load_person(key: str) -> User | None:
    """The person of a session; remembers for the headers that the answer is theirs alone."""
    user = queries.by_session(key)
    g.has_person = user is not None
    return user
