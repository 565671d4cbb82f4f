"""Recording a project: the short form, the sections, and what comes back when it is wrong."""

import pytest

from tests.client import Client
from tests.innovations.records import a_topic, newest, recorded, short_form
from tests.people import People

ODD_TEXTS = {
    "nul": "a\x00b",
    "emoji": "👩‍⚕️ ok",
    "right to left": "مرحبا بالعالم",
    "script": "<script>alert(1)</script>",
    "html": "<img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE innovation; --",
    "template": "{{ 7 * 7 }}",
}


def test_a_librarian_records_a_project_and_sees_it_at_once(client: Client, people: People):
    topic = a_topic()
    record = recorded(client, people.amina, topics=str(topic.id))
    assert record.identifier.startswith("INN-")
    page = client.get(record.path)
    assert "Six libraries on one Koha" in page.text
    assert "<em>system</em>" in page.text
    assert "Library systems" in page.text
    assert "Six libraries on one Koha" in client.get("/innovations/mine").text


def test_a_title_is_enough_for_a_draft_that_only_its_owner_sees(client: Client, people: People):
    data = {"kind": "attempt", "title": "Coffee pairs", "audience": "members"}
    response = client.as_user(people.dev).post("/innovations/new", data=data)
    assert response.status_code == 303
    record = newest()
    for reader in (people.amina, people.bilal, people.carys, people.erin, None):
        assert client.as_user(reader).get(record.path).status_code == 404
    assert client.as_user(people.dev).get(record.path).status_code == 200


def test_a_missing_title_is_said_at_the_field_and_keeps_the_rest(client: Client, people: People):
    data = short_form(people.amina, title="   ", problem="A long story about our loans.")
    response = client.as_user(people.amina).post("/innovations/new", data=data)
    assert response.status_code == 422
    assert "Enter a title" in response.text
    assert "A long story about our loans." in response.text
    assert "<title>Error: " in response.text


def test_too_long_texts_are_refused_with_the_text_kept(client: Client, people: People):
    data = short_form(people.amina, title="t" * 101, summary="s" * 301)
    response = client.as_user(people.amina).post("/innovations/new", data=data)
    assert response.status_code == 422
    assert "Use 100 characters or fewer" in response.text
    assert "Use 300 characters or fewer" in response.text
    assert "t" * 101 in response.text


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_odd_text_is_kept_and_shown_as_text(client: Client, people: People, text: str):
    record = recorded(
        client, people.amina, title=f"T {text}", summary=text, problem=text, what_we_did=text
    )
    page = client.get(record.path).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "49" not in page.split("<main", 1)[1].split("Identifier", 1)[0]
    assert client.get(f"{record.path}/edit/summary").status_code == 200


@pytest.mark.parametrize(
    "scheme", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example"]
)
def test_links_of_odd_schemes_lead_nowhere(client: Client, people: People, scheme: str):
    record = recorded(client, people.amina, problem=f"[click]({scheme})")
    assert f'href="{scheme}' not in client.get(record.path).text


def test_a_huge_table_is_rendered(client: Client, people: People):
    table = "|a|b|\n|-|-|\n" + "|1|2|\n" * 2000
    record = recorded(client, people.amina, what_we_did=table)
    assert client.get(record.path).text.count("<tr>") == 2001


def test_rows_are_added_and_removed_without_saving(client: Client, people: People):
    client.as_user(people.amina)
    data = short_form(people.amina, **{"people-1-name": "Sam Lee", "people-1-role": "sponsor"})
    more = client.post("/innovations/new", data={**data, "add_row": "people"})
    assert more.status_code == 200
    assert 'name="people-2-name"' in more.text
    assert "Sam Lee" in more.text
    fewer = client.post("/innovations/new", data={**data, "remove_row": "people-1"})
    assert 'name="people-1-name"' not in fewer.text
    assert newest() is None


def test_topics_and_organisations_are_found_without_javascript(client: Client, people: People):
    topic = a_topic("Document supply")
    client.as_user(people.amina)
    data = {**short_form(people.amina), "find": "topics", "topics-find": "supply"}
    data["draft_key"] = "this-form"
    page = client.post("/innovations/new", data=data)
    assert page.status_code == 200
    assert f'value="{topic.id}"' in page.text
    part = client.post("/innovations/new", data=data, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "Document supply" in part.text
    assert part.text.strip() in page.text


def test_ids_that_do_not_exist_are_refused(client: Client, people: People):
    client.as_user(people.amina)
    for field in ("topics", "organisation_id", "partners", "people-0-person"):
        data = short_form(people.amina, **{field: "999999"})
        response = client.post("/innovations/new", data=data)
        assert response.status_code == 422, field
        assert "no longer there" in response.text
    for odd in ("-1", "1e9", "9" * 30, "x"):
        response = client.post("/innovations/new", data=short_form(people.amina, topics=odd))
        assert response.status_code in (303, 422)


def test_every_section_is_saved_and_shown(client: Client, people: People):
    record = recorded(client, people.amina)

    def save(section: str, **data: str):
        version = str(client.application.extensions and _version(record.id))
        response = client.post(f"{record.path}/edit/{section}", data={"version": version, **data})
        assert response.status_code == 303, (section, response.text)

    save(
        "results",
        outcome="partly",
        results="Loans **doubled**.",
        **{
            "measures-0-name": "Loans",
            "measures-0-baseline": "100",
            "measures-0-after": "200",
        },
    )
    save("costs", cost_setup="12500", cost_setup_basis="measured", staff_time="2 days a week")
    save("evidence", **{"evidence-0-kind": "survey", "evidence-0-citation": "Staff survey 2025"})
    save(
        "lessons",
        **{
            "lessons-0-text": "Bring IT in early",
            "lessons-0-advice": "Ask on day one",
            "lessons-0-audience": "project_managers",
            "lessons-0-step": "planning",
        },
    )
    save("advice", risks="Staff were tired.")
    save("setting", setting="acute", product="Koha")
    save("permissions", licence="CC-BY-4.0", agreed_by_people="y", contact="portal")
    page = client.get(record.path).text
    for words in (
        "It partly worked",
        "<strong>doubled</strong>",
        "£12,500",
        "Staff survey 2025",
        "Bring IT in early",
        "Project managers",
        "Staff were tired.",
        "Koha",
        "Creative Commons Attribution 4.0",
    ):
        assert words in page, words


def _version(record_id: int) -> int:
    from portal.extensions import db
    from portal.innovations.models import Innovation

    db.session.remove()
    return db.session.get_one(Innovation, record_id).version


def test_evidence_links_must_be_web_addresses(client: Client, people: People):
    record = recorded(client, people.amina)
    data = {"version": "1", "evidence-0-kind": "survey", "evidence-0-link": "javascript:alert(1)"}
    response = client.post(f"{record.path}/edit/evidence", data=data)
    assert response.status_code == 422
    assert "Enter a web address" in response.text


def test_who_may_edit(client: Client, people: People):
    record = recorded(client, people.amina)
    path = f"{record.path}/edit/summary"
    assert client.as_user(people.amina).get(path).status_code == 200
    for stranger in (people.carys, people.dev, people.bilal):
        assert client.as_user(stranger).get(path).status_code == 404
    assert client.as_user(None).get(path).location == f"/sign-in?next={path}"
    assert client.as_user(people.amina).get(f"{record.path}/edit/nothing").status_code == 404
    assert client.get("/innovations/2147483648").status_code == 404
    assert client.get("/innovations/0").status_code == 404


def test_visitors_are_asked_to_sign_in_to_record(client: Client, people: People):
    response = client.get("/innovations/new")
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/innovations/new"


def test_looking_at_a_page_with_head_changes_nothing(client: Client, people: People):
    record = recorded(client, people.amina)
    for page in ("delete", "tasks", "edit/summary"):
        path = f"{record.path}/{page}"
        assert client.head(path).status_code == client.get(path).status_code == 200


def test_a_form_with_a_strange_origin_is_refused_before_its_text_is_kept(
    client: Client, people: People
):
    for origin in ("https://evil.example", "null", "http://["):
        response = client.as_user(None).post(
            "/innovations/new", data=short_form(people.amina), headers={"Origin": origin}
        )
        assert response.status_code == 400, origin
        assert 'name="kept"' not in response.text


def test_nul_in_an_address_is_no_error(client: Client, people: People):
    assert client.get("/innovations?kind=%00&region=%00a").status_code == 200
    assert client.get("/innovations/identifier/INN%00").status_code == 404
    assert client.get("/search?q=a%00b").status_code == 200


def test_huge_numbers_in_fields_are_no_error(client: Client, people: People):
    client.as_user(people.amina)
    for digits in ("1" * 25, "9" * 5000, "10000000001"):
        data = short_form(people.amina, topics=digits, version=digits, draft_sequence=digits)
        assert client.post("/innovations/new", data=data).status_code in (303, 422)
        assert (
            client.post("/drafts", data={**data, "draft_place": "/innovations/new"}).status_code
            == 303
        )


@pytest.mark.parametrize("index", ["²", "9" * 5000, "١", "-1", "x"])
def test_odd_row_numbers_are_no_error_not_even_in_a_draft(
    client: Client, people: People, index: str
):
    client.as_user(people.amina)
    data = {**short_form(people.amina), f"people-{index}-name": "Sam", "draft_key": "k"}
    kept = client.post("/drafts", data={**data, "draft_place": "/innovations/new"})
    assert kept.status_code == 303
    assert client.get("/innovations/new").status_code == 200
    assert client.post("/innovations/new", data=data).status_code == 303


def test_more_rows_than_there_may_be_are_refused_not_cut_off(client: Client, people: People):
    record = recorded(client, people.amina)
    lessons = {f"lessons-{n}-text": f"Lesson no. {n}" for n in range(31)}
    rows = {
        f"lessons-{n}-{name}": value
        for n in range(31)
        for name, value in (("audience", "board"), ("step", "planning"))
    }
    response = client.post(f"{record.path}/edit/lessons", data={"version": "1", **lessons, **rows})
    assert response.status_code == 422
    assert "Use 30 or fewer" in response.text
    assert "Lesson no. 30" in response.text


@pytest.mark.parametrize(
    ("typed", "shown"), [("1,250", "£1,250"), ("£1250.50", "£1,250.50"), ("0", "£0")]
)
def test_amounts_are_read_as_people_write_them(
    client: Client, people: People, typed: str, shown: str
):
    record = recorded(client, people.amina)
    client.post(f"{record.path}/edit/costs", data={"version": "1", "cost_setup": typed})
    assert shown in client.get(record.path).text


@pytest.mark.parametrize(
    "typed", ["sNaN", "NaN", "Infinity", "1e9", "1_000", "١٢", "-5", "12,50", "1 0", "9" * 20]
)
def test_what_is_no_amount_is_refused(client: Client, people: People, typed: str):
    record = recorded(client, people.amina)
    response = client.post(f"{record.path}/edit/costs", data={"version": "1", "cost_setup": typed})
    assert response.status_code == 422
    assert "Enter an amount in pounds" in response.text
    assert typed in response.text


@pytest.mark.parametrize(
    "link", ["http://[::1", "http:// x", "http://", "http://\u202eelpmaxe.moc"]
)
def test_what_is_no_web_address_is_refused(client: Client, people: People, link: str):
    record = recorded(client, people.amina)
    data = {"version": "1", "evidence-0-kind": "survey", "evidence-0-link": link}
    assert client.post(f"{record.path}/edit/evidence", data=data).status_code == 422


def test_marks_that_turn_text_around_are_taken_out_of_lines(client: Client, people: People):
    record = recorded(client, people.amina, title="Paid \u202eecnuob\u2066 twice")
    assert record.title == "Paid ecnuob twice"
