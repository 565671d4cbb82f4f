"""Every setting of the portal: its name, its meaning, its default, and what production demands.

A setting ``X`` is read from the environment variable ``PORTAL_X``. A name that
is not in this list stops the start: a misspelt setting must not pass silently.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from click import ClickException
from flask import Flask

ROOT = Path(__file__).resolve().parent.parent


class ConfigurationError(ClickException):
    """A setting is wrong; the message says which and what to do. Commands show it as it is."""


def _boolean(text: str) -> bool:
    values = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in values:
        raise ValueError("say true or false")
    return values[text.lower()]


def _moment(text: str) -> datetime | None:
    moment = datetime.fromisoformat(text) if text else None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _one_of(*values: str) -> Callable[[str], str]:
    def choose(text: str) -> str:
        if text not in values:
            raise ValueError("say one of " + ", ".join(values))
        return text

    return choose


def _positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError("say a number of 1 or more")
    return int(text)


def _between(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        # Written so that "nan" is refused as well.
        if not least <= float(text) <= most:
            raise ValueError(f"say a number from {least:g} to {most:g}")
        return float(text)

    return read


def _title(text: str) -> int:
    if not 1 <= int(text) <= 150:
        raise ValueError("say a number from 1 to 150")
    return int(text)


def _colour(text: str) -> str:
    if len(text) != 7 or text[0] != "#" or any(c not in "0123456789abcdefABCDEF" for c in text[1:]):
        raise ValueError("say a colour such as #14504e")
    return text.lower()


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    meaning: str
    parse: Callable[[str], object] = str


SETTINGS = (
    Setting(
        "ENVIRONMENT",
        "development",
        "development or production",
        _one_of("development", "production"),
    ),
    Setting(
        "SECRET_KEY", "", "signs cookies and links; made and kept in the data folder in development"
    ),
    Setting("DATA_DIR", str(ROOT / "instance"), "folder for everything the portal writes"),
    Setting("DATABASE_URL", "", "SQLAlchemy address; SQLite in the data folder when empty"),
    Setting(
        "JOBS_URL",
        "",
        "job storage: empty for SQLite in the data folder, or postgresql://…, redis://…",
    ),
    Setting("BASE_URL", "", "address that people use; http://HOST:PORT when empty"),
    Setting("HOST", "127.0.0.1", "address to listen on"),
    Setting("PORT", "8000", "port to listen on", _positive),
    Setting("WEB_WORKERS", "2", "web processes", _positive),
    Setting("WEB_THREADS", "2", "threads of each web process", _positive),
    Setting("PROXY_HOPS", "0", "proxies in front whose X-Forwarded headers are believed", int),
    Setting("SITE_NAME", "Knowledge exchange", "name in the header and on mails"),
    Setting(
        "BRAND_COLOUR",
        "#14504e",
        "colour of the header; white text must be readable on it",
        _colour,
    ),
    Setting("LOGO", "", "address of a picture below /static/, shown in the header"),
    Setting("CONTACT_EMAIL", "portal-team@portal.example", "where people write for help"),
    Setting("MAIL_BACKEND", "console", "console, file or smtp", _one_of("console", "file", "smtp")),
    Setting("MAIL_FROM", "portal@portal.example", "sender of the portal's mail"),
    Setting("SMTP_HOST", "127.0.0.1", "mail server"),
    Setting("SMTP_PORT", "25", "its port", _positive),
    Setting("SMTP_USERNAME", "", "sign-in name at the mail server, if it needs one"),
    Setting("SMTP_PASSWORD", "", "and its password"),
    Setting("SMTP_TLS", "false", "start TLS before sending", _boolean),
    Setting("SESSION_HOURS", "12", "hours until a person has to sign in again", _positive),
    Setting("SIGN_IN_PER_MINUTE", "6", "failed sign-ins a minute from one address", _positive),
    Setting("SIGN_IN_PER_HOUR", "30", "failed sign-ins an hour from one address", _positive),
    Setting(
        "SIGN_IN_FREE_FAILURES",
        "3",
        "wrong passwords for one account before it has to wait",
        _positive,
    ),
    Setting(
        "REVIEW_LISTED_DAYS", "3", "working days until a submission should be claimed", _positive
    ),
    Setting("REVIEW_DUE_DAYS", "6", "working days until a submission should be decided", _positive),
    Setting(
        "REVIEW_MONTHS", "12", "months until a published record has to be confirmed", _positive
    ),
    Setting(
        "CONTACTS_PER_DAY", "20", "messages to owners and adopters that one may send", _positive
    ),
    Setting("ENQUIRIES_PER_DAY", "10", "people that one may ask a day", _positive),
    Setting("ENQUIRIES_OPEN", "2", "enquiries that wait for one person at a time", _positive),
    Setting("ENDORSEMENTS_PER_DAY", "10", "people that one may endorse a day", _positive),
    Setting(
        "PEOPLE_TOPIC_HALF_LIFE",
        "10",
        "years until what somebody did counts for half when a topic is asked about",
        _between(0.1, 100),
    ),
    Setting("PEOPLE_SYSTEM_HALF_LIFE", "3", "the same when a system is", _between(0.1, 100)),
    Setting("SEARCHES_PER_MINUTE", "30", "searches of one person, or of one address", _positive),
    Setting("POST_SECONDS_BETWEEN", "5", "seconds from one post of a person to the next", int),
    Setting("THREADS_PER_DAY", "20", "threads that one person may start a day", _positive),
    Setting("POSTS_PER_DAY", "100", "posts that one person may write a day", _positive),
    Setting("FIRST_DAY_THREADS", "3", "threads on the first day of a person", _positive),
    Setting("FIRST_DAY_POSTS", "15", "posts on the first day of a person", _positive),
    Setting("THREAD_TITLE_LEAST", "8", "characters of the shortest title of a thread", _title),
    Setting("THREAD_TITLE_MOST", "150", "characters of the longest one", _title),
    Setting("POST_CHARACTERS", "20000", "characters of the longest post", _positive),
    Setting("MENTIONS_PER_POST", "10", "people that one post may mention", _positive),
    Setting("POST_GRACE_MINUTES", "5", "minutes in which an unseen post changes silently", int),
    Setting("UPLOAD_MEGABYTES", "20", "largest file that can be uploaded", _positive),
    Setting("ATTACHMENTS_MAX", "20", "files that a record can have", _positive),
    Setting("ATTACHMENTS_AT_ONCE", "10", "files that can be sent with one form", _positive),
    Setting(
        "FILES_STORE", "local", "local (the data folder) or s3 (a bucket)", _one_of("local", "s3")
    ),
    Setting("FILES_S3_BUCKET", "", "bucket for files; boto3 finds the keys in its own way"),
    Setting("FILES_S3_ENDPOINT", "", "address of a server that is not AWS: https://…"),
    Setting("FILES_S3_REGION", "", "its region, if it has one"),
    Setting("FILES_S3_PREFIX", "", "folder in the bucket, if the portal shares it"),
    Setting("EXPORT_MAX_ROWS", "20000", "largest number of records in one download", _positive),
    Setting("HARVEST_PAGE_SIZE", "100", "records in one answer to a harvester", _positive),
    Setting("IMPORT_MAX_ROWS", "20000", "largest number of rows in one import", _positive),
    Setting(
        "SEARCH_K1",
        "1.3",
        "search: how slowly more of the same word stops counting (k1 of BM25)",
        _between(0.01, 10),
    ),
    Setting(
        "SEARCH_B",
        "0.6",
        "search: how much the length of a record counts against it (b of BM25)",
        _between(0, 1),
    ),
    Setting(
        "SEARCH_CACHE_MEGABYTES",
        "16",
        "memory of each process for the words that were searched last",
        _positive,
    ),
    Setting(
        "CLOCK",
        "",
        "development only: the time at which the clock starts, 2026-11-22T09:00",
        _moment,
    ),
    Setting(
        "LOG_LEVEL",
        "INFO",
        "DEBUG, INFO, WARNING or ERROR",
        _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    ),
)


def read_settings(environ: Mapping[str, str]) -> dict[str, object]:
    """The settings as Python values.

    Raises ConfigurationError for an unknown name or a value that cannot be read.
    """
    known = {f"PORTAL_{setting.name}" for setting in SETTINGS}
    unknown = sorted(name for name in environ if name.startswith("PORTAL_") and name not in known)
    if unknown:
        raise ConfigurationError(f"unknown setting: {', '.join(unknown)}; see portal/config.py")
    values: dict[str, object] = {}
    for setting in SETTINGS:
        text = environ.get(f"PORTAL_{setting.name}", setting.default)
        try:
            values[setting.name] = setting.parse(text)
        except ValueError as error:
            raise ConfigurationError(f"PORTAL_{setting.name}={text!r}: {error}") from error
    return values


def load_config(app: Flask, overrides: Mapping[str, object] | None) -> None:
    """Fill ``app.config`` from the environment and ``overrides``, and refuse unsafe values.

    Raises ConfigurationError.
    """
    app.config.from_mapping(read_settings(os.environ))
    app.config.from_mapping(overrides or {})
    config = app.config
    data_dir = Path(config["DATA_DIR"]).resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    config["DATA_DIR"] = str(data_dir)
    config["BASE_URL"] = (config["BASE_URL"] or f"http://{config['HOST']}:{config['PORT']}").rstrip(
        "/"
    )
    production = config["ENVIRONMENT"] == "production"
    if production:
        _refuse_unsafe(config)
        config["TRUSTED_HOSTS"] = [urlsplit(config["BASE_URL"]).hostname]
    config["SECRET_KEY"] = config["SECRET_KEY"] or _kept_secret(data_dir / "secret-key")
    config["SQLALCHEMY_DATABASE_URI"] = (
        config["DATABASE_URL"] or f"sqlite:///{data_dir / 'portal.db'}"
    )
    config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_pre_ping": bool(config["DATABASE_URL"]),
        # What people typed must not stand in an error of the log or of the outbox.
        "hide_parameters": True,
    }
    config.from_mapping(
        SESSION_COOKIE_NAME=_cookie_name(config, production=production),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=production,
        # The token lives as long as the session: a form left open for hours still works.
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=config["UPLOAD_MEGABYTES"] * 1024 * 1024 + 512 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
    )


def _cookie_name(config: Mapping[str, object], *, production: bool) -> str:
    """Browsers ignore the port: two portals on one machine would sign each other out."""
    port = urlsplit(str(config["BASE_URL"])).port or config["PORT"]
    return "portal_session" if production else f"portal_session_{port}"


def _refuse_unsafe(config: Mapping[str, object]) -> None:
    """Raises ConfigurationError with everything that production must not run with."""
    faults = []
    if len(str(config["SECRET_KEY"])) < 32:
        faults.append("PORTAL_SECRET_KEY must have 32 characters or more")
    address = urlsplit(str(config["BASE_URL"]))
    if address.scheme != "https" or address.hostname in (None, "localhost", "127.0.0.1"):
        faults.append("PORTAL_BASE_URL must be the https address that people use")
    if config["MAIL_BACKEND"] != "smtp":
        faults.append("PORTAL_MAIL_BACKEND must be smtp, or nobody is told of a decision")
    if config["CLOCK"]:
        faults.append("PORTAL_CLOCK must not be set")
    if str(config["CONTACT_EMAIL"]).endswith(".example"):
        faults.append("PORTAL_CONTACT_EMAIL must be a real address")
    if str(config["MAIL_FROM"]).endswith(".example"):
        faults.append("PORTAL_MAIL_FROM must be a real address")
    if faults:
        raise ConfigurationError("not safe for production: " + "; ".join(faults))


def _kept_secret(path: Path) -> str:
    """The development key, made once so that all processes and restarts share it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()
