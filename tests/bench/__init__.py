"""``make bench``: the portal measured against this machine's own limit, all in one run.

``served`` makes 10,000 records from a fixed seed in a folder of its own, serves
them as ``flask serve`` does, and beside them a Flask page that only says hello,
served in the same way. ``search`` sets the portal's search engine beside three
others. Contenders take turns in rounds, so that a slow minute of the machine
hits all of them alike. docs/dev/performance.md says how to read the tables.
Numbers of two runs are not comparable, and nothing here compares them.
"""
