"""Write docs/dev/permissions.md from the one map of rights: ``make docs``."""

from portal.config import ROOT
from portal.permissions import RULES, Role

PAGE = ROOT / "docs" / "dev" / "permissions.md"

TOP = """# Who may do what

Made from `portal/permissions/` by `make docs`; a test fails when it is out of date.

Roles, each with the rights of those before it: {roles}.

An action is allowed when one of its rules holds. Who may *see* a record is
another question, answered in `portal/visibility.py`.

| Action | Allowed to |
|---|---|
"""


def page() -> str:
    """The page as it should be."""
    rows = []
    for action, rules in sorted(RULES.items()):
        words = [" ".join((rule.__doc__ or rule.__name__).split()).rstrip(".") for rule in rules]
        rows.append(f"| `{action}` | {'; or '.join(words)} |")
    return TOP.format(roles=", ".join(Role)) + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page())
