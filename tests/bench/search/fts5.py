"""SQLite FTS5, as its manual recommends: the limit that ours is measured against.

Text in an FTS5 table with the porter tokenizer and bm25() weights, facets in
plain tables joined by rowid, titles in a table with prefix indexes, the words
of the texts in a trigram table. Statements are prepared once (the connection
keeps them).
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tests.bench.search.asked import MARKED, PASSAGE_LENGTH, TOP, Kind, Question
from tests.bench.search.corpus import WEIGHTS, Record
from tests.bench.search.engine import Answer, Ask, Contender

_FILE = "fts5.db"
_SCHEMA = f"""
    CREATE VIRTUAL TABLE found USING fts5(title, summary, text, tokenize = 'porter');
    INSERT INTO found (found, rank) VALUES ('rank', 'bm25{WEIGHTS}');
    CREATE VIRTUAL TABLE titles USING fts5(title, prefix = '1 2 3');
    CREATE VIRTUAL TABLE vocabulary USING fts5(word, tokenize = 'trigram');
    CREATE TABLE record (
        id INTEGER PRIMARY KEY, visible INTEGER, kind TEXT, region TEXT, published REAL
    );
    CREATE TABLE record_topic (
        record INTEGER, topic TEXT, PRIMARY KEY (record, topic)
    ) WITHOUT ROWID;
"""
_TOP = f"""
    SELECT record.id FROM found JOIN record ON record.id = found.rowid
    WHERE found MATCH ? AND record.visible = 1 ORDER BY rank LIMIT {TOP}
"""
# Each facet is counted without its own filter, as the portal does it.
_FACETS = f"""
    WITH matched AS MATERIALIZED (
        SELECT record.id, kind, region, rank AS score
        FROM found JOIN record ON record.id = found.rowid
        WHERE found MATCH :words AND visible = 1
    ), chosen AS MATERIALIZED (SELECT * FROM matched WHERE kind = :chosen)
    SELECT * FROM (SELECT 'ref', id FROM chosen ORDER BY score LIMIT {TOP})
    UNION ALL SELECT * FROM (SELECT kind, count(*) FROM matched GROUP BY kind)
    UNION ALL SELECT * FROM (SELECT region, count(*) FROM chosen GROUP BY region)
    UNION ALL SELECT * FROM (
        SELECT topic, count(*) FROM chosen JOIN record_topic ON record = id GROUP BY topic
    )
"""
_COMPLETE = """
    SELECT record.id FROM titles JOIN record ON record.id = titles.rowid
    WHERE titles MATCH ? AND record.visible = 1 ORDER BY rank LIMIT 6
"""
_CORRECT = "SELECT word FROM vocabulary WHERE vocabulary MATCH ? ORDER BY rank LIMIT ?"
# One more than are marked: the first row is made when the search is.
_SNIPPETS = f"""
    SELECT highlight(found, 0, '<mark>', '</mark>'),
        snippet(found, 2, '<mark>', '</mark>', '…', {PASSAGE_LENGTH // 6})
    FROM found JOIN record ON record.id = found.rowid
    WHERE found MATCH ? AND record.visible = 1 ORDER BY rank LIMIT {MARKED + 1}
"""


class Fts5(Contender):
    """Builds and opens the database."""

    name = "FTS5"

    def build(self, folder: Path, records: Sequence[Record]) -> None:
        with closing(_connected(folder)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA)
            connection.execute("BEGIN")
            words: Counter[str] = Counter()
            for record in records:
                _insert(connection, record)
                words.update(record.whole.lower().replace(".", " ").split())
            connection.executemany(
                "INSERT INTO vocabulary (word) VALUES (?)", ((word,) for word in words)
            )
            for table in ("found", "titles", "vocabulary"):
                connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
            connection.execute("COMMIT")
            connection.execute("ANALYZE")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def open(self, folder: Path) -> Iterator["_Opened"]:
        with closing(_connected(folder)) as connection:
            yield _Opened(connection)


def _connected(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / _FILE, isolation_level=None)
    # As the portal opens its own databases.
    connection.execute("PRAGMA cache_size = -16384")
    return connection


def _insert(connection: sqlite3.Connection, record: Record) -> None:
    texts = (record.number, record.title, record.summary, record.text)
    connection.execute("INSERT INTO found (rowid, title, summary, text) VALUES (?, ?, ?, ?)", texts)
    connection.execute("INSERT INTO titles (rowid, title) VALUES (?, ?)", texts[:2])
    connection.execute(
        "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
        (record.number, record.is_public, record.kind, record.region, record.published),
    )
    connection.executemany(
        "INSERT INTO record_topic VALUES (?, ?)",
        ((record.number, topic) for topic in record.topics),
    )


class _Opened:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def prepared(self, question: Question) -> Ask:
        words = question.words
        match question.kind:
            case Kind.FACETS:
                return lambda: self._facets(" OR ".join(words), question.chosen)
            case Kind.HIGHLIGHT:
                return self._highlight(" OR ".join(words))
            case Kind.CORRECT:
                return lambda: Answer(texts=tuple(self.corrections(words[0], 1)))
            case Kind.COMPLETE:
                return lambda: self._numbers(_COMPLETE, f'"{words[0]}"*')
            case Kind.ALL:
                return lambda: self._numbers(_TOP, " AND ".join(words))
            case Kind.PHRASE:
                return lambda: self._numbers(_TOP, f'"{" ".join(words)}"')
        return lambda: self._numbers(_TOP, " OR ".join(words))

    def save(self, record: Record) -> None:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        for table, key in (
            *(("found", "rowid"), ("titles", "rowid")),
            *(("record", "id"), ("record_topic", "record")),
        ):
            connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (record.number,))
        _insert(connection, record)
        connection.execute("COMMIT")

    def corrections(self, word: str, limit: int) -> list[str]:
        """The words that share most trigrams, weighted by how rare these are."""
        trigrams = {word[at : at + 3] for at in range(len(word) - 2)}
        asked = " OR ".join(f'"{trigram}"' for trigram in sorted(trigrams))
        return [found for (found,) in self._connection.execute(_CORRECT, (asked, limit))]

    def _numbers(self, statement: str, asked: str) -> Answer:
        rows = self._connection.execute(statement, (asked,)).fetchall()
        return Answer(tuple(number for (number,) in rows))

    def _facets(self, asked: str, chosen: str) -> Answer:
        rows = self._connection.execute(_FACETS, {"words": asked, "chosen": chosen}).fetchall()
        return Answer(
            tuple(number for name, number in rows if name == "ref"),
            total=sum(count for name, count in rows if name.startswith("region")),
        )

    def _highlight(self, asked: str) -> Ask:
        cursor = self._connection.execute(_SNIPPETS, (asked,))
        return lambda: Answer(texts=tuple(text for row in cursor.fetchall() for text in row))
