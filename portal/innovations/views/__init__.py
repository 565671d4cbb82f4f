"""The pages of the innovation records."""

from portal.innovations.views import (
    caring,
    closing,
    contacting,
    describing,
    editing,
    history,
    impact,
    merging,
    offering,
    pending,
    purging,
    rating,
    reviewing_changes,
    similar,
    writing,
)
from portal.innovations.views.caring import lists
from portal.innovations.views.reading import bp
from portal.innovations.views.reviewing import bp as reviews

__all__ = [
    "bp",
    "caring",
    "closing",
    "contacting",
    "describing",
    "editing",
    "history",
    "impact",
    "lists",
    "merging",
    "offering",
    "pending",
    "purging",
    "rating",
    "reviewing_changes",
    "reviews",
    "similar",
    "writing",
]
