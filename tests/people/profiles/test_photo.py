"""The photo of a person is kept as any picture is, and seen by whom the person lets see it."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.extensions import db
from portal.files import store
from portal.outbox import drain
from portal.people.models import ProfileField, ProfilePhoto
from tests.client import Client
from tests.files import making
from tests.people import People

PATH = "/account/profile/photo"


@pytest.fixture
def amina(client: Client, people: People) -> User:
    client.as_user(people.amina)
    return people.amina


def send(client: Client, content: bytes | None = None, name: str = "me.jpg", **data: Any) -> Any:
    filled = {"alternative_text": "Amina at her desk", "see_photo": "members"} | data
    if content is not None:
        filled["photo"] = (BytesIO(content), name)
    return client.post(PATH, data=filled)


def photo() -> ProfilePhoto | None:
    db.session.remove()
    return db.session.scalar(select(ProfilePhoto))


def there() -> ProfilePhoto:
    found = photo()
    assert found is not None
    return found


def test_a_photo_is_shown_with_its_words_and_without_what_the_camera_wrote(
    client: Client, people: People, amina: User
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Amina"
    assert send(client, making.picture("JPEG", exif=exif)).status_code == 303
    held = there()
    page = client.as_user(people.carys).get(f"/people/{amina.id}").text
    assert 'alt="Amina at her desk"' in page
    address = f"/people/{amina.id}/photo/{held.id}"
    whole, small = client.get(address), client.get(f"{address}/thumbnail")
    assert (whole.status_code, whole.mimetype) == (200, "image/jpeg")
    assert b"Camera of Amina" not in whole.data
    assert (small.status_code, small.mimetype) == (200, "image/webp")


def test_who_may_not_see_the_photo_does_not_get_the_file(
    client: Client, people: People, amina: User
) -> None:
    send(client, making.picture("JPEG"), see_photo="organisation")
    assert "Photo: my organisation" in client.get("/account/profile").text
    address = f"/people/{amina.id}/photo/{there().id}"
    assert client.as_user(people.dev).get(address).status_code == 200
    for path in (address, f"{address}/thumbnail"):
        assert client.as_user(people.carys).get(path).status_code == 404
        assert "/sign-in" in client.as_user(None).get(path).location
    db.session.get_one(ProfileField, (amina.id, "photo")).audience = "members"
    db.session.get_one(User, amina.id).is_listed = False
    db.session.commit()
    assert client.as_user(people.carys).get(address).status_code == 404
    assert client.get(f"/people/{people.dev.id}/photo/1").status_code == 404


def test_what_is_no_picture_is_refused_and_the_words_stay(client: Client, amina: User) -> None:
    response = send(client, b"plain words", "me.txt")
    assert response.status_code == 422
    assert "This is not a picture" in response.text
    assert "Amina at her desk" in response.text
    assert send(client, b"not a picture", "me.jpg").status_code == 422
    assert send(client, making.picture("JPEG"), alternative_text="").status_code == 422
    response = send(client)
    assert response.status_code == 422
    assert "Choose a photo" in response.text
    assert photo() is None


def test_another_photo_takes_the_place_of_the_first_and_its_content_is_gone(
    client: Client, amina: User
) -> None:
    send(client, making.picture("JPEG"))
    first = there().digest
    send(client, making.picture("JPEG", size=(60, 30)))
    second = there().digest
    drain()
    assert not store().exists(first)
    assert store().exists(second)
    assert send(client, alternative_text="Amina outdoors").status_code == 303
    assert there().alternative_text == "Amina outdoors"
    assert client.post(f"{PATH}/remove").status_code == 303
    assert client.post(f"{PATH}/remove").status_code == 303
    drain()
    assert photo() is None
    assert not store().exists(second)
    # Three times changed and once taken away.
    edits = select(func.count()).where(AuditEntry.action == "profile:edit")
    assert db.session.scalar(edits) == 4


def test_who_is_not_signed_in_has_no_photo(client: Client, people: People) -> None:
    assert "/sign-in" in client.get(PATH).location
    assert client.post(f"{PATH}/remove").status_code == 401
    assert client.as_user(people.amina).get(f"{PATH}/remove").status_code == 405
