"""The pages of the innovation records."""

from portal.innovations.views import writing
from portal.innovations.views.reading import bp

__all__ = ["bp", "writing"]
