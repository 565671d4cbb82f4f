"""The blueprint of all pages of communities, and how a page finds the one it is about."""

from flask import Blueprint, abort
from flask_login import current_user

from portal.drafts.opening import led_before
from portal.forum.models import Community
from portal.forum.queries import communities
from portal.forum.queries.communities import Place
from portal.permissions import Action, require
from portal.web.forms import PortalForm

bp = Blueprint("communities", __name__)


def load(slug: str) -> Place:
    """A community whose name the reader may see; any other is not found."""
    return communities.place(slug, current_user) or abort(404)


def load_to(action: Action, slug: str) -> Place:
    """The same, for somebody who may do the action there."""
    place = load(slug)
    require(action, place.seat)
    return place


def sent_before(form: PortalForm) -> str:
    """Where the form led when it was sent before; empty when it was not."""
    return led_before(form, "") if form.is_submitted() else ""


def words_of_welcome(community: Community) -> str:
    """What is said to somebody who has just come in."""
    words = f"You are in {community.name} now."
    return f"{words} Read the welcome below first." if community.welcome else words
