"""The forms of communities: what one is, who comes in, who is what in it."""

import re
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length

from portal.clock import today
from portal.forum.models import Community
from portal.forum.vocabulary import COMMUNITY_KINDS, MEMBER_ROLES, PRIVACIES, MemberRole, Privacy
from portal.organisations import queries as organisations
from portal.records import bounded_int
from portal.web.fields import DayField
from portal.web.forms import TOO_LONG, PickerField, PortalForm, choices

LONGEST_TEXT = 10_000
MOST_INVITED = 100
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_BETWEEN = re.compile(r"[\s,;]+")
# How far each opens what is written in it.
_OPENNESS = [Privacy.CONFIDENTIAL, Privacy.PRIVATE, Privacy.RESTRICTED, Privacy.OPEN]


class CommunityForm(PortalForm):
    """What a community is."""

    name = StringField("Name", [DataRequired("Enter a name"), Length(max=100, message=TOO_LONG)])
    kind = RadioField(
        "What kind of community is it?",
        [InputRequired("Choose what kind of community it is")],
        choices=choices(COMMUNITY_KINDS),
    )
    summary = TextAreaField(
        "What is it for?",
        [DataRequired("Say what it is for"), Length(max=300, message=TOO_LONG)],
        description="One or two sentences. They stand in the list of communities.",
        render_kw={"rows": 3},
    )
    privacy = RadioField(
        "Who can read it and take part?",
        [InputRequired("Choose who can read it and take part")],
        choices=choices(PRIVACIES),
    )
    is_public = BooleanField(
        "Visitors who are not signed in can read it too", description="Only for an open community."
    )
    agreed = BooleanField(
        "The members agree that more people can read what was written here so far",
    )
    region = PickerField(
        "Region",
        lookup=organisations.matching_regions,
        describe=organisations.by_ids,
        render_kw={"optional": True},
    )
    terms = TextAreaField(
        "Terms of reference",
        [Length(max=LONGEST_TEXT, message=TOO_LONG)],
        description="Of a working group: what it is to do, for whom, and who is in it.",
        render_kw={"rows": 8},
    )
    ends_on = DayField(
        "When does it end?", description="Of a working group. For example, 31/3/2027"
    )
    welcome = TextAreaField(
        "Welcome text",
        [Length(max=LONGEST_TEXT, message=TOO_LONG)],
        description="Who joins reads it first, and it stands on the page of the community.",
        render_kw={"optional": True, "rows": 8},
    )
    posting_template = TextAreaField(
        "Posting template",
        [Length(max=2_000, message=TOO_LONG)],
        description="A new thread starts with this text. For example, questions to answer.",
        render_kw={"optional": True, "rows": 6},
    )
    allows_anonymous = BooleanField(
        "People can post without their name",
        description="Others see “A member”. The moderators of the community see who it is.",
    )
    version = HiddenField(default="0")
    # What it is so far; None of a new one.
    community: Community | None = None

    def validate_is_public(self, field: BooleanField) -> None:
        if field.data and self.privacy.data != Privacy.OPEN:
            raise ValidationError("Only an open community can be read by visitors")

    def validate_terms(self, field: TextAreaField) -> None:
        if self.kind.data == "working_group" and not field.data:
            raise ValidationError("Enter the terms of reference of the working group")

    def validate_ends_on(self, field: DayField) -> None:
        if self.kind.data != "working_group" or field.errors:
            return
        if not field.data:
            raise ValidationError("Enter the day on which the working group ends")
        is_new = self.community is None or self.community.ends_on != field.data
        if is_new and field.data <= today():
            raise ValidationError("Enter a day that is still to come")

    def validate_agreed(self, field: BooleanField) -> None:
        """People wrote for those who could read it then."""
        if self.opens and not field.data:
            raise ValidationError("Ask the members before you open what they wrote to more people")

    @property
    def opens(self) -> bool:
        """Whether more people than before could read what is in it."""
        if self.community is None or self.privacy.data not in PRIVACIES:
            return False
        was, now = self.community, Privacy(self.privacy.data)
        wider = _readers(now) > _readers(Privacy(was.privacy))
        return wider or bool(self.is_public.data and not was.is_public)

    @property
    def read_version(self) -> int:
        """The version that the person read; 0 when the field was spoiled."""
        return bounded_int(str(self.version.data or "")) or 0

    def fields(self) -> dict[str, Any]:
        """Columns of Community."""
        texts = {
            name: str(self[name].data or "")
            for name in ("kind", "privacy", "summary", "terms", "welcome", "posting_template")
        }
        return texts | {
            "name": " ".join(str(self.name.data).split()),
            "is_public": bool(self.is_public.data),
            "allows_anonymous": bool(self.allows_anonymous.data),
            "ends_on": self.ends_on.data,
            "region_id": self.region.one,
        }


def _readers(privacy: Privacy) -> int:
    """Open and restricted communities are read by the same people."""
    return min(_OPENNESS.index(privacy), 2)


class CloseForm(PortalForm):
    report = TextAreaField(
        "Closing report",
        [
            DataRequired("Write what the community leaves behind"),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
        description=(
            "What was done, what was learned, and where the work goes on. It stands at the top "
            "of the page from then on."
        ),
        render_kw={"rows": 12},
    )


class RequestForm(PortalForm):
    words = TextAreaField(
        "Why do you want to join?",
        [Length(max=500, message=TOO_LONG)],
        description="Those who run the community read this. Say what you work on.",
        render_kw={"optional": True, "rows": 5},
    )


class DeclineForm(PortalForm):
    reason = TextAreaField(
        "Why do you decline?",
        [DataRequired("Say why you decline"), Length(max=500, message=TOO_LONG)],
        description="Who asked reads this.",
        render_kw={"rows": 5},
    )


class RoleForm(PortalForm):
    role = RadioField(
        "Role",
        [InputRequired("Choose a role")],
        choices=choices(MEMBER_ROLES),
    )


class InviteForm(PortalForm):
    emails = TextAreaField(
        "Emails",
        [DataRequired("Enter at least 1 email")],
        description=(
            f"Up to {MOST_INVITED}. One on each line, or a list with commas between. "
            "You can paste a list."
        ),
        render_kw={"rows": 6, "spellcheck": "false"},
    )
    role = SelectField("What they become", choices=choices(MEMBER_ROLES), default=MemberRole.MEMBER)

    def validate_emails(self, field: TextAreaField) -> None:
        wrong = [
            text
            for text in self.addresses
            if len(text) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(text)
        ]
        if wrong:
            shown = ", ".join(f"“{text[:60]}”" for text in wrong[:5])
            more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
            raise ValidationError(f"These are no emails: {shown}{more}")
        if not self.addresses:
            raise ValidationError("Enter at least 1 email")
        if len(self.addresses) > MOST_INVITED:
            raise ValidationError(f"Enter {MOST_INVITED} emails or fewer")

    @property
    def addresses(self) -> list[str]:
        """In lower case, each once. ``Amina Yusuf <amina@…>`` counts as its address."""
        plain = re.sub(r"[^,;\n<>]*<([^<>\n]+)>", r" \1 ", str(self.emails.data or ""))
        return list(dict.fromkeys(part for part in _BETWEEN.split(plain.lower()) if part))


class ActForm(PortalForm):
    """A button to be sure of."""
