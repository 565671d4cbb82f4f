"""Giving a search a name."""

from typing import Final
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from portal.search.addresses import Asked
from portal.searches.naming import LONGEST_NAME
from portal.web.forms import TOO_LONG, PortalForm

LONGEST_ADDRESS: Final = 50_000


class NameForm(PortalForm):
    """The name of a search."""

    name = StringField(
        "Name",
        [
            DataRequired("Enter a name"),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
        description="Only you see it.",
    )


class SaveForm(NameForm):
    """The name, and what is saved under it."""

    # The search as in its address: q=laptops&kind=project
    search = HiddenField()

    @property
    def asked(self) -> Asked:
        """The search that is to be saved; empty for what cannot be read."""
        pairs = parse_qsl((self.search.data or "")[:LONGEST_ADDRESS])
        return Asked.read(MultiDict(pairs))
