"""How much to be told."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.forum.vocabulary import LEVELS, Level
from portal.web.forms import PortalForm, choices


class TopicLevelForm(PortalForm):
    """Nothing comes of a topic that is not followed, so there is nothing to mute."""

    level = RadioField(
        "How much do you want to be told?",
        [InputRequired("Choose how much you want to be told")],
        choices=choices({key: words for key, words in LEVELS.items() if key != Level.MUTED}),
    )
