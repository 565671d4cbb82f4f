"""The pages of people, by who sees them. Their addresses stand for people of the cast's seed.

{me} is Amina, {person} is Hazel, {disputed} what Amina says is wrongly shown as hers,
{answered} and {asked_me} are enquiries, {capture} something that keeps knowledge, {leaver}
somebody who leaves.
"""

from sqlite3 import Connection

PEOPLE_PAGES: dict[str, tuple[str, ...]] = {
    "amina": (
        "{me}",
        "{me}?as=members",
        "{me}?as=nobody",
        "{person}",
        "/account/profile",
        "/account/profile/basics",
        "/account/profile/contact",
        "/account/profile/availability",
        "/account/profile/topics",
        "/account/profile/systems",
        "/account/profile/roles",
        "/account/profile/experience",
        "/account/profile/languages",
        "/account/profile/works",
        "/account/profile/evidence",
        "/account/profile/photo",
        "/account/profile/listing",
        "/account/data",
        "/account/data/erase",
        "/account/data/erase/confirm?extent=everything&left_name=former",
        "{me}/evidence",
        "{me}/evidence?kind=owner&about=koha",
        "{me}/evidence?show=left-out",
        "{me}/evidence/{done}/dispute",
        "{person}/evidence",
        "{person}/evidence?q=loans",
        "{person}/endorse",
        "{person}/endorsements",
        "/account/endorsements",
        "/account/endorsements?show=given",
        "/people",
        "/people?mentor=yes&q=zz",
        "/people?letter=A",
        "/people/of-place?organisation=ZZ01",
        "/innovations/of-place?organisation=ZZ01",
        "/threads/of-place?organisation=ZZ01",
        "/library-services/wexcombe-valley-kls",
        "/people/find",
        "/people/find?q=loans",
        "/people/find?q=zebra+crossings",
        "/people/knowing?q=loans",
        "{person}/ask?q=loans",
        "/enquiries",
        "/enquiries?show=sent",
        "{answered}",
        "{asked_me}",
        "{asked_me}/answer",
        "{asked_me}/decline",
        "{asked_me}/pass-on",
        "/account/blocked",
    ),
    "bilal": (
        "/moderation/needs",
        "/moderation/needs?show=settled",
        "{need}/settle",
        "/moderation/disputes",
        "/moderation/disputes?show=decided",
        "/moderation/disputes/{disputed}/decide",
        "/knowledge",
        "/knowledge?q=library&holders=none",
        "/knowledge/systems/{system}",
        "/knowledge/systems/{system}/importance",
        "/knowledge/systems/{system}/captures/new",
        "/knowledge/captures",
        "{capture}",
        "{capture}/edit",
        "{capture}/close",
        "{leaver}/leaving",
        "{leaver}/handover",
        "{leaver}/handover?part=write-up",
        "{leaver}/handover/items/prompt/decisions",
        "{leaver}/handover/pass-on",
    ),
    "erin": ("{organisation}/managers",),
}

# The record that each name stands for: where it is, and the statement that finds its key.
_RECORDS = {
    "me": ("/people/", "SELECT id FROM user WHERE email LIKE 'amina@%'"),
    "person": ("/people/", "SELECT id FROM user WHERE email LIKE 'hazel@%'"),
    "done": (
        "innovation/",
        "SELECT min(innovation_id) FROM innovation_person JOIN user ON user.id = user_id "
        "JOIN innovation ON innovation.id = innovation_id "
        "WHERE email LIKE 'amina@%' AND status = 'published'",
    ),
    "answered": ("/enquiries/", "SELECT min(id) FROM enquiry WHERE state = 'answered'"),
    "asked_me": (
        "/enquiries/",
        "SELECT min(enquiry.id) FROM enquiry JOIN user ON user.id = person_id "
        "WHERE email LIKE 'amina@%' AND state = 'open'",
    ),
    "capture": ("/knowledge/captures/", "SELECT min(id) FROM knowledge_capture"),
    "leaver": ("/people/", "SELECT min(person_id) FROM leaving"),
    "system": ("", "SELECT min(slug) FROM system"),
    "need": ("/moderation/needs/", "SELECT min(id) FROM unmet_need"),
    "disputed": (
        "",
        "SELECT min(person_id || '/' || replace(ref, ':', '/')) FROM evidence_dispute",
    ),
}


def people_addresses(connection: Connection) -> dict[str, str]:
    """The path that each name in braces stands for, of the records that there are."""
    keys = {name: connection.execute(query).fetchone()[0] for name, (_, query) in _RECORDS.items()}
    return {name: f"{_RECORDS[name][0]}{key}" for name, key in keys.items() if key is not None}
