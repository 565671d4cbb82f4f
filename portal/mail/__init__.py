"""Sending mail: to the console, to files, or to a mail server.

Called from outbox handlers only, so that no request waits for a mail server.
"""

from portal.mail.service import send

__all__ = ["send"]
