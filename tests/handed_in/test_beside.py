"""Files beside a notebook: the few that its part allows, plain, of a modest size, under their own name or nearly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.config import Limits
from autograder.handed_in.beside import hand_in, read_beside, read_staged
from autograder.records import Part

PART = Part("cell", "rnn", (), {}, hands_in=("cell_answers.csv",))
LIMITS = Limits(handed_in_bytes=10)


def write(folder: Path, **files: bytes) -> Path:
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content)
    return folder / "cell.ipynb"


def test_only_what_the_part_allows_is_read(tmp_path: Path) -> None:
    notebook = write(tmp_path, cell_answers=b"1", other=b"2")
    assert read_beside(notebook, PART, LIMITS).files == {"cell_answers.csv": b"1"}
    assert read_beside(notebook, Part("cell", "rnn", (), {}), LIMITS).files == {}


def test_a_missing_file_is_no_problem_here(tmp_path: Path) -> None:
    found = read_beside(tmp_path / "cell.ipynb", PART, LIMITS)
    assert (found.files, found.unread, found.notes) == ({}, {}, ())


@pytest.mark.parametrize(
    "name", ["cell_answers (1).csv", "4711_cell_answers.csv", "Cell_Answers.CSV", "cell_answers-2.csv"]
)
def test_a_file_that_was_renamed_on_the_way_is_taken(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"1")
    found = read_beside(tmp_path / "cell.ipynb", PART, LIMITS)
    assert found.files == {"cell_answers.csv": b"1"}
    assert found.notes == (f"{name} was taken for cell_answers.csv",)


@pytest.mark.parametrize("name", ["answers.csv", "cell_answers.txt", "cell_answers", "cell_answers.csv.zip"])
def test_another_file_is_not_taken_for_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"1")
    assert read_beside(tmp_path / "cell.ipynb", PART, LIMITS).files == {}


def test_its_own_name_wins(tmp_path: Path) -> None:
    (tmp_path / "cell_answers (1).csv").write_bytes(b"2")
    found = read_beside(write(tmp_path, cell_answers=b"1"), PART, LIMITS)
    assert (found.files, found.notes) == ({"cell_answers.csv": b"1"}, ())


def test_of_two_that_were_renamed_none_is_taken(tmp_path: Path) -> None:
    for name in ("cell_answers (1).csv", "cell_answers (2).csv"):
        (tmp_path / name).write_bytes(b"1")
    found = read_beside(tmp_path / "cell.ipynb", PART, LIMITS)
    assert found.files == {}
    assert found.unread == {
        "cell_answers.csv": "cell_answers.csv was not handed in, but cell_answers (1).csv and cell_answers (2).csv were"
    }


def make_link(path: Path) -> None:
    (path.parent / "secret").write_text("the answers")
    path.symlink_to(path.parent / "secret")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (make_link, "cannot be opened as a plain file: it is a link"),
        (lambda path: path.symlink_to("/nowhere"), "it is a link"),
        (os.mkfifo, "is not a plain file"),
        (Path.mkdir, "is not a plain file"),
        (lambda path: path.write_bytes(b"0" * 11), "is larger than 10 bytes"),
        (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 100 << 20), "is larger than 10 bytes"),
    ],
    ids=["link", "dangling link", "pipe", "folder", "large", "100 MiB"],
)
def test_what_is_no_plain_file_of_modest_size_is_not_read(tmp_path: Path, make, why: str) -> None:
    make(tmp_path / "cell_answers.csv")
    found = read_beside(tmp_path / "cell.ipynb", PART, LIMITS)
    assert found.files == {}
    assert why in found.unread["cell_answers.csv"]
    assert found.unread["cell_answers.csv"].startswith("cell_answers.csv ")


def test_a_file_of_exactly_the_largest_size_is_read(tmp_path: Path) -> None:
    assert read_beside(write(tmp_path, cell_answers=b"0" * 10), PART, LIMITS).files


def test_what_a_reader_lets_through_is_capped_too() -> None:
    found = hand_in(PART, ["cell_answers.csv"], lambda name: b"0" * 11, LIMITS)
    assert found.unread == {"cell_answers.csv": "cell_answers.csv is larger than 10 bytes"}


def test_a_clean_copy_has_each_file_under_its_name_or_not_at_all(tmp_path: Path) -> None:
    write(tmp_path, cell_answers=b"1")
    (tmp_path / "cell_answers (1).csv").write_bytes(b"2")
    assert read_staged(tmp_path, PART, LIMITS, {}).files == {"cell_answers.csv": b"1"}
    unread = {"cell_answers.csv": "it is a link"}
    assert read_staged(tmp_path, PART, LIMITS, unread).files == {}
    assert read_staged(tmp_path, PART, LIMITS, unread).unread == unread
    (tmp_path / "cell_answers.csv").unlink()
    assert read_staged(tmp_path, PART, LIMITS, {}).files == {}
