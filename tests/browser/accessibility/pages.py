"""Every page of the portal, by who sees it; addresses that need a record are looked up."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.browser.accessibility.forum_pages import FORUM_PAGES, forum_addresses
from tests.browser.accessibility.people_pages import PEOPLE_PAGES, people_addresses

# Who -> pages. A name in braces stands for a record of the invented community: see RECORDS.
PAGES: dict[str, tuple[str, ...]] = {
    "": (
        "/",
        "/account/data/erased",
        "/search",
        "/search?q=library",
        "/search?q=library&kind=innovation",
        "/search?q=libary+LMS+after:2020&topic=koha",
        "/search?q=how+do+the+libraries+of+small+hospitals+move+to+a+shared+system"
        "+when+nobody+has+moved+before+and+the+readers+cannot+do+without+loans+for+a+week&kind=project",
        "/search?q=xyzzy",
        "/search/suggestions?q=lms",
        "/search/values/topic?q=library",
        "/search/values/topic?q=how+do+the+libraries+of+small+hospitals+move+to+a+shared+system"
        "+when+nobody+has+moved+before+and+the+readers+cannot+do+without+loans+for+a+week",
        "/innovations",
        "/innovations?kind=tool",
        "/innovations?page=99",
        "{published}",
        "{retired}",
        "{published}/contact",
        "{published}/print",
        "{published}/similar",
        "{published}/impact",
        "{champion}",
        "{champion}/impact",
        "{adopted}/adoptions",
        "/topics",
        "{topic}",
        "/organisations",
        "{organisation}",
        "/sign-in",
        "/accessibility",
        "/privacy",
        "/terms",
        "/cookies",
        "/no-such-page",
    ),
    "amina": (
        "/",
        "/innovations/mine",
        "/drafts",
        "/innovations/new",
        "/innovations/alike?title=a+data+cleaning+checklist+for+a+library+system+move",
        "{draft}/tasks",
        "{draft}/delete",
        "{returned}",
        "{returned}/tasks",
        "{returned}/edit/summary",
        "{returned}/edit/results",
        "{returned}/edit/attachments",
        "{returned}/files",
        "{returned}/edit/costs",
        "{returned}/edit/evidence",
        "{returned}/edit/champion",
        "{returned}/edit/lessons",
        "{returned}/edit/advice",
        "{returned}/edit/setting",
        "{returned}/edit/related",
        "{returned}/edit/permissions",
        "{own}/retire",
        "{changed}/tasks",
        "{changed}/changes",
        "{changed}/changes/delete",
        "{changed}/history",
        "{changed}/history/1",
        "{changed}/history/compare?from=1&to=2",
        "{changed}/history/1/restore",
        "{changed}/history/proposed/{decision}",
        "{adopted}/adoptions/new",
        "/adoptions",
        "/adoptions/waiting",
        "{adoption}/edit",
        "{adoption}/remove",
        "{waiting}/decide",
        "{own}/offer",
        "{own}/backup-owner",
        "/offers",
        "{offer}",
        "{offer}/decline",
        "/innovations/imports",
        "/innovations/imports/new",
        "/search?q=library&kind=project",
        "/searches",
        "/searches/new?q=library",
        "/feeds",
        "{topic}",
    ),
    "farida": ("{adopted}/adoptions/new", "{adoption}/contact"),
    "gethin": ("{declined}/tasks", "{declined}/appeal"),
    "bilal": (
        "/",
        "/moderation",
        "/moderation?show=overdue",
        "{submitted}/review",
        "{claimed}/review",
        "{changed}/changes/review",
        "/innovations/without-rating",
        "{published}/rate",
        "{published}/hide",
        "{published}/retire",
        "{published}/merge",
        "{merging}",
        "{hidden}/restore",
        "/searches/without-results",
        "{stale}",
        "{offered}/offer",
        "/moderation/stale",
        "/moderation/ownerless",
    ),
    "erin": ("/", "{published}/purge", "/moderation/jobs", "/moderation/audit"),
}

for _more in (FORUM_PAGES, PEOPLE_PAGES):
    for _who, _pages in _more.items():
        PAGES[_who] += _pages

# Pages that say that there is nothing here.
MISSING = ("/innovations?page=99", "/no-such-page")

# The one record that a name stands for, in the tables of the community.
RECORDS = {
    "published": "status = 'published' AND audience = 'public' AND evidence_rating IS NOT NULL",
    "retired": "status = 'retired'",
    "champion": "status = 'published' AND champion_quote <> ''",
    "own": "status = 'published' AND author_id = (SELECT id FROM user WHERE email LIKE 'amina@%')",
    "changed": "id IN (SELECT innovation_id FROM innovation_pending)",
    "draft": "status = 'draft' AND author_id = (SELECT id FROM user WHERE email LIKE 'amina@%')",
    "returned": "status = 'changes_requested'",
    "declined": "status = 'declined'",
    "submitted": "status = 'submitted'",
    "claimed": "status = 'in_review'",
    "hidden": "status = 'hidden'",
    "stale": "status = 'published' AND review_on < date('now', '-90 days')",
    "offered": "id IN (SELECT innovation_id FROM ownership_offer)",
    "adopted": "id IN (SELECT innovation_id FROM adoption WHERE stage = 'stopped')",
}
# Amina's own adoption, and one that waits for her to confirm it.
ADOPTIONS = {
    "adoption": "person_id = (SELECT id FROM user WHERE email LIKE 'amina@%')",
    "waiting": "state = 'waiting' AND innovation_id IN (SELECT id FROM innovation WHERE "
    "author_id = (SELECT id FROM user WHERE email LIKE 'amina@%'))",
}


def addresses(database: Path) -> dict[str, str]:
    """The path that each name in braces stands for."""
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT min(id) FROM innovation WHERE "
        ids = {
            name: connection.execute(query + which).fetchone() for name, which in RECORDS.items()
        }
        (topic,) = connection.execute("SELECT slug FROM topic WHERE parent_id IS NULL").fetchone()
        (offer,) = connection.execute("SELECT min(id) FROM ownership_offer").fetchone()
        query = "SELECT min(id) FROM innovation_decision WHERE is_on_pending"
        (decision,) = connection.execute(query).fetchone()
        query = "SELECT min(id) FROM adoption WHERE "
        of_others = forum_addresses(connection) | people_addresses(connection)
        said = {
            name: connection.execute(query + which).fetchone() for name, which in ADOPTIONS.items()
        }
    records = {name: f"/innovations/{number}" for name, (number,) in ids.items()}
    records |= {name: f"/adoptions/{number}" for name, (number,) in said.items()}
    return {
        **records,
        **of_others,
        "merging": f"{records['champion']}/merge/{ids['adopted'][0]}",
        "offer": f"/offers/{offer}",
        "decision": str(decision),
        "topic": f"/topics/{topic}",
        "organisation": "/organisations/ZZ01",
    }
