"""Importing records from files: reading them safely, mapping columns, running and undoing.

``reading`` turns a file into rows, ``mapping`` a row into the fields of a record
and what is wrong with it, ``batches`` writes, ``running`` goes through a file in
chunks. Commands and pages stand on these.
"""
