"""What of a record can come from a file: the fields, their kinds, and headings they go by.

Not among them: the ticks that people agreed, the rating and the decisions,
which only people can give.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.innovations import vocabulary as v


class Kind(StrEnum):
    LINE = "line"
    PROSE = "prose"
    CHOICE = "choice"
    MONTH = "month"
    MONEY = "money"
    LINK = "link"
    # Points at other records, or at rows of its own.
    TOPICS = "topics"
    ORGANISATION = "organisation"
    PARTNERS = "partners"
    REGION = "region"
    LIBRARY_SERVICE = "library_service"
    PEOPLE = "people"
    ROWS = "rows"


@dataclass(frozen=True)
class Importable:
    """A field; ``headings`` are names of columns that it is guessed from, in small letters."""

    name: str
    label: str
    kind: Kind
    headings: tuple[str, ...] = ()
    # Characters; 0 where there is no limit of the field's own.
    most: int = 0
    words: Mapping[str, str] | None = None


def _line(name: str, label: str, most: int, *headings: str) -> Importable:
    return Importable(name, label, Kind.LINE, headings, most)


def _prose(name: str, label: str, *headings: str) -> Importable:
    return Importable(name, label, Kind.PROSE, headings)


def _choice(name: str, label: str, words: Mapping[str, str], *headings: str) -> Importable:
    return Importable(name, label, Kind.CHOICE, headings, words=words)


_ALL = (
    _choice("kind", "Kind", v.KINDS, "type", "category"),
    _line("title", "Title", 100, "name", "project title", "project name", "project"),
    _line("summary", "Summary", 300, "abstract", "short description", "brief description"),
    Importable(
        "topics", "Topics", Kind.TOPICS, ("tags", "keywords", "subjects", "topic", "themes")
    ),
    Importable(
        "organisation",
        "Lead organisation",
        Kind.ORGANISATION,
        ("organization", "trust", "ods code", "lead organisation", "organisation name", "employer"),
    ),
    Importable(
        "library_service",
        "Knowledge and library service",
        Kind.LIBRARY_SERVICE,
        ("library", "library service", "kls", "service"),
    ),
    Importable("partners", "Partner organisations", Kind.PARTNERS, ("partner", "partners")),
    Importable("region", "Region", Kind.REGION, ("region name", "nhs region")),
    Importable(
        "people", "People", Kind.PEOPLE, ("authors", "author", "owner", "lead", "contact name")
    ),
    _prose("problem", "Problem or driver", "driver", "background", "need", "why", "aim", "aims"),
    _prose(
        "what_we_did", "What we did", "description", "text", "method", "what we did", "activity"
    ),
    _choice("stage", "Stage", v.STAGES, "status", "progress"),
    Importable("started_on", "Started", Kind.MONTH, ("start", "start date", "started", "date")),
    Importable("ended_on", "Ended", Kind.MONTH, ("end", "end date", "ended", "finished")),
    _choice("audience", "Who may see it", v.AUDIENCES, "visibility"),
    _choice("outcome", "Outcome", v.OUTCOMES, "did it work"),
    _prose("results", "Results", "result", "outcomes", "impact", "benefits", "findings"),
    Importable("cost_setup", "Cost to set up", Kind.MONEY, ("cost", "set-up cost")),
    _choice("cost_setup_basis", "How the cost to set up is known", v.BASES),
    Importable("cost_yearly", "Cost per year", Kind.MONEY, ("annual cost", "yearly cost")),
    _choice("cost_yearly_basis", "How the cost per year is known", v.BASES),
    _line("staff_time", "Staff time", 200),
    _choice("staff_time_basis", "How the staff time is known", v.BASES),
    _line("savings", "Savings", 200, "saving"),
    _choice("savings_basis", "How the savings are known", v.BASES),
    Importable("evidence", "Evidence", Kind.ROWS, ("references", "citation", "publications")),
    Importable("lessons", "Lessons learned", Kind.ROWS, ("lesson", "lessons learnt", "learning")),
    _prose("would_do_differently", "What we would do differently", "do differently"),
    _prose("starting_advice", "Advice for those who start", "advice", "top tips"),
    _prose("sustaining_advice", "Advice on keeping it going", "sustainability"),
    _prose("risks", "Risks and effects we did not intend", "risk"),
    _choice("setting", "Setting", v.SETTINGS),
    _line("consortium", "Consortium", 120),
    _line("product", "Product", 120, "system", "software"),
    _line("supplier", "Supplier", 120, "vendor"),
    _line("competing_interest", "Competing interests", 500, "conflict of interest"),
    Importable("source_url", "Where it was published first", Kind.LINK, ("url", "link", "website")),
    _choice("licence", "Licence", v.LICENCES, "license"),
)
FIELDS = {field.name: field for field in _ALL}

# The text of each row of these goes into this key; the rest of the row is the same for all.
ROW_TEXT = {"lessons": "text", "evidence": "citation"}
ROW_REST = {
    "lessons": {"advice": "", "audience": "all_library_staff", "step": "after"},
    "evidence": {"kind": "expert_view", "link": ""},
}
ROW_WORDS: dict[str, dict[str, Mapping[str, str]]] = {
    "lessons": {"audience": v.LESSON_AUDIENCES, "step": v.STEPS},
    "evidence": {"kind": v.EVIDENCE_KINDS},
}
