"""The append-only record of who did what."""

from portal.audit.service import record

__all__ = ["record"]
