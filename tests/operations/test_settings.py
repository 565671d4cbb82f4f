"""Settings: unknown, unreadable, and unsafe ones stop the start with words that help."""

from pathlib import Path

import pytest

from portal import create_app
from portal.config import ConfigurationError
from tests.operations.serving import run_flask

SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 32,
    "BASE_URL": "https://portal.library.test",
    "MAIL_BACKEND": "smtp",
    "MAIL_FROM": "portal@library.test",
    "CONTACT_EMAIL": "help@library.test",
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))


def set_all(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"PORTAL_{name}", value)


def test_production_starts_with_safe_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, SAFE)
    app = create_app()
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_NAME"] == "portal_session"
    client = app.test_client()
    address = "https://portal.library.test"
    response = client.get("/healthz", base_url=address)
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
    assert client.get("/healthz", base_url="https://elsewhere.test").status_code == 400


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "", "PORTAL_SECRET_KEY must have 32 characters"),
        ("SECRET_KEY", "short", "PORTAL_SECRET_KEY must have 32 characters"),
        ("BASE_URL", "http://portal.library.test", "PORTAL_BASE_URL must be the https address"),
        ("BASE_URL", "", "PORTAL_BASE_URL must be the https address"),
        ("BASE_URL", "https://localhost", "PORTAL_BASE_URL must be the https address"),
        ("MAIL_BACKEND", "console", "PORTAL_MAIL_BACKEND must be smtp"),
        ("MAIL_FROM", "portal@portal.example", "PORTAL_MAIL_FROM must be a real address"),
        ("CONTACT_EMAIL", "a@portal.example", "PORTAL_CONTACT_EMAIL must be a real address"),
        ("CLOCK", "2026-11-22T09:00", "PORTAL_CLOCK must not be set"),
    ],
)
def test_production_refuses_what_is_not_safe(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    set_all(monkeypatch, {**SAFE, name: value})
    with pytest.raises(ConfigurationError, match=words):
        create_app()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PROT", "8000", "unknown setting: PORTAL_PROT"),
        ("PORT", "eighty", "PORTAL_PORT='eighty'"),
        ("WEB_WORKERS", "0", "say a number of 1 or more"),
        ("SMTP_TLS", "maybe", "say true or false"),
        ("ENVIRONMENT", "staging", "say one of development, production"),
        ("BRAND_COLOUR", "teal", "say a colour such as #14504e"),
        ("CLOCK", "yesterday", "PORTAL_CLOCK='yesterday'"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"PORTAL_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        create_app()
    assert words in str(caught.value)


def test_a_command_says_it_without_a_traceback(tmp_path: Path) -> None:
    result = run_flask(tmp_path, "serve", PROT="8000")
    assert result.returncode == 1
    assert result.stderr.strip() == "Error: unknown setting: PORTAL_PROT; see portal/config.py"


def test_the_key_of_development_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    assert create_app().config["SECRET_KEY"] == create_app().config["SECRET_KEY"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"PORT": "8001"}, "portal_session_8001"),
        ({"BASE_URL": "http://localhost:8080"}, "portal_session_8080"),
        ({"BASE_URL": "http://portal.test", "PORT": "8002"}, "portal_session_8002"),
    ],
)
def test_two_portals_on_one_machine_have_cookies_of_their_own(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], name: str
) -> None:
    set_all(monkeypatch, settings)
    app = create_app()
    assert app.config["SESSION_COOKIE_NAME"] == name
    assert name in app.test_client().get("/cookies").text
