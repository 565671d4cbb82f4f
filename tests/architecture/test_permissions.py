"""Every right is in the one map, used somewhere, and written down for people."""

from portal.permissions import RULES, Action
from tests.architecture.source import PORTAL, TEMPLATES, text_of
from tools.permissions_page import PAGE, page


def test_every_action_has_a_rule_and_every_rule_an_action() -> None:
    assert set(RULES) == set(Action)
    assert all(RULES.values())


def test_actions_are_named_noun_and_verb() -> None:
    assert all(action.name == action.value.replace(":", "_").upper() for action in Action)


def test_every_action_is_asked_for_somewhere() -> None:
    asking = (file for file in PORTAL.rglob("*.py") if file.parent != PORTAL / "permissions")
    written = text_of(asking) + text_of(TEMPLATES.rglob("*.html"))
    unused = [
        action.value
        for action in Action
        if f"Action.{action.name}" not in written and f'can("{action.value}"' not in written
    ]
    assert unused == []


def test_every_action_that_templates_ask_for_exists() -> None:
    import re

    asked = set(re.findall(r"""can\(["']([^"']+)["']""", text_of(TEMPLATES.rglob("*.html"))))
    assert asked <= {action.value for action in Action}


def test_the_page_about_permissions_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "run: make docs"
