"""Making one record of two that tell of the same work.

choices  what the record that is kept can take from the other
forms    what the moderator says
actions  the merge itself
queries  where a merged record leads
leading  sending its readers there
"""
