"""Sending mail: to the console, to files, or to a mail server.

Called from outbox handlers only, so that no request waits for a mail server.
"""

from portal.mail.service import MailError, send

__all__ = ["MailError", "send"]
