"""The search backend on Whoosh: everything that knows Whoosh is in this folder.

schema       what a document becomes in the index
pool         postings that are written, gathered by term
codec        how postings lie in the files
generations  directories, the pointer to the one in use, locks, changes during a rebuild
storage      files, read in place
columns      keys and numbers of all documents, as arrays
postings     documents that have a term, as arrays, and the memory that keeps them
words        beginnings and spellings of words
segments     reading one segment
snapshot     reading all segments of one state of the index as one
refreshing   the newest state, read in the background
ranking      the numbers of the ranking
matching     which documents match, and how well
answering    who may see them, filters, counts, order
likeness     which documents say much the same as a text
spelling     better-spelt words, and titles that go on
engine       the operations of ``SearchBackend``
"""

from portal.search.whoosh_backend.engine import WhooshBackend
from portal.search.whoosh_backend.ranking import Ranking

__all__ = ["Ranking", "WhooshBackend"]
