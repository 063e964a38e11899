"""The command line as a user types it: documented output, documented exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.config import HOUSE

RELEASED = HOUSE / "release" / "rnn" / "rnn_cell.ipynb"
SOLVED = HOUSE / "source" / "rnn" / "rnn_cell.ipynb"


def run(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def both():
    return run("grade", SOLVED, RELEASED, "--json")


def test_grade_prints_the_documented_object_for_each_notebook(both):
    assert both.exit_code == 0
    solved, released = map(json.loads, both.stdout.splitlines())
    assert solved["notebook"] == released["notebook"] == "rnn_cell"
    assert solved["score"] == solved["max_score"]
    assert released["score"] == 0
    item = released["items"][0]
    assert list(released) == ["notebook", "score", "max_score", "items"]
    assert list(item) == ["grade_id", "points", "score", "verdict", "carried", "hint", "tests"]
    assert list(item["tests"][0]) == ["name", "sentence", "weight", "verdict", "message", "credit"]


def test_grading_again_in_another_process_that_imported_more_gives_the_same_bytes(tmp_path):
    wrong = tmp_path / "wrong.ipynb"
    wrong.write_text(SOLVED.read_text().replace("np.tanh(", "np.sin("))
    first = run("grade", wrong, RELEASED, "--json")
    assert json.loads(first.stdout.splitlines()[0])["score"] < 45
    code = "import autograder.batch.run, autograder.hidden_tests.test_char_lm, autograder.cli as cli; cli.main()"
    command = [sys.executable, "-c", code, "grade", str(wrong), str(RELEASED), "--json"]
    again = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HOUSE)
    assert again.stdout == first.stdout


def test_the_notebooks_own_items_tell_its_part_not_its_name(tmp_path):
    renamed = tmp_path / "my homework (final).ipynb"
    renamed.write_bytes(RELEASED.read_bytes())
    result = run("grade", renamed)
    assert result.exit_code == 0
    assert "rnn_cell 0 of" in result.stdout
    assert "is not written yet" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("isolation: bubblewrap, ")


def test_an_unusable_notebook_gives_2_and_the_others_are_graded(tmp_path):
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{")
    result = run("grade", broken, tmp_path / "missing.ipynb", tmp_path, RELEASED, "--json")
    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 1
    assert len(result.stderr.splitlines()) == 3
    assert all(line.startswith("autograder: ") for line in result.stderr.splitlines())


def test_a_grader_error_gives_3_and_wins(tmp_path, monkeypatch):
    from autograder.sandbox import bubblewrap

    bubblewrap.executable.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    result = run("grade", tmp_path / "missing.ipynb", RELEASED)
    assert result.exit_code == 3
    assert "apt-get install bubblewrap" in result.stderr
    assert "Traceback" not in result.output
    bubblewrap.executable.cache_clear()


PERSONAL = HOUSE / "release" / "rnn" / "written.ipynb"


def test_a_part_with_numbers_of_the_students_own_asks_whose_it_is():
    result = run("grade", PERSONAL, RELEASED, "--json")
    assert result.exit_code == 2
    assert [json.loads(line)["notebook"] for line in result.stdout.splitlines()] == ["rnn_cell"]
    assert result.stderr.splitlines() == [
        f"autograder: {PERSONAL}: written draws its numbers from the student's id: add --student ID"
    ]
    known = run("grade", PERSONAL, "--student", "ada", "--json")
    assert known.exit_code == 0
    assert json.loads(known.stdout)["score"] == 0


def test_hidden_tests_of_a_personal_part_ask_whose_it_is_too():
    command = [sys.executable, "-m", "pytest", "-q", "autograder/hidden_tests", "--submission", str(PERSONAL)]
    unknown = subprocess.run(command, capture_output=True, text=True, cwd=HOUSE, check=False)
    assert unknown.returncode == 4
    assert "add --student ID" in unknown.stderr
    known = subprocess.run([*command, "--student", "ada"], capture_output=True, text=True, cwd=HOUSE, check=False)
    assert known.returncode == 1
    assert "is not written yet" in known.stdout


def test_an_unknown_assignment_is_one_line(tmp_path):
    (tmp_path / "course_config.py").write_text((HOUSE / "course_config.py").read_text())
    result = run("batch", "nonsense", "--course-dir", tmp_path)
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1
    assert "nonsense" in result.stderr


@pytest.mark.parametrize("command", [[], ["build"], ["grade"], ["batch"]])
def test_every_command_explains_itself(command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_hidden_tests_run_under_pytest_for_one_submission():
    command = [sys.executable, "-m", "pytest", "-q", "autograder/hidden_tests", "--submission"]
    good = subprocess.run([*command, str(SOLVED)], capture_output=True, text=True, cwd=HOUSE, check=False)
    assert good.returncode == 0, good.stdout
    bad = subprocess.run([*command, str(RELEASED)], capture_output=True, text=True, cwd=HOUSE, check=False)
    assert bad.returncode == 1
    assert "is not written yet" in bad.stdout
    none = subprocess.run(command[:-1], capture_output=True, text=True, cwd=HOUSE, check=False)
    assert none.returncode == 4
    assert "add --submission PATH" in none.stderr
    unusable = subprocess.run([*command, str(Path(__file__))], capture_output=True, text=True, cwd=HOUSE, check=False)
    assert unusable.returncode == 4
