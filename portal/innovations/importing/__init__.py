"""Importing records from files: reading them safely, mapping columns, running and undoing."""
