"""Looking into files that people upload. It runs in a process of its own: see ``__main__``.

A file can be made to keep a program busy for hours or to fill its memory. So nothing here is
called by the portal itself, and nothing here knows the portal: the process starts in an instant,
has little to spend, and may die.
"""
