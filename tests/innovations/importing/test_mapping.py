"""A mapping turns rows into fields, cuts what is too long, and says what it could not do."""

from datetime import date
from decimal import Decimal

import pytest

from tests.innovations.importing.drafts import draft, words


def test_columns_are_joined_and_texts_filled_in() -> None:
    found = draft(
        {"First": "One", "Second": "", "Third": "Two", "Pounds": "1937271.0"},
        summary={"from": ["First", "Second", "Third"], "join": " – "},
        results={
            "text": ["From {First} to {Third}", "Lost {Second}", "{Pounds|money}"],
            "join": ". ",
        },
    )
    assert found.fields["summary"] == "One – Two"
    assert found.fields["results"] == "From One to Two. £1,937,271"


def test_a_long_title_is_cut_at_a_word_and_kept_whole_in_the_text() -> None:
    title = "Knowledge " * 15
    found = draft({"Title": title, "Text": "What was done"}, what_we_did={"from": "Text"})
    assert len(found.fields["title"]) <= 100
    assert found.fields["title"].endswith("Knowledge…")
    assert found.fields["what_we_did"] == f"**Title in full:** {title.strip()}\n\nWhat was done"
    assert found.is_good
    assert "the title was cut at 100" in words(found)[0]


def test_entities_become_letters() -> None:
    assert draft({"Title": "A &quot;new&quot;  &amp; better"}).fields["title"] == 'A "new" & better'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-15", date(2024, 3, 1)),
        ("15/03/2024", date(2024, 3, 1)),
        ("5 March 2024", date(2024, 3, 1)),
        ("Mar 2024", date(2024, 3, 1)),
        ("3/2024", date(2024, 3, 1)),
        ("2024-03-15 00:00:00", date(2024, 3, 1)),
    ],
)
def test_usual_dates_are_read(text: str, expected: date) -> None:
    found = draft({"Start": text}, started_on={"from": "Start"})
    assert found.fields["started_on"] == expected
    assert not found.findings


def test_a_year_alone_is_noted() -> None:
    assert "names no month" in words(draft({"S": "2024"}, started_on={"from": "S"}))[0]


def test_a_date_that_may_be_two_months_is_noted() -> None:
    rule = {"from": "S", "dates": ["%Y-%d-%m", "%Y-%m-%d"]}
    twofold = draft({"S": "2017-01-10"}, started_on=rule)
    assert twofold.fields["started_on"] == date(2017, 10, 1)
    assert "may be October 2017 or January 2017" in words(twofold)[0]
    plain = draft({"S": "2014-11-30"}, started_on=rule)
    assert plain.fields["started_on"] == date(2014, 11, 1)
    assert not plain.findings


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("started_on", "soon", "is no date that can be read"),
        ("started_on", "31/02/2024", "is no date that can be read"),
        ("started_on", "1066-10-14", "is not between 1948 and 2100"),
        ("cost_setup", "a lot", "is no amount in pounds"),
        ("cost_setup", "-5", "is not between"),
        ("cost_setup", "1e400", "is not between"),
        ("cost_setup", "NaN", "is not between"),
        ("stage", "Nearly", "is none of: Idea, Planning"),
    ],
)
def test_what_cannot_be_read_is_a_fault(field: str, text: str, problem: str) -> None:
    found = draft({"Cell": text}, **{field: {"from": "Cell"}})
    assert not found.is_good
    assert problem in found.findings[0].words
    assert (found.findings[0].row, found.findings[0].column) == (2, "Cell")


def test_money_is_read_as_people_write_it() -> None:
    found = draft({"Cost": "£ 1,250.5"}, cost_setup={"from": "Cost"})
    assert found.fields["cost_setup"] == Decimal("1250.50")


def test_values_are_matched_by_the_mapping_the_label_or_the_value() -> None:
    rule = {"from": "S", "values": {"Live": "local_use", "": "", "n/a": ""}}
    for text, stage in (("LIVE", "local_use"), ("In local use", "local_use"), ("idea", "idea")):
        assert draft({"S": text}, stage=rule).fields["stage"] == stage
    nothing = draft({"S": "n/a"}, stage=rule)
    assert nothing.is_good
    assert "stage" not in nothing.fields


def test_of_a_list_the_first_that_is_known_counts() -> None:
    rule = {"from": "Tags", "values": {"wip": "testing"}, "others": "ignore"}
    assert draft({"Tags": ("python", "wip")}, stage=rule).fields["stage"] == "testing"
    assert draft({"Tags": ("python",)}, stage=rule).is_good


def test_topics_are_matched_and_the_rest_suggested() -> None:
    rule = {"from": "Tags", "split": ";", "ignore": ["noise"], "values": {"two": "t2"}}
    found = draft({"Tags": "t1; two; Noise; strange; odd; t1"}, topics=rule)
    assert found.fields["topics"] == [1, 2]
    assert found.fields["topic_suggestion"] == "strange, odd"
    assert found.is_good
    assert "no topic is called strange, odd" in words(found)[0]


def test_at_most_eight_topics_are_taken() -> None:
    found = draft({"Tags": tuple(f"t{n}" for n in range(1, 11))}, topics={"from": "Tags"})
    assert found.fields["topics"] == list(range(1, 9))
    assert "names 10 topics" in words(found)[0]


def test_organisations_are_found_by_code_or_name_or_kept_as_text() -> None:
    for name in ("RX1", "Ashbourne Trust"):
        assert draft({"O": name}, organisation={"from": "O"}).fields["organisation_id"] == 1
    found = draft({"O": "Elsewhere"}, organisation={"from": "O"})
    assert found.fields["what_we_did"] == "**Lead organisation:** Elsewhere"
    assert "is not in the directory" in words(found)[0]


def test_regions_outside_the_directory_are_noted() -> None:
    assert draft({"R": "Midlands"}, region={"from": "R"}).fields["region_id"] == 60
    found = draft({"R": "Scotland"}, region={"from": "R"})
    assert "region_id" not in found.fields
    assert found.is_good


def test_people_are_names_and_get_capitals() -> None:
    rules = [
        {"from": ["First", "Last"], "tidy": "names", "role": "owner"},
        {"from": "Others", "split": ";"},
    ]
    found = draft({"First": "elena", "Last": "isayev", "Others": "ludwig van b; X"}, people=rules)
    assert [(row["name"], row["role"]) for row in found.fields["people"]] == [
        ("Elena Isayev", "owner"),
        ("ludwig van b", "contributor"),
        ("X", "contributor"),
    ]
    assert all(row["user_id"] is None for row in found.fields["people"])


def test_lessons_become_rows() -> None:
    rule = {"from": "L", "split": "\n", "with": {"step": "planning"}}
    rows = draft({"L": "One\nTwo"}, lessons=rule).fields["lessons"]
    assert [(row["text"], row["step"]) for row in rows] == [
        ("One", "planning"),
        ("Two", "planning"),
    ]


def test_only_web_addresses_are_links() -> None:
    rule = {"from": "U"}
    assert (
        draft({"U": "https://a.example/x y"}, source_url=rule)
        .fields["source_url"]
        .endswith("x%20y")
    )
    for address in (
        "javascript:alert(1)",
        "ftp://a.example",
        "http://[::1",
        "http://\u202eelpmaxe.moc",
        "https://" + "x" * 500,
    ):
        found = draft({"U": address}, source_url=rule)
        assert "source_url" not in found.fields
        assert found.is_good


def test_checks_speak_and_drop_fields() -> None:
    check = {
        "when": "same",
        "columns": ["S", "E"],
        "say": "the end is not known",
        "drop": ["ended_on"],
    }
    rules = {"started_on": {"from": "S"}, "ended_on": {"from": "E"}}
    found = draft({"S": "2024-01-01", "E": "2024-01-01"}, [check], **rules)
    assert "ended_on" not in found.fields
    assert words(found) == ["note E: the end is not known"]
    assert "ended_on" in draft({"S": "2024-01-01", "E": "2024-02-01"}, [check], **rules).fields


def test_a_check_on_a_column_that_is_not_there_finds_it_empty() -> None:
    check = {"when": "empty", "columns": ["Abstract"], "say": "is missing", "level": "fault"}
    assert words(draft({}, [check])) == ["fault Abstract: is missing"]


def test_texts_that_mean_nothing_are_empty() -> None:
    found = draft({"R": "Unknown"}, empty={"R": ["unknown"]}, region={"from": "R"})
    assert not found.findings


def test_an_end_before_the_start_is_a_fault() -> None:
    rules = {"started_on": {"from": "S"}, "ended_on": {"from": "E"}}
    assert not draft({"S": "2024-02-01", "E": "2024-01-01"}, **rules).is_good


def test_no_title_is_a_fault() -> None:
    assert words(draft({"Title": ""})) == [
        "fault Title: is missing, and no record can be without it"
    ]


def test_an_empty_summary_can_come_from_the_first_sentences() -> None:
    text = "## About\n\n![x](y.png)\n\nThis says **much** about it. And more.\n\nThe rest."
    rule = {"from": "S", "first_sentences": "T"}
    found = draft({"S": "", "T": text}, summary=rule)
    assert found.fields["summary"] == "This says much about it. And more."
    assert "first sentences" in words(found)[0]
