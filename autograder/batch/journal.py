"""What a batch has computed, as it arrives: reports to use again, and the history of every score.

One SQLite file in the course root. Scores in force are nbgrader's gradebook's; without a journal everything
is graded again, and nothing but the history of old scores is gone. Whatever ends the process between two
statements, the file holds every report that was put before.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec

from autograder.errors import ConfigError
from autograder.records import Record, Report

Kept = TypeVar("Kept")
#: Of the tables below. Another number is another program's, or another release's.
VERSION = 1
#: Seconds to wait for another process that writes.
PATIENCE = 30.0
#: Bytes of a journal that is looked through on opening; damage in a larger one is met where it is read.
_QUICKLY_CHECKED = 100 << 20
_TABLES = """
CREATE TABLE reports (key TEXT PRIMARY KEY, report BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE standing (assignment TEXT, student TEXT, standing BLOB NOT NULL, PRIMARY KEY (assignment, student))
  WITHOUT ROWID;
CREATE TABLE manual (assignment TEXT, student TEXT, answers BLOB NOT NULL, PRIMARY KEY (assignment, student))
  WITHOUT ROWID;
CREATE TABLE scene (assignment TEXT, digest TEXT, scene BLOB NOT NULL, PRIMARY KEY (assignment, digest)) WITHOUT ROWID;
CREATE TABLE history (id INTEGER PRIMARY KEY, assignment TEXT, student TEXT, part TEXT, entry BLOB NOT NULL);
CREATE INDEX history_of ON history (assignment, student, part, id);
"""


class Entry(Record, frozen=True):
    """A score of a part as it came about. ``score`` is None where the grader could not decide.

    ``depends`` holds a digest for each thing that the score depends on, by the words for it; ``why`` names
    those that had changed.
    """

    at: str
    score: float | None
    max_score: float
    items: dict[str, float | None]
    depends: dict[str, str]
    why: str


class Standing(Record, frozen=True):
    """How a student stood when the gradebook was last written: enough to tell that nothing has changed.

    Digests: of what was read, of all that it was graded with, of what there was to write, of the files that
    were written, and of the gradebook's rows. ``outcome`` is the batch's own.
    """

    handed_in: str
    course: str
    content: str
    written: str
    gradebook: str
    outcome: bytes


class Journal:
    """The journal of a course root; close it, or use it as a context manager.

    Raises ConfigError in one line: the file belongs to another version, is held by another program, or
    cannot be written. A file that is no journal, or a damaged one, is moved aside; ``notice`` says where.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notice = ""
        with self._explained():
            try:
                self.db = self._open()
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # damage may garble SQLite's own words
                if isinstance(error, sqlite3.OperationalError):
                    raise
                self.notice = f"the journal was damaged ({error}); it is kept as {self._move_aside()}, a new one begins"
                self.db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        db.text_factory = lambda text: text.decode("utf-8", "replace")  # damage is met in words, too
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if version == 0 and not tables:
                db.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
            elif version != VERSION:
                raise ConfigError(
                    f"{self.path} is no journal of this version ({version}, not {VERSION}): use the version of the "
                    "package that wrote it, or move the file away; then everything is graded again"
                )
            elif self.path.stat().st_size <= _QUICKLY_CHECKED:
                _check(db)
        except BaseException:
            db.close()
            raise
        return db

    def _move_aside(self) -> Path:
        number = 1
        while (target := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
            number += 1
        for ending in ("-wal", "-shm", ""):
            part = self.path.with_name(self.path.name + ending)
            if part.exists():
                part.rename(target.with_name(target.name + ending))
        return target

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """SQLite's and the system's errors as one line that says what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            word = str(error)
            if "locked" in word or "busy" in word:
                mend = "another program holds it: wait until it is done"
            elif isinstance(error, sqlite3.OperationalError):
                mend = "make the folder writable, and see that the disk has room"
            else:
                mend = "move the file away; then everything is graded again, and no grade is lost"
            raise ConfigError(f"the journal {self.path} cannot be used ({word}): {mend}") from error
        except OSError as error:
            raise ConfigError(f"the journal {self.path} cannot be used ({error}): make the folder writable") from error

    # reports

    def report(self, key: str) -> Report | None:
        """The report that was put under this key, if any."""
        with self._explained():
            row = self.db.execute("SELECT report FROM reports WHERE key = ?", (key,)).fetchone()
        return row and _decoded(row[0], Report, zlib.decompress)

    def put(self, key: str, report: Report) -> None:
        """Keep a report; from when this returns, whatever happens to the process."""
        content = zlib.compress(msgspec.msgpack.encode(report), 1)
        with self._explained():
            self.db.execute("INSERT OR REPLACE INTO reports VALUES (?, ?)", (key, content))

    # standings

    def standings(self, assignment: str) -> dict[str, Standing]:
        """How each student stood who was settled."""
        with self._explained():
            rows = self.db.execute("SELECT student, standing FROM standing WHERE assignment = ?", (assignment,))
            found = {student: _decoded(content, Standing) for student, content in rows}
        return {student: standing for student, standing in found.items() if standing is not None}

    def unsettle(self, assignment: str, student: str, manual: bytes = b"") -> bytes:
        """The gradebook's rows of a student are about to be written anew.

        ``manual`` is what to remember of answers that people graded, in case that the writing is cut short;
        what an earlier writing, which was cut short, had remembered is returned in its place.
        """
        with self._explained(), self._transaction():
            self.db.execute("DELETE FROM standing WHERE assignment = ? AND student = ?", (assignment, student))
            self.db.execute("INSERT OR IGNORE INTO manual VALUES (?, ?, ?)", (assignment, student, manual))
            select = "SELECT answers FROM manual WHERE assignment = ? AND student = ?"
            kept: bytes = self.db.execute(select, (assignment, student)).fetchone()[0]
            return kept

    def settle(
        self, assignment: str, student: str, standing: Standing | None, entries: Mapping[str, Entry] | None = None
    ) -> None:
        """The gradebook's rows of a student are written: note how the student stands, and new entries by part."""
        with self._explained(), self._transaction():
            self.db.execute("DELETE FROM manual WHERE assignment = ? AND student = ?", (assignment, student))
            if standing is not None:
                row = (assignment, student, msgspec.msgpack.encode(standing))
                self.db.execute("INSERT OR REPLACE INTO standing VALUES (?, ?, ?)", row)
            for part, entry in (entries or {}).items():
                insert = "INSERT INTO history (assignment, student, part, entry) VALUES (?, ?, ?, ?)"
                self.db.execute(insert, (assignment, student, part, msgspec.msgpack.encode(entry)))

    # where nbgrader keeps things

    def scene(self, assignment: str, digest: str) -> bytes | None:
        """The scene that was noted for a configuration of nbgrader."""
        with self._explained():
            select = "SELECT scene FROM scene WHERE assignment = ? AND digest = ?"
            row = self.db.execute(select, (assignment, digest)).fetchone()
        return row and bytes(row[0])

    def note_scene(self, assignment: str, digest: str, scene: bytes) -> None:
        """Note it, in place of those of earlier configurations."""
        with self._explained(), self._transaction():
            self.db.execute("DELETE FROM scene WHERE assignment = ?", (assignment,))
            self.db.execute("INSERT INTO scene VALUES (?, ?, ?)", (assignment, digest, scene))

    # history

    def latest(self, assignment: str, student: str) -> dict[str, Entry]:
        """The last entry of each part of a student."""
        return {part: entry for _, part, entry in self.history(assignment, student)}

    def history(self, assignment: str, student: str | None = None) -> list[tuple[str, str, Entry]]:
        """(student, part, entry) of an assignment, in the order in which they came about."""
        where, values = "assignment = ?", [assignment]
        if student is not None:
            where, values = where + " AND student = ?", [*values, student]
        with self._explained():
            rows = self.db.execute(f"SELECT student, part, entry FROM history WHERE {where} ORDER BY id", values)
            found = [(name, part, _decoded(content, Entry)) for name, part, content in rows]
        return [(name, part, entry) for name, part, entry in found if entry is not None]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _decoded(content: Any, kind: type[Kept], unpack: Callable[[bytes], bytes] = bytes) -> Kept | None:
    """What a row holds; None if the row was damaged: what is not known is graded, written or told anew."""
    try:
        return msgspec.msgpack.decode(unpack(content), type=kind)
    except (zlib.error, msgspec.DecodeError, TypeError, ValueError):
        return None


def _check(db: sqlite3.Connection) -> None:
    """Raises DatabaseError for a file that lost its end, or that something wrote into."""
    (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise sqlite3.DatabaseError(str(said).splitlines()[-1])


def now() -> str:
    """The time for an entry, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
