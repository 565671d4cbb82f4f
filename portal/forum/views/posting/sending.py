"""What happens to a post between the button and the database: the same for all that is posted."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, abort, current_app, request
from flask_login import current_user

from portal.clock import now
from portal.drafts.actions import new_key
from portal.drafts.opening import claimed, led_before
from portal.forum import texts
from portal.forum.errors import NotPossibleError, ThreadGoneError
from portal.forum.forms.posting import PostForm, ThreadForm
from portal.forum.limits import TooManyError
from portal.forum.mentions import with_names
from portal.forum.models import Community
from portal.forum.personal_data import Finding, findings
from portal.forum.queries import alike
from portal.forum.queries.posts import was_written
from portal.forum.texts import Prepared
from portal.permissions import Action, can, require
from portal.records import AnyRow
from portal.search import Card
from portal.search.analysis import fold
from portal.topics import queries as topics
from portal.web.filters import format_date, format_time


@dataclass
class Cautions:
    """What the author should look at before it is posted, and what they have seen before."""

    personal: Sequence[Finding] = ()
    same_title: Sequence[AnyRow] = ()
    similar: Sequence[Card] = ()
    keys: Sequence[str] = ()
    """They go into the form, so that nobody is stopped twice by the same."""


class Sending:
    """A form that may be sent, and what is to be shown with it if it is not posted yet."""

    def __init__(self, form: PostForm, community: Community, *, kept: Collection[int] = ()) -> None:
        """``kept`` are ids of people whom the post names already."""
        self.form, self.community, self.kept = form, community, kept
        self.prepared: Prepared | None = None
        self.cautions = Cautions()
        self.status = 200
        self.is_preview = request.method == "POST" and "preview" in request.form

    def is_ready(self) -> bool:
        """Whether it can be posted now: it is right, and the author has seen all that warns."""
        form = self.form
        if request.method != "POST" or form.is_reworked():
            return False
        if self.is_preview:
            self._prepare(str(form.text.data or ""))
        elif form.is_sent() and self._prepare(str(form.text.data)):
            self._look()
        self.status = form.status
        return self.prepared is not None and not self.is_preview and not self.cautions.keys

    def led_before(self) -> str:
        """Where this form led when it was sent before with this text; empty when it was not."""
        if self.is_preview or self.prepared is None:
            return ""
        path = led_before(self.form, "")
        return path if path and was_written(current_user, self.prepared.text) else ""

    def is_first(self) -> bool:
        """Whether the form is sent for the first time.

        One that was sent before and says something else now is shown again: nothing new is lost.
        """
        if claimed(self.form):
            return True
        if not self.led_before():
            self.form.draft_key, self.status = new_key(), 409
            self.form.text.errors = ["This was posted before you changed it. Post this text too?"]
        return False

    @property
    def preview(self) -> str:
        """The HTML of what was typed; empty unless it was asked for."""
        if not self.is_preview or self.prepared is None:
            return ""
        return with_names([self.prepared.html])[0]

    @property
    def mentioned(self) -> Sequence[int]:
        """Ids of the people whom the text names."""
        return self.prepared.mentioned if self.prepared else ()

    @property
    def seen(self) -> Sequence[str]:
        """What the form holds of cautions, those that are shown now among them."""
        return list(dict.fromkeys([*_seen(), *self.cautions.keys]))

    def refuse(self, error: NotPossibleError | TooManyError) -> None:
        """Say in the form why it was not posted, and when it may be tried again."""
        if isinstance(error, NotPossibleError):
            if isinstance(error, ThreadGoneError):
                self.form.text.errors = [str(error)]
            else:
                self.form.refuse(str(error))
            self.status = 422
            return
        self.words = f"{error} You can post again {_when(error)}."
        self.form.text.errors = [self.words]
        self.status, self.retry_after = 429, error.seconds

    def answer(self, response: Response) -> Response:
        """The response, with when to come back if it was refused."""
        if self.status == 429:
            response.headers["Retry-After"] = str(self.retry_after)
        return response

    def _prepare(self, text: str) -> bool:
        config = current_app.config
        try:
            self.prepared = texts.prepare(
                text,
                self.community,
                most_mentions=config["MENTIONS_PER_POST"],
                base_url=config["BASE_URL"],
                kept=self.kept,
            )
        except NotPossibleError as error:
            self.form.text.errors = [str(error)]
        return self.prepared is not None

    def _look(self) -> None:
        """Find what the author has not seen yet."""
        form, cautions, seen = self.form, self.cautions, _seen()
        keys: list[str] = []
        title = str(form.title.data) if isinstance(form, ThreadForm) else ""
        if found := [*findings(title), *findings(str(form.text.data))]:
            key = _key("personal", (finding.found for finding in found))
            if key not in seen:
                cautions.personal = found
                keys.append(key)
        if isinstance(form, ThreadForm):
            keys += self._look_at(form, title, seen)
        cautions.keys = keys

    def _look_at(self, form: ThreadForm, title: str, seen: Sequence[str]) -> list[str]:
        """The same for what only a new thread has: its title."""
        cautions, keys = self.cautions, []
        if same := alike.same_title(title, self.community):
            key = _key("title", (str(row.id) for row in same))
            if key not in seen:
                cautions.same_title = same
                keys.append(key)
        key = similar_key(title)
        if key not in seen:
            names = topics.labels(form.topics.data).values()
            text = str(form.text.data)
            cautions.similar = alike.similar_to(
                title, current_user, text=text, topics=" ".join(names)
            )
            keys += [key] if cautions.similar else []
        return keys


def similar_key(title: str) -> str:
    """What stands in the form once the author was shown what is similar to a title."""
    return _key("similar", [" ".join(fold(title).split())])


def must(action: Action, seat: object, why: str) -> None:
    """Answer 403 with the reason unless the person of this request may."""
    if current_user.is_authenticated and not can(action, seat):
        abort(403, why)
    require(action, seat)


def _seen() -> Sequence[str]:
    return [key[:40] for key in request.form.getlist("seen")[:20]]


def _key(kind: str, words: Iterable[str]) -> str:
    return f"{kind}-{hashlib.sha256(chr(0).join(words).encode()).hexdigest()[:16]}"


def _when(error: TooManyError) -> str:
    if error.seconds <= 90:
        return "in 1 second" if error.seconds == 1 else f"in {error.seconds} seconds"
    # Rounded up to the minute: what is promised must hold.
    until = error.until + timedelta(minutes=1, microseconds=-1)
    day = format_date(until)
    return f"at {format_time(until)}" + ("" if day == format_date(now()) else f" on {day}")
