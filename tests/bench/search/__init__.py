"""The search part of ``make bench``: the portal's engine beside three others.

All get the same records and the same questions, in one process and one thread,
in turns. See docs/dev/performance.md for how to read the tables.

corpus, typos, questions   what is indexed and asked
engine, engines            what is asked of every engine, and which there are
ours, fts5, tantivy_index, whoosh_stock
timing, facts, memory, correctness   what is measured
part, table                all of it, for every size
"""
