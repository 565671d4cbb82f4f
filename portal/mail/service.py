"""One function that sends one message by the backend that the settings name."""

import smtplib
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app

from portal.clock import now

TIMEOUT_SECONDS = 20


class MailError(Exception):
    """A mail could not be sent: why, without the address or anything the server repeats of it."""


def send(*, to: str | None, name: str, subject: str, text: str, message_id: str) -> None:
    """Send a plain text mail to one person; nothing to someone who has no address.

    ``message_id`` names the message for good: when a crash makes the worker
    send it again, mail programs can tell that it is the same.

    Raises MailError when it cannot be sent.
    """
    if to is None:
        return
    try:
        message = _compose(to=to, name=name, subject=subject, text=text, message_id=message_id)
        _BACKENDS[current_app.config["MAIL_BACKEND"]](message, message_id)
    except Exception as error:  # noqa: BLE001  # the words of any may hold the address
        raise MailError(_in_words(error)) from None


def _compose(*, to: str, name: str, subject: str, text: str, message_id: str) -> EmailMessage:
    config = current_app.config
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(config["SITE_NAME"], addr_spec=config["MAIL_FROM"])
    message["To"] = Address(name, addr_spec=to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{message_id}@{urlsplit(config['BASE_URL']).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _print(message: EmailMessage, _message_id: str) -> None:
    click.echo(f"--- mail to {message['To']}: {message['Subject']}\n{message.get_content()}---")


def _write(message: EmailMessage, message_id: str) -> None:
    folder = Path(current_app.config["DATA_DIR"]) / "mail"
    folder.mkdir(exist_ok=True)
    (folder / f"{message_id}.eml").write_bytes(message.as_bytes())


def _deliver(message: EmailMessage, _message_id: str) -> None:
    config = current_app.config
    with smtplib.SMTP(config["SMTP_HOST"], config["SMTP_PORT"], timeout=TIMEOUT_SECONDS) as server:
        if config["SMTP_TLS"]:
            server.starttls()
        if config["SMTP_USERNAME"]:
            server.login(config["SMTP_USERNAME"], config["SMTP_PASSWORD"])
        server.send_message(message)


def _in_words(error: Exception) -> str:
    kind = type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {str(code) for code, _ in error.recipients.values()}
        return f"the mail server refused the recipient: {', '.join(sorted(codes))}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code} ({kind})"
    if isinstance(error, OSError) and error.strerror:
        return f"the mail server cannot be reached: {error.strerror} ({kind})"
    return f"the mail could not be written or sent ({kind})"


_BACKENDS: dict[str, Callable[[EmailMessage, str], None]] = {
    "console": _print,
    "file": _write,
    "smtp": _deliver,
}
