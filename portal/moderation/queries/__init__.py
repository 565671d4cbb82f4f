"""Reads of what needs a decision or a helping hand."""

from portal.moderation.queries.needs import Needs, needs_moderator

__all__ = ["Needs", "needs_moderator"]
