"""The pages of the innovation records."""

from portal.innovations.views import closing, writing
from portal.innovations.views.reading import bp
from portal.innovations.views.reviewing import bp as reviews

__all__ = ["bp", "closing", "reviews", "writing"]
