"""Every link of the finder leads to exactly what it says."""

import re
from datetime import timedelta

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.people import vocabulary as v
from portal.people.models import PersonLanguage, System, SystemKnown
from tests.client import Client
from tests.factories import make_community, make_innovation, make_reply, make_thread, make_topic
from tests.people import People
from tests.people.finding import reindex
from tests.people.finding.test_finding import endorse, offer


def endorsements(client: Client, address: str) -> tuple[int, int]:
    """How many the finder says there are, and how many its link leads to."""
    link = re.search(
        r'<a href="(/people/\d+/endorsements[^"]*)">(\d+) end', client.get(address).text
    )
    assert link is not None
    return int(link[2]), client.get(link[1].replace("&amp;", "&")).text.count("Patiently")


def test_endorsements_on_a_topic_are_also_those_below_it(client: Client, people: People) -> None:
    systems, koha = make_topic("Systems"), make_topic("Koha")
    koha.parent_id = systems.id
    endorse(people.carys, people.dev, koha)
    reindex()
    client.as_user(people.bilal)
    assert endorsements(client, "/people/find?topic=systems") == (1, 1)


def test_endorsements_of_one_person_for_two_topics_are_two(client: Client, people: People) -> None:
    systems, koha = make_topic("Systems"), make_topic("Koha")
    koha.parent_id = systems.id
    for topic in (systems, koha):
        endorse(people.carys, people.dev, topic)
    carys_id = people.carys.id
    reindex()
    client.as_user(people.bilal)
    assert endorsements(client, "/people/find?topic=systems") == (2, 2)
    # The profile counts them topic by topic, and leads to those of one.
    profile = client.get(f"/people/{carys_id}").text
    for slug in ("systems", "koha"):
        link = f"/people/{carys_id}/endorsements?about={slug}"
        assert f'{link}"' in profile
        assert client.get(link).text.count("Patiently") == 1


def test_what_people_say_leads_to_where_they_say_it(client: Client, people: People) -> None:
    topic, system = make_topic("Koha"), System(slug="koha", name="Koha")
    db.session.add(system)
    offer(people.dev, topic)
    db.session.add(SystemKnown(person_id=people.carys.id, system_id=system.id, level=4))
    places = {people.dev.id: "offers", people.carys.id: "systems"}
    db.session.commit()
    reindex()
    page = client.as_user(people.bilal).get("/people/find?q=koha").text
    for person_id, field in places.items():
        assert f'href="/people/{person_id}#{field}">says: ' in page
        part = client.get(f"/people/{person_id}").text.partition(f' id="{field}">')[2]
        assert "Koha</a>: " in part.partition("<h2")[0]


def test_endorsements_found_by_words_are_on_what_the_words_name(
    client: Client, people: People
) -> None:
    endorse(people.carys, people.dev, make_topic("Koha"))
    endorse(people.carys, people.dev, make_topic("Outreach"))
    reindex()
    client.as_user(people.bilal)
    assert endorsements(client, "/people/find?q=koha") == (1, 1)


def newest(client: Client, person: User, words: str) -> str:
    """Where "newest …" of a person leads to."""
    page = client.get(f"/people/find?q={words}").text
    of_person = page.partition(f'<a href="/people/{person.id}">')[2]
    link = re.search(r'<a href="([^"]+)">newest ', of_person)
    assert link is not None
    assert client.get(link[1], follow_redirects=True).status_code == 200
    return link[1]


def test_newest_leads_to_that_record_or_reply(client: Client, people: People) -> None:
    record = make_innovation(people.amina, title="Freezing loans")
    community = make_community(people.erin, members=[people.dev, people.carys])
    thread = make_thread(people.carys, community, "Freezing loans")
    replies = [make_reply(people.dev, thread, f"Loans in box {number}.") for number in "123"]
    replies[1].created_at = clock.now() + timedelta(minutes=1)
    db.session.commit()
    addresses = f"/innovations/{record.id}", f"/posts/{replies[1].id}"
    reindex()
    client.as_user(people.bilal)
    found = [newest(client, person, "loans") for person in (people.amina, people.dev)]
    assert found == list(addresses)


def test_the_rest_of_a_facet_is_one_link_away(client: Client, people: People) -> None:
    topic = make_topic("Koha")
    offer(people.dev, topic)
    for key in list(v.LANGUAGES)[:12]:
        db.session.add(PersonLanguage(person_id=people.dev.id, language=key))
    db.session.commit()
    reindex()
    page = client.as_user(people.bilal).get("/people/find?q=koha").text
    more = re.search(r'class="app-facet__more" href="([^"]+)"', page)
    assert more is not None
    whole = client.get(more[1].replace("&amp;", "&")).text
    assert len(set(re.findall(r"language=(\w+)", whole))) == 12


def test_the_block_says_nothing_of_a_rebuild_and_has_a_limit(
    client: Client, people: People
) -> None:
    client.as_user(people.dev)
    assert "Nobody was found" not in client.get("/people/knowing?q=loans").text
    client.application.config["SEARCHES_PER_MINUTE"] = 1
    response = client.get("/people/knowing?q=loans")
    assert response.status_code == 429
    assert "/people/find?q=loans" in response.text
