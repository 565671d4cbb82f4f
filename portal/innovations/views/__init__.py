"""The pages of the innovation records."""

from portal.innovations.views import (
    attaching,
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
    "attaching",
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
