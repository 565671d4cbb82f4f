"""Whatever names a person is in their archive, or is left out for a reason."""

from portal.extensions import Base
from portal.privacy.exporting.kinds import KINDS

IN_THE_LOG = "The log of the person says that they did it, when, and to which record."
LEFT_OUT = {
    "person_block.blocked_id": "Whom somebody blocked is their own business.",
    "sent_form.person_id": "The keys of forms that were sent; without words, and gone in days.",
    "innovation.reviewed_by_id": IN_THE_LOG,
    "innovation.reviewer_id": IN_THE_LOG,
    "innovation.declined_by_id": IN_THE_LOG,
    "innovation_pending.reviewer_id": IN_THE_LOG,
    "import_batch.undone_by_id": IN_THE_LOG,
    "leaving.announced_by_id": IN_THE_LOG,
    "organisation_manager.named_by_id": IN_THE_LOG,
}


def test_every_column_that_names_a_person_is_accounted_for():
    naming = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "user.id" for key in column.foreign_keys)
    }
    told = {str(column.property.columns[0]) for kind in KINDS for column in kind.whose}
    assert naming - told - set(LEFT_OUT) == set()
    assert set(LEFT_OUT) - naming == set()
    assert set(LEFT_OUT) & told == set()


def test_no_secret_is_among_the_columns():
    secret = ("password_hash", "key_hash", "digest", "key", "searcher")
    told = {
        str(column)
        for kind in KINDS
        for column in kind.columns
        if not (kind.has_files and column.key == "digest")
    }
    assert {name for name in told if name.rpartition(".")[2] in secret} == {"handover_item.key"}
