"""Adoption: other organisations say "we do this too", and the owners of the record confirm it."""

from portal.innovations.adopting import mail
from portal.innovations.adopting.views import bp

__all__ = ["bp", "mail"]
