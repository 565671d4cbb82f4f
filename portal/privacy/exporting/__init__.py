"""A copy of all that the portal holds of a person: for them alone, in files that anyone can read.

What the person may see of others stands in it as their pages say it; what is private to others,
keys and passwords never do. A test holds the kinds against the tables (tests/privacy/exporting).
"""

from portal.privacy.exporting.archive import write_archive
from portal.privacy.exporting.holder import Holder
from portal.privacy.exporting.kinds import GROUPS
from portal.privacy.exporting.reading import figures

__all__ = ["GROUPS", "Holder", "figures", "write_archive"]
