"""Clean copies of what students handed in; what they handed in stays as it is."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from autograder.config import Limits
from autograder.handed_in.folder import fingerprint, student_id_problem, submissions
from autograder.handed_in.staging import as_config, healed_timestamp, stage
from tests.handed_in.test_submission import OTHER, PART, cell, notebook

LIMITS = Limits(file_bytes=10_000, notebook_bytes=5_000)


def answers(source: str = "2x") -> bytes:
    return json.dumps(notebook(cell(source, "double"), cell("3x", "triple"))).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "submitted" / "alice" / "rnn"
    folder.mkdir(parents=True)
    return folder


def staged(folder: Path, *parts: Any) -> tuple[Any, Path]:
    target = folder.parents[2] / "staged"
    return stage(folder, target, parts or [PART], LIMITS), target


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_an_ordinary_submission_is_copied_as_it_is(folder: Path) -> None:
    (folder / "cell.ipynb").write_bytes(answers())
    (folder / "notes").mkdir()
    (folder / "notes" / "plot.png").write_bytes(b"png")
    (folder / "helper_of_mine.py").write_text("x = 1")
    (folder / "timestamp.txt").write_text("2026-01-30 15:30:10.5 UTC")
    found, target = staged(folder)
    assert found["cell"].notes == ()
    assert found["cell"].unusable is None
    assert names(target) == ["cell.ipynb", "helper_of_mine.py", "notes/plot.png", "timestamp.txt"]
    assert (target / "cell.ipynb").read_bytes() == answers()


def test_links_devices_big_files_and_shadowing_modules_stay_behind(folder: Path) -> None:
    (folder / "cell.ipynb").write_bytes(answers())
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "linked").symlink_to("/etc")
    os.mkfifo(folder / "fifo")
    (folder / "big.bin").write_bytes(b"0" * 10_001)
    for name in ("numpy.py", "sitecustomize.py", "conftest.py", "ipython_config.py", "os.pyc", "a-b.py", "-.pth"):
        (folder / name).write_text("1 / 0")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "cell-checkpoint.ipynb").write_bytes(answers())
    before = names(folder)
    found, target = staged(folder)
    assert names(target) == ["cell.ipynb"]
    assert names(folder) == before
    said = "\n".join(found["cell"].notes)
    for name in ("link ", "linked", "fifo", "big.bin", "numpy.py", "conftest.py"):
        assert name in said


@pytest.mark.parametrize("what", ["folder", "student"])
def test_a_linked_folder_is_not_followed(folder: Path, what: str) -> None:
    (folder / "cell.ipynb").write_bytes(answers())
    link = folder.parents[1] / "mallory"
    if what == "student":
        link.symlink_to(folder.parent)
    else:
        link.mkdir()
        (link / "rnn").symlink_to(folder)
    found, target = staged(link / "rnn")
    assert found["cell"].unusable == "cell.ipynb was not handed in"
    assert "link" in found["cell"].notes[0]
    assert (target / "cell.ipynb").read_bytes() == b""


def test_a_renamed_notebook_gets_its_name_back(folder: Path) -> None:
    (folder / "rnn").mkdir()
    (folder / "rnn" / "My Answers (1).ipynb").write_bytes(answers())
    found, target = staged(folder)
    assert names(target) == ["cell.ipynb"]
    assert found["cell"].notes == ("rnn/My Answers (1).ipynb was recognised as cell.ipynb by its items",)


def test_the_right_name_wins_else_the_newest(folder: Path) -> None:
    for age, name in enumerate(["new.ipynb", "cell.ipynb", "old.ipynb"]):
        (folder / name).write_bytes(answers(name))
        os.utime(folder / name, (1e9 - age, 1e9 - age))
    found, target = staged(folder)
    assert (target / "cell.ipynb").read_bytes() == answers("cell.ipynb")
    assert found["cell"].notes == ("cell.ipynb was graded, not new.ipynb, old.ipynb",)
    (folder / "cell.ipynb").write_bytes(b"{broken")
    found, target = staged(folder)
    assert (target / "cell.ipynb").read_bytes() == answers("new.ipynb")
    assert found["cell"].unusable is None


def test_each_part_gets_its_own_notebook(folder: Path) -> None:
    (folder / "a.ipynb").write_bytes(answers())
    (folder / "b.ipynb").write_bytes(json.dumps(notebook(cell("x / 2", "halve"))).encode())
    found, target = staged(folder, OTHER, PART)
    assert [found[name].unusable for name in ("cell", "other")] == [None, None]
    assert names(target) == ["cell.ipynb", "other.ipynb"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "cell.ipynb was not handed in"),
        (b"", "cell.ipynb: the file is empty"),
        (b"{", "cell.ipynb: the file is not valid JSON, so it is no notebook (line 1)"),
        (b" " * 5_001, "cell.ipynb: the notebook is larger than 5,000 bytes: clear its outputs"),
        (b" " * 5_002, "cell.ipynb is larger than 5,001 bytes"),
        (
            json.dumps(notebook(cell("x"))).encode(),
            "cell.ipynb: no item of this course found in it: it is none of cell",
        ),
    ],
)
def test_what_cannot_be_used_leaves_an_empty_notebook_and_a_reason(folder: Path, data: bytes | None, why: str) -> None:
    if data is not None:
        (folder / "cell.ipynb").write_bytes(data)
    found, target = staged(folder)
    assert found["cell"].unusable == why
    assert (target / "cell.ipynb").read_bytes() == b""
    assert as_config(found) == {"cell": {"notes": list(found["cell"].notes), "unusable": why}}


def test_folders_that_lie_too_deep_are_left_out_and_said_so(folder: Path) -> None:
    (folder / "cell.ipynb").write_bytes(answers())
    deep = folder.joinpath(*["d"] * 400)
    deep.mkdir(parents=True)
    (deep / "data.csv").write_text("1")
    found, target = staged(folder)
    assert found["cell"].unusable is None
    assert "more than 20 deep" in "".join(found["cell"].notes)
    assert names(target) == ["cell.ipynb"]
    assert fingerprint(folder, Limits()) == ""


def test_thousands_of_files_are_cut_short(folder: Path) -> None:
    (folder / "cell.ipynb").write_bytes(answers())
    for number in range(700):
        (folder / f"z{number}.txt").touch()
    found, target = staged(folder)
    assert len(names(target)) == 500
    assert len(found["cell"].notes) <= 20


@pytest.mark.parametrize(
    ("text", "healed"),
    [
        ("2026-01-30 15:30:10.123456 UTC", "2026-01-30 15:30:10.123456 UTC"),
        ("2026-01-30 15:30:10", "2026-01-30 15:30:10.000000 UTC"),
        ("2026-01-30-15-30-10", "2026-01-30 15:30:10.000000 UTC"),
        ("2026-01-30T15:30:10+01:00", "2026-01-30 14:30:10.000000 UTC"),
        ("2026-01-30 15:30 Europe/Paris", "2026-01-30 14:30:00.000000 UTC"),
        ("\ufeff2026-01-30 15:30:10 Z\r\n", "2026-01-30 15:30:10.000000 UTC"),
        ("yesterday", None),
        ("", None),
        ("10", None),
        ("2026-13-30 15:30:10", None),
        ("0001-01-01 00:00:00 +0100", None),
        ("9999-12-31 23:59:59 -0100", None),
        ("2026-01-30 15:30:10 NOWHERE/AT_ALL", None),
        ("2026-01-30 15:30:10 +9999", None),
        ("2026-01-30 15:30:10 ../../etc/passwd", None),
    ],
)
def test_timestamps_are_healed_or_dropped_never_guessed(text: str, healed: str | None) -> None:
    assert healed_timestamp(text) == healed


@pytest.mark.parametrize(
    ("text", "kept", "noted"),
    [
        ("2026-01-30 15:30:10 UTC", "2026-01-30 15:30:10.000000 UTC", ""),
        ("2026-01-30-15-30-10", "2026-01-30 15:30:10.000000 UTC", "was read as"),
        ("soon", None, "was ignored"),
    ],
)
def test_a_healed_timestamp_is_written_and_noted(folder: Path, text: str, kept: str | None, noted: str) -> None:
    (folder / "cell.ipynb").write_bytes(answers())
    (folder / "timestamp.txt").write_text(text)
    found, target = staged(folder)
    stamp = target / "timestamp.txt"
    assert (stamp.read_text() if stamp.exists() else None) == kept
    assert noted in "".join(found["cell"].notes)


def test_a_student_id_is_one_plain_name() -> None:
    assert student_id_problem("alice") is None
    assert student_id_problem("O'Brien, {b}") is None
    for name in ("", ".", "..", "a/b", "a\\b", ".hidden", "a\nb", "a[b]", "a*", "x" * 129):
        assert student_id_problem(name)


def test_submissions_are_found_as_nbgrader_finds_them(tmp_path: Path) -> None:
    for name in ("bob", "alice", "new\nline"):
        (tmp_path / name / "rnn").mkdir(parents=True)
    (tmp_path / "carol" / "other").mkdir(parents=True)
    found = submissions(f"{tmp_path}/*/rnn", rf"{tmp_path}/(?P<student_id>.*)/rnn")
    assert [student for student, _ in found] == ["alice", "bob", "new\nline"]


ANSWERS = structs.replace(PART, hands_in=("answers.csv",))


def test_files_of_a_part_are_found_beside_its_notebook_and_copied_under_their_names(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "mine.ipynb").write_bytes(answers())
    (folder / "sub" / "answers (1).csv").write_bytes(b"1")
    (folder / "answers.csv").write_bytes(b"of something else")
    found, target = staged(folder, ANSWERS)
    assert found["cell"].handed_in.files == {"answers.csv": b"1"}
    assert "answers (1).csv was taken for answers.csv" in found["cell"].notes
    assert (target / "answers.csv").read_bytes() == b"1"


def test_why_a_file_of_a_part_could_not_be_read_is_handed_on(folder: Path) -> None:
    (folder / "cell.ipynb").write_bytes(answers())
    (folder / "answers.csv").symlink_to("/etc/passwd")
    (folder / "answers (1).csv").write_bytes(b"1")
    found, target = staged(folder, ANSWERS)
    why = "answers.csv cannot be opened as a plain file: it is a link"
    assert found["cell"].handed_in.unread == {"answers.csv": why}
    assert as_config(found)["cell"]["unread"] == {"answers.csv": why}
    assert not (target / "answers.csv").exists()


def test_files_of_other_parts_are_files_like_any_other(folder: Path) -> None:
    (folder / "cell.ipynb").write_bytes(answers())
    (folder / "answers.csv").write_bytes(b"1")
    found, target = staged(folder)
    assert found["cell"].handed_in.files == {}
    assert (target / "answers.csv").read_bytes() == b"1"
