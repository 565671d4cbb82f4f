"""Names in capitals become names as people write them."""

import pytest

from portal.organisations.names import mixed_case


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "Guy's and St Thomas' NHS Foundation Trust"),
        ("THE QUEEN ELIZABETH HOSPITAL, KING'S LYNN", "The Queen Elizabeth Hospital, King's Lynn"),
        ("NHS CORNWALL AND THE ISLES OF SCILLY ICB", "NHS Cornwall and the Isles of Scilly ICB"),
        ("STOKE-ON-TRENT", "Stoke-on-Trent"),
        ("O'BRIEN HOUSE (THE WEST WING)", "O'Brien House (The West Wing)"),
        ("ST. ASAPH  4TH FLOOR", "St Asaph 4th Floor"),
        ("Already de Wit's Trust", "Already de Wit's Trust"),
        ("", ""),
    ],
)
def test_capitals_become_mixed_case(given, written):
    assert mixed_case(given) == written
