"""The journal keeps every report that was put, and says in one line what is wrong with a damaged one."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.batch import journal as journal_module
from autograder.batch.journal import VERSION, Entry, Journal, Standing
from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.records import ItemReport, Report, Verdict

REPORT = Report("cell", (ItemReport("double", 6, 3.5, Verdict.FAILED),), outputs={3: [{"a": "ü"}]})
STANDING = Standing("handed in", "course", "content", "written", "gradebook", b"outcome")


def entry(score: float | None, why: str = "graded for the first time") -> Entry:
    return Entry("2027-01-01T00:00:00+00:00", score, 6.0, {"double": score}, {"limits": "x"}, why)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def test_a_report_is_found_again_by_its_key(path: Path) -> None:
    with Journal(path) as journal:
        assert journal.report("k") is None
        journal.put("k", REPORT)
        assert journal.report("k") == REPORT
    with Journal(path) as journal:
        assert journal.report("k") == REPORT
        assert not journal.notice


def test_what_was_put_before_a_kill_is_there_after_it(path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from autograder.batch.journal import Journal
from tests.batch.test_journal import REPORT
journal = Journal(Path({str(path)!r}))
for number in range(50):
    journal.put(str(number), REPORT)
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], cwd=HOUSE, check=False)
    with Journal(path) as journal:
        assert all(journal.report(str(number)) == REPORT for number in range(50))


def test_a_student_stands_from_settling_until_the_next_writing(path: Path) -> None:
    with Journal(path) as journal:
        journal.settle("rnn", "alice", STANDING)
        journal.settle("other", "alice", STANDING)
        assert journal.standings("rnn") == {"alice": STANDING}
        journal.unsettle("rnn", "alice", b"")
        assert journal.standings("rnn") == {}
        assert journal.standings("other") == {"alice": STANDING}


def test_what_a_cut_short_writing_remembered_is_not_forgotten(path: Path) -> None:
    with Journal(path) as journal:
        assert journal.unsettle("rnn", "alice", b"first") == b"first"
    with Journal(path) as journal:
        assert journal.unsettle("rnn", "alice", b"after the kill") == b"first"
        journal.settle("rnn", "alice", None)
        assert journal.unsettle("rnn", "alice", b"later") == b"later"


def test_where_nbgrader_keeps_things_is_known_for_the_last_configuration(path: Path) -> None:
    with Journal(path) as journal:
        assert journal.scene("rnn", "d1") is None
        journal.note_scene("rnn", "d1", b"here")
        journal.note_scene("other", "d1", b"there")
        assert journal.scene("rnn", "d1") == b"here"
        journal.note_scene("rnn", "d2", b"elsewhere")
        assert journal.scene("rnn", "d1") is None
        assert (journal.scene("rnn", "d2"), journal.scene("other", "d1")) == (b"elsewhere", b"there")


def test_history_is_kept_in_order_and_by_student(path: Path) -> None:
    with Journal(path) as journal:
        journal.settle("rnn", "alice", None, {"cell": entry(3.5), "deep": entry(1.0)})
        journal.settle("rnn", "bob", None, {"cell": entry(None)})
        journal.settle("rnn", "alice", None, {"cell": entry(6.0, "limits")})
        assert [(name, part, found.score) for name, part, found in journal.history("rnn")] == [
            ("alice", "cell", 3.5),
            ("alice", "deep", 1.0),
            ("bob", "cell", None),
            ("alice", "cell", 6.0),
        ]
        assert journal.latest("rnn", "alice") == {"cell": entry(6.0, "limits"), "deep": entry(1.0)}
        assert journal.history("other") == []


def fill(path: Path) -> None:
    with Journal(path) as journal:
        for number in range(200):
            journal.put(str(number), REPORT)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"this is no database" * 1000,
        lambda data: data[: len(data) // 2],
        lambda data: data[:100] + b"\xff" * 5000 + data[5100:],
        lambda data: data[:4096] + b"\0" * (len(data) - 4096),
    ],
    ids=["garbage", "truncated", "overwritten", "blank"],
)
def test_a_damaged_journal_is_moved_aside_with_a_notice_and_a_new_one_begins(path: Path, damage) -> None:
    fill(path)
    broken = damage(path.read_bytes())
    path.write_bytes(broken)
    with Journal(path) as journal:
        assert "\n" not in journal.notice
        assert "the journal was damaged" in journal.notice
        journal.put("new", REPORT)
    (aside,) = path.parent.glob("*.damaged-1")
    assert str(aside) in journal.notice
    assert aside.read_bytes() == broken, "nothing is lost"
    path.write_bytes(broken)
    with Journal(path):
        assert len(list(path.parent.glob("*.damaged-?"))) == 2


def test_an_empty_file_is_a_new_journal(path: Path) -> None:
    path.touch()
    with Journal(path) as journal:
        journal.put("k", REPORT)
        assert not journal.notice


def refused(path: Path) -> str:
    with pytest.raises(ConfigError) as raised:
        Journal(path)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_a_journal_of_another_version_is_left_as_it_is(path: Path) -> None:
    fill(path)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 8}")
    db.close()
    before = path.read_bytes()
    assert "no journal of this version (9, not 1)" in refused(path)
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_left_as_it_is(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (name)")
    db.close()
    assert "no journal of this version (0, not 1)" in refused(path)


def test_a_journal_that_another_program_holds_is_waited_for_then_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "PATIENCE", 0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("CREATE TABLE x (y)")
    assert "another program holds it: wait until it is done" in refused(path)
    holder.close()


def test_a_journal_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "cannot be used" in refused(tmp_path / "folder")
    assert "make the folder writable" in refused(tmp_path / "nowhere" / "journal.sqlite")


def test_a_disk_that_is_full_is_named(path: Path) -> None:
    with Journal(path) as journal:
        journal.db.execute("PRAGMA max_page_count = 1")
        with pytest.raises(ConfigError, match="see that the disk has room"):
            for number in range(1000):
                journal.put(str(number), REPORT)
