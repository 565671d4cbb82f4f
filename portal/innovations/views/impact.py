"""A record on one page of paper."""

from flask import Response
from flask_login import current_user

from portal.innovations import vocabulary
from portal.innovations.adopting import queries as adopting
from portal.innovations.impact import story_of
from portal.innovations.merging.leading import lead_on
from portal.innovations.shown import shown
from portal.innovations.views.reading import bp, nothing
from portal.web.access import public
from portal.web.render import render


@bp.get("/<int:innovation_id>/impact")
@public
def impact(innovation_id: int) -> Response:
    innovation = shown(innovation_id, current_user) or nothing(innovation_id)
    lead_on(innovation)
    return render(
        "innovations/impact.html",
        innovation=innovation,
        story=story_of(innovation),
        adoption=adopting.figures(innovation_id, current_user),
        vocabulary=vocabulary,
    )
