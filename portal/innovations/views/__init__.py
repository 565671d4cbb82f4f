"""The pages of the innovation records."""

from portal.innovations.views import (
    closing,
    contacting,
    editing,
    history,
    merging,
    pending,
    rating,
    reviewing_changes,
    similar,
    writing,
)
from portal.innovations.views.reading import bp
from portal.innovations.views.reviewing import bp as reviews

__all__ = [
    "bp",
    "closing",
    "contacting",
    "editing",
    "history",
    "merging",
    "pending",
    "rating",
    "reviewing_changes",
    "reviews",
    "similar",
    "writing",
]
