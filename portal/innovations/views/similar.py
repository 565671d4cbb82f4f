"""Records that are similar to one record, or to one that is only a title yet."""

from flask import Response, request
from flask_login import current_user

from portal.innovations import likeness, twins
from portal.innovations.merging.leading import lead_on
from portal.innovations.views.reading import bp, nothing
from portal.permissions import Action
from portal.web.access import public, requires
from portal.web.forms import clean_line
from portal.web.render import render


@bp.get("/<int:innovation_id>/similar")
@public
def similar(innovation_id: int) -> Response:
    record = likeness.subject(innovation_id, current_user) or nothing(innovation_id)
    lead_on(record)
    cards = likeness.similar_to(record, current_user)
    for card in cards:
        # Only search shows passages.
        card.text = ""
    return render(
        "innovations/similar.html",
        block="cards",
        title=record.title,
        path=f"/innovations/{record.id}",
        cards=cards,
    )


@bp.get("/alike")
@requires(Action.INNOVATION_CREATE)
def alike() -> Response:
    """Records with a title like the one that is typed."""
    title = " ".join(str(clean_line(request.args.get("title", "")))[:100].split())
    found = twins.of_title(title, current_user, current_user.organisation_id)
    return render("innovations/alike.html", block="twins", title=title, alike=found)
