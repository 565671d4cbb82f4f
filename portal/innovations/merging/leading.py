"""Leading readers of a merged record to the one that was kept."""

from typing import Any

from flask import abort, current_app, redirect, request
from flask_login import current_user

from portal.innovations.merging.queries import kept_for


def lead_on(record: Any) -> None:
    """Send who reads a merged record to the one that was kept, if they may see that.

    Pages for those who look after a record, such as its history, stay where they are.
    """
    access = str(getattr(current_app.view_functions[str(request.endpoint)], "access", ""))
    is_read = request.method in ("GET", "HEAD") and not access.endswith("on the record")
    if is_read and (kept_id := kept_for(record, current_user)):
        abort(redirect(f"/innovations/{kept_id}", 301))
