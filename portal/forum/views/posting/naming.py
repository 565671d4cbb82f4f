"""Finding people to name in a post."""

from flask import Response, abort, request
from flask_login import current_user

from portal.forum.queries import naming, places
from portal.forum.seats import seat_in
from portal.forum.views.posting.blueprint import bp
from portal.forum.views.posting.sending import must
from portal.permissions import Action
from portal.web.access import checks
from portal.web.forms import clean_line
from portal.web.render import render

LONGEST = 60


@bp.get("/communities/<slug>/people")
@checks(Action.THREAD_START)
def people(slug: str) -> Response:
    """People who can be named in the community, by the beginning of their names."""
    community = places.community(slug, current_user) or abort(404)
    must(Action.THREAD_START, seat_in(community, current_user), "Only who posts here names people.")
    words = " ".join(str(clean_line(request.args.get("q", "")))[:LONGEST].split())
    return render(
        "forum/posting/people.html",
        block="people",
        community=community,
        words=words,
        people=naming.people(community, words) if words else (),
    )
