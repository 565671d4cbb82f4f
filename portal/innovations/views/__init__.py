"""The pages of the innovation records."""

from portal.innovations.views import closing, contacting, similar, writing
from portal.innovations.views.reading import bp
from portal.innovations.views.reviewing import bp as reviews

__all__ = ["bp", "closing", "contacting", "reviews", "similar", "writing"]
