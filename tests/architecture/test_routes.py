"""What holds of every address of the portal."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

# Words in an address that change something must not be reached by following a link.
VERBS = re.compile(
    r"(^|[-/])(add|approve|claim|create|decide|decline|delete|disable|discard|hide|import|publish|"
    r"rate|release|remove|restore|retire|retry|save|sign-out|submit|undo|update|withdraw)(/|$)"
)
# Pages that show a form for what their POST does.
FORM_METHODS = {"GET", "POST"}
SEGMENT = re.compile(
    r"[a-z0-9]+(-[a-z0-9]+)*(\.(txt|xml|atom|css|json|jsonld|csv|xlsx|ris|bib|md|webmanifest))?"
)
PLACEHOLDER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
SINGULAR_ROOTS = {
    "accessibility", "account", "healthz", "knowledge", "moderation", "oai", "privacy", "readyz",
    "robots.txt", "search", "sign-in", "sign-out", "sitemap.xml", "sitemap-<int:number>.xml",
    "theme.css",
}  # fmt: skip

IRREGULAR_PLURALS = {"people"}


@pytest.fixture
def rules(app: Flask) -> list[Rule]:
    """Every rule but that of the static files."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_view_declares_who_may_reach_it(app: Flask, rules: list[Rule]) -> None:
    silent = [r.rule for r in rules if not hasattr(app.view_functions[r.endpoint], "access")]
    assert silent == []


def test_addresses_are_lower_case_words_with_hyphens(rules: list[Rule]) -> None:
    odd = []
    for rule in rules:
        parts = [part for part in PLACEHOLDER.sub("x", rule.rule).split("/") if part]
        odd += [rule.rule for part in parts if not SEGMENT.fullmatch(part)]
    assert odd == []


def test_addresses_of_records_begin_with_a_plural(rules: list[Rule]) -> None:
    roots = {rule.rule.split("/")[1] for rule in rules}
    odd = SINGULAR_ROOTS | IRREGULAR_PLURALS
    singular = {root for root in roots - odd if root and not root.endswith("s")}
    assert singular == set()


def test_ids_are_bounded_integers_and_texts_have_their_own_converter(rules: list[Rule]) -> None:
    untyped = [
        rule.rule
        for rule in rules
        for converter, name in PLACEHOLDER.findall(rule.rule)
        if (name == "id" or name.endswith("_id")) and converter != "int"
    ]
    assert untyped == []


def test_nothing_is_done_by_following_a_link(rules: list[Rule]) -> None:
    by_link = [
        rule.rule
        for rule in rules
        if VERBS.search(PLACEHOLDER.sub("", rule.rule).replace("//", "/"))
        and "GET" in (rule.methods or set())
        and not (rule.methods or set()) >= FORM_METHODS
        and not rule.rule.startswith("/imports")
    ]
    assert by_link == []


def test_no_address_ends_with_a_slash(rules: list[Rule]) -> None:
    assert [r.rule for r in rules if r.rule != "/" and r.rule.endswith("/")] == []


@pytest.mark.parametrize("number", ["0", "-1", "2147483648", str(2**63), "1" * 400, "01x"])
def test_an_id_that_no_record_can_have_is_not_found(
    app: Flask, rules: list[Rule], number: str
) -> None:
    client = app.test_client()
    for rule in rules:
        kinds = [converter for converter, _ in PLACEHOLDER.findall(rule.rule)]
        if kinds and set(kinds) == {"int"} and "GET" in (rule.methods or set()):
            path = PLACEHOLDER.sub(number, rule.rule)
            assert client.get(path).status_code == 404, path
