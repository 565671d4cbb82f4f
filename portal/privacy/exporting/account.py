"""What belongs to an account: who it is, where it is signed in, what only they see, the log."""

from typing import Any

from sqlalchemy import case, or_

from portal.accounts.models import SignInSession, User
from portal.audit.models import AuditEntry
from portal.drafts.models import Draft
from portal.innovations.importing.models import ImportBatch, ImportFinding
from portal.notifications.models import Notification
from portal.organisations.models import LibraryService, Organisation
from portal.privacy.exporting.holder import Holder
from portal.privacy.exporting.kind import Kind, link
from portal.privacy.models import Erasure
from portal.records import AnySelect, ref
from portal.searches.models import FeedToken, SavedSearch


def _places(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.outerjoin(Organisation, Organisation.id == User.organisation_id).outerjoin(
        LibraryService, LibraryService.id == User.library_service_id
    )


def _findings(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.join(ImportFinding, ImportFinding.batch_id == ImportBatch.id)


def _is_in_the_log(holder: Holder) -> Any:
    return or_(AuditEntry.actor_id == holder.id, AuditEntry.ref == ref("user", holder.id))


def _who_did_it(query: AnySelect, holder: Holder) -> AnySelect:
    who = case(
        (AuditEntry.actor_id == holder.id, "you"),
        (AuditEntry.actor_id.is_(None), "the portal"),
        else_="someone else",
    )
    return query.add_columns(who.label("done_by"))


KINDS = (
    Kind(
        "account",
        "Your account",
        (User.id,),
        (
            *(User.id, User.email, User.name.label("name_shown"), User.hidden_name),
            *(User.job_title, User.role, User.is_listed),
            Organisation.name.label("organisation"),
            LibraryService.name.label("library_service"),
            *(User.created_at, User.disabled_at),
        ),
        _places,
    ),
    Kind(
        "sign_ins",
        "Where you are signed in",
        (SignInSession.user_id,),
        (SignInSession.created_at, SignInSession.expires_at),
        order=(SignInSession.created_at,),
    ),
    Kind(
        "drafts",
        "Texts that you have not sent",
        (Draft.person_id,),
        (Draft.place.label("link"), Draft.fields, Draft.updated_at),
    ),
    Kind(
        "notices",
        "What the portal told you",
        (Notification.person_id,),
        (
            *(Notification.kind, Notification.reason, Notification.ref.label("record")),
            *(Notification.times, Notification.words),
            *(Notification.created_at, Notification.updated_at, Notification.read_at),
        ),
    ),
    Kind(
        "saved_searches",
        "Searches that you saved",
        (SavedSearch.person_id,),
        (
            *(SavedSearch.name, SavedSearch.text, SavedSearch.filters, SavedSearch.sort),
            *(SavedSearch.words_only, SavedSearch.created_at),
        ),
    ),
    Kind(
        "feeds",
        "Feeds that you gave to a feed reader",
        (FeedToken.person_id,),
        (FeedToken.name, FeedToken.path, FeedToken.created_at, FeedToken.last_used_on),
    ),
    Kind(
        "imports",
        "Files of records that you imported",
        (ImportBatch.person_id,),
        (
            link("/innovations/imports/", ImportBatch.id),
            *(ImportBatch.file_name, ImportBatch.sheet, ImportBatch.state, ImportBatch.problem),
            *(ImportBatch.mapping, ImportBatch.columns, ImportBatch.samples),
            *(ImportBatch.notices, ImportBatch.preview),
            *(ImportBatch.rows_total, ImportBatch.rows_good),
            *(ImportBatch.created_at, ImportBatch.finished_at),
        ),
    ),
    Kind(
        "import_notes",
        "What there was to say about rows of these files",
        (ImportBatch.person_id,),
        (
            link("/innovations/imports/", ImportBatch.id),
            *(ImportFinding.row, ImportFinding.column, ImportFinding.words, ImportFinding.level),
        ),
        _findings,
        order=(ImportFinding.id,),
    ),
    Kind(
        "erasures",
        "When you asked to be erased",
        (Erasure.person_id,),
        (Erasure.extent, Erasure.left_name, Erasure.asked_at, Erasure.done_at),
    ),
    Kind(
        "log",
        "The log of what you did, and of changes to your account and profile",
        (AuditEntry.actor_id,),
        (AuditEntry.at, AuditEntry.action, AuditEntry.ref.label("record")),
        _who_did_it,
        mine=_is_in_the_log,
    ),
)
