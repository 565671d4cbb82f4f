"""What was found, as files: sheets, JSON, references, and one record to print.

records      the records of a result, read a piece at a time for one reader
words        the parts of a record in plain words
columns      the columns of a sheet
sheets       CSV and XLSX
objects      JSON
references   RIS and BibTeX
markdown     from HTML back to Markdown
documents    one record in Markdown
formats      the names of the formats, and who writes them
making       a file that is whole before the first of it is sent
"""

from flask import Flask

from portal.exports import cli
from portal.exports.views import bp

__all__ = ["cli", "init_app"]


def init_app(app: Flask) -> None:
    """Register the pages; the command belongs to those of the records."""
    app.register_blueprint(bp)
