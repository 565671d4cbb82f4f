"""The brand colour as a style sheet whose text can be read."""

from pathlib import Path

import pytest
from flask import Flask

from portal.config import ROOT, SETTINGS
from portal.web.theme import BUILT_COLOUR, READABLE, contrast, stylesheet
from tests.conftest import make_app

pytestmark = pytest.mark.any_database


def test_the_built_colour_is_the_default_and_is_in_the_styles() -> None:
    default = next(setting.default for setting in SETTINGS if setting.name == "BRAND_COLOUR")
    assert default == BUILT_COLOUR
    source = (ROOT / "static/css/_theme.scss").read_text()
    assert f"--brand-colour: {BUILT_COLOUR};" in source


@pytest.mark.parametrize(
    "colour", ["#000000", "#005eb8", "#ffb81c", "#ffffff", "#767676", "#777777"]
)
def test_text_on_any_colour_can_be_read(colour: str) -> None:
    values = dict(part.split(":") for part in stylesheet(colour).strip()[6:-1].split(";"))
    assert contrast(values["--brand-colour"], values["--brand-text"]) >= READABLE
    assert contrast(values["--brand-ink"], "#ffffff") >= READABLE


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_pages_link_the_style_sheet_only_when_the_colour_is_another(
    app: Flask, tmp_path: Path
) -> None:
    assert app.jinja_env.globals["theme_url"] == ""
    other = make_app(tmp_path / "other", BRAND_COLOUR="#005eb8")
    assert str(other.jinja_env.globals["theme_url"]).startswith("/theme.css?v=")
    response = other.test_client().get("/theme.css")
    assert "--brand-colour:#005eb8" in response.text
    assert response.mimetype == "text/css"
    again = other.test_client().get(
        "/theme.css", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304
