"""The pages of adoptions."""

from portal.innovations.adopting.views import answering, saying
from portal.innovations.adopting.views.reading import bp

__all__ = ["answering", "bp", "saying"]
