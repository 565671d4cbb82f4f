"""Files to import, and the command that imports them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

REGIONS = "region_code,region_name,ons_code\nY56,London,E40000003\nY60,Midlands,E40000008\n"
BOARDS = (
    "icb_code,icb_name,stp_name_2022,region_code,ons_stp_code\n"
    "QMJ,NHS NORTH CENTRAL LONDON INTEGRATED CARE BOARD,North London,Y56,E54000028\n"
)


def ods_row(code: str, name: str, closed: str = "", region: str = "Y56", board: str = "QMJ") -> str:
    """One row as ODS publishes it: 27 columns, all quoted, names in capitals."""
    cells = [code, name, region, board, "1 HIGH STREET", "", "", "KING'S LYNN", "", "N1 1AA"]
    cells += ["20010401", closed, *[""] * 9, "0", "", "H", "", "", ""]
    return ",".join(f'"{cell}"' for cell in cells) + "\n"


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """``run("close", "RRP", …)`` runs ``flask organisations close RRP …``."""

    def command(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(args=["organisations", *arguments])

    return command


@pytest.fixture
def bring(run: Callable[..., Result], tmp_path: Path) -> Callable[..., Result]:
    """Import a text or bytes as if it were a file."""

    def command(content: str | bytes, *options: str) -> Result:
        path = tmp_path / "file.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run("import", str(path), *options)

    return command
