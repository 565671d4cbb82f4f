"""Records that are similar to one record."""

from flask import Response
from flask_login import current_user

from portal.innovations import likeness
from portal.innovations.views.reading import bp, nothing
from portal.web.access import public
from portal.web.render import render


@bp.get("/<int:innovation_id>/similar")
@public
def similar(innovation_id: int) -> Response:
    record = likeness.subject(innovation_id, current_user) or nothing(innovation_id)
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
