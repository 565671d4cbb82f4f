"""What was found, as files: sheets, JSON, references, and one record to print.

records      the records of a result, read a piece at a time for one reader
facts        what a file says of a record, in words
sheets       CSV and XLSX
objects      JSON
references   RIS and BibTeX
documents    one record in Markdown
formats      the names of the formats, and who writes them
making       a file that is whole before the first of it is sent
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages and the command."""
