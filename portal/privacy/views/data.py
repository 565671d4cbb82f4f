"""What the portal holds of oneself: in words and figures, and all of it to take away."""

from flask import Blueprint, Response, current_app
from flask_login import current_user

from portal.clock import today
from portal.exports.making import send
from portal.permissions import Action
from portal.privacy.exporting import GROUPS, Holder, figures, write_archive
from portal.web.access import requires
from portal.web.render import render

bp = Blueprint("data", __name__)


@bp.get("/account/data")
@requires(Action.DATA_EXPORT)
def index() -> Response:
    numbers = figures(Holder.of(current_user))
    groups = {
        title: [(kind.title, numbers[kind.key]) for kind in kinds if numbers[kind.key]]
        for title, kinds in GROUPS.items()
    }
    return render("privacy/data.html", groups=groups)


@bp.get("/account/data/export")
@requires(Action.DATA_EXPORT)
def export() -> Response:
    holder, base_url = Holder.of(current_user), current_app.config["BASE_URL"]
    return send(
        lambda file: write_archive(file, holder, base_url),
        name=f"my-data-{today()}.zip",
        media_type="application/zip",
        is_long=True,
    )
