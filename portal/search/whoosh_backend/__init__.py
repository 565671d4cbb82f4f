"""The search backend on Whoosh: everything that knows Whoosh is in this folder.

schema       what a document becomes in the index
generations  directories, the pointer to the one in use, locks, changes during a rebuild
storage      files, read in place
segments     reading: segments with their columns in memory
scoring      which documents match, and how well
answering    who may see them, filters, counts, order
engine       the four operations of ``SearchBackend``
"""

from portal.search.whoosh_backend.engine import WhooshBackend

__all__ = ["WhooshBackend"]
