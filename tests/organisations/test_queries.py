"""Looking organisations and library services up, as pickers and imports do."""

from datetime import date

from portal.extensions import db
from portal.organisations import queries
from portal.organisations.models import LibraryService
from tests.people import People


def test_every_word_must_match_and_open_ones_come_first(people: People):
    closed = queries.by_code("ZZ01")
    closed.closed_on = date(2020, 3, 31)
    db.session.commit()
    found = queries.matching("trust")
    assert [name for _, name, _ in found] == ["Thamesby Trust", "Ashbourne Trust"]
    assert found[1][2] == "ZZ01, Midlands, closed on 31 March 2020"
    assert queries.matching("trust thames zz02") == [found[0]]
    assert queries.matching("thamesby nowhere") == []
    assert len(queries.matching("", limit=3)) == 3


def test_ids_come_back_in_their_order_and_unknown_ones_are_left_out(people: People):
    first, second = queries.by_code("ZZ01").id, queries.by_code("ZZ02").id
    assert [row[0] for row in queries.by_ids([second, 999, first])] == [second, first]


def test_names_are_found_whatever_their_case(people: People):
    assert queries.by_name("ashbourne  TRUST").ods_code == "ZZ01"
    assert queries.by_name("Ashbourne") is None
    assert queries.by_name("a\0b") is None


def test_regions_are_found_by_name(people: People):
    assert [(name, code) for _, name, code in queries.regions()] == [
        ("London", "Y56"),
        ("Midlands", "Y60"),
    ]
    assert [name for _, name, _ in queries.matching_regions("mid")] == ["Midlands"]


def test_library_services_are_found_by_their_organisation_too(people: People):
    home = queries.by_code("ZZ01")
    service = LibraryService(slug="ash-kls", name="Evidence Service", organisation_id=home.id)
    db.session.add(service)
    db.session.commit()
    choice = (service.id, "Evidence Service", "Ashbourne Trust")
    assert queries.library_services_matching("evidence ash") == [choice]
    assert queries.library_services_matching("other") == []
    assert queries.library_services_by_ids([service.id, 77]) == [choice]
