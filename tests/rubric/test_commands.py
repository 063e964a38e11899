"""``autograder rubric`` as a teaching assistant types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from tests.rubric.conftest import anon, fill_in
from tests.rubric.test_importing import GRADING, graded, manual


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_an_evening_of_grading(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    exported = run("rubric", "export", "rnn")
    assert exported.exit_code == 0, exported.output
    assert "wrote rubric-rnn.xlsx: 1 question(s), 3 answer(s)" in exported.stdout
    assert "2 answer(s) were left as given: 0 points, nothing to do" in exported.stdout
    fill_in(Path("rubric-rnn.xlsx"), {anon(root, student): values for student, values in GRADING.items()})

    before = manual(root)
    dry = run("rubric", "import", "rubric-rnn.xlsx", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "rnn: 3 answer(s) would be changed (dry run)" in dry.stdout
    assert anon(root, "alice") in dry.stdout
    assert "alice" not in dry.stdout
    assert manual(root) == before

    done = run("rubric", "import", "rubric-rnn.xlsx")
    assert "rnn: 3 answer(s) changed" in done.stdout
    assert manual(root) == graded()
    assert "0 answer(s) changed\n  3 as before, 0 not graded yet" in run("rubric", "import", "rubric-rnn.xlsx").stdout


def test_a_wrong_sheet_gives_2_and_every_place(root: Path, workbook: Path) -> None:
    fill_in(workbook, {anon(root, "alice"): {"names_state": 9, "says_how": "x"}})
    result = run("rubric", "import", workbook, "--course-dir", root)
    assert result.exit_code == 2
    first, *places = result.stderr.splitlines()
    assert first == "autograder: nothing was changed: 2 problems in what was filled in"
    assert [place.startswith("  rubric-rnn.xlsx, sheet why, row ") for place in places] == [True, True]
    assert run("rubric", "import", root / "no.xlsx", "--course-dir", root).exit_code == 2


def test_what_was_left_for_later_is_said(root: Path, workbook: Path) -> None:
    fill_in(workbook, {anon(root, "alice"): {"names_state": 3}})
    said = run("rubric", "import", workbook, "--course-dir", root).stdout
    assert "0 as before, 2 not graded yet" in said
    assert "left for later, not every criterion has points: rubric-rnn.xlsx, sheet why, row" in said
    assert anon(root, "alice") in said


def test_a_workbook_is_not_overwritten(root: Path, workbook: Path) -> None:
    result = run("rubric", "export", "rnn", "--to", workbook, "--course-dir", root)
    assert result.exit_code == 3
    assert "add --force" in result.stderr
    assert run("rubric", "export", "rnn", "--to", workbook, "--course-dir", root, "--force").exit_code == 0


@pytest.mark.parametrize("command", [[], ["export"], ["import"]])
def test_every_command_explains_itself(command: list[str]) -> None:
    result = run("rubric", *command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
