"""The task list of a record: each section, and what it still needs."""

from typing import Any

from portal.innovations.forms import SECTIONS
from portal.innovations.models import Innovation
from portal.innovations.requirements import missing_to_publish, missing_to_submit

# Sections that nothing requires: filled in when one of these is.
_SIGNS = {
    "champion": ("champion_quote",),
    "advice": ("starting_advice", "sustaining_advice", "risks"),
    "setting": ("setting", "consortium", "product", "supplier", "competing_interest"),
    "attachments": ("attachments",),
    "related": ("related",),
}


def task_list(innovation: Innovation) -> list[dict[str, Any]]:
    """A task for each section, in order, for ``ui.task_list``."""
    submit = {requirement.section for requirement in missing_to_submit(innovation)}
    publish = {requirement.section for requirement in missing_to_publish(innovation)}
    tasks = []
    for section in SECTIONS.values():
        if section.name in submit:
            status, colour = "Needed to submit", "blue"
        elif section.name in publish:
            status, colour = "Needed to publish", "yellow"
        elif section.name in _SIGNS and not _has_any(innovation, _SIGNS[section.name]):
            status, colour = "Optional", "grey"
        else:
            status, colour = "Complete", ""
        tasks.append(
            {
                "title": section.title,
                "href": f"{innovation.path}/edit/{section.name}",
                "hint": section.hint,
                "status": status,
                "colour": colour,
            }
        )
    return tasks


def _has_any(innovation: Innovation, names: tuple[str, ...]) -> bool:
    return any(getattr(innovation, name) for name in names)
