"""Write a migration for what changed in the models: ``make migration m="Add something"``.

The comparison runs on PostgreSQL, because on SQLite Alembic cannot see
indexes on expressions. What it writes is a proposal: read it, then test it.
"""

import sys
import tempfile

import flask_migrate

from portal import create_app
from tools.postgresql import temporary_server


def main(message: str) -> None:
    """Make the database as the migrations make it, compare, and write the file."""
    with temporary_server() as url, tempfile.TemporaryDirectory() as folder:
        address = url.render_as_string(hide_password=False)
        app = create_app({"DATABASE_URL": address, "DATA_DIR": folder, "LOG_LEVEL": "WARNING"})
        with app.app_context():
            flask_migrate.upgrade()
            flask_migrate.migrate(message=message)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or sys.exit('say what it does: make migration m="Add something"'))
