"""What the witness of an attack sees: whose files changed, who has which score, what still runs."""

import json
import sqlite3
import subprocess
import sys

import pytest

from benchmarks import hostile_inside as inside

GRADEBOOK = """
create table submitted_assignment (id, student_id); create table submitted_notebook (id, assignment_id);
create table base_cell (id, name); create table grade_cells (id, cell_type);
create table grade (notebook_id, cell_id, auto_score, manual_score, extra_credit);
insert into submitted_assignment values (1, 'ada'); insert into submitted_notebook values (2, 1);
insert into base_cell values (3, 'test_f'), (4, 'test_g'), (5, 'test_h'), (6, 'why');
insert into grade_cells values (3, 'code'), (4, 'code'), (5, 'code'), (6, 'markdown');
insert into grade values (2, 3, 5.0, null, null), (2, 4, 5.0, 0.0, 50.0);
insert into grade values (2, 5, null, null, null), (2, 6, 1.0, null, null);
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    for name in ("COURSE", "HOME"):
        monkeypatch.setattr(inside, name, tmp_path / name)
        (tmp_path / name).mkdir()
    return tmp_path / "COURSE"


def write(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_score_by_hand_and_extra_credit_count_as_nbgrader_counts_them(course):
    with sqlite3.connect(course / "gradebook.db") as gradebook:
        gradebook.executescript(GRADEBOOK)
    assert inside.scores() == {"ada": {"test_f": 5.0, "test_g": 50.0, "test_h": None}}


def test_a_gradebook_that_was_destroyed_holds_no_score(course):
    write(course / "gradebook.db", "no database" * 100)
    assert inside.scores() == {}


def test_files_of_others_are_watched_and_the_attackers_own_are_not(course):
    others = [course / "source" / "rnn" / "a.ipynb", course / "submitted" / "a-before" / "x"]
    own = [course / "submitted" / "hostile" / "x", course / "autograded" / "z-after" / "x", course / "gradebook.db"]
    started = inside.HOME / ".ipython" / "startup" / "0.py"
    for path in [*others, *own, started, inside.HOME / "history"]:
        write(path)
    before = inside.files()
    assert before.keys() == {*others, started}
    for path in [others[0], own[0]]:
        write(path, "changed")
    assert inside.differing(before, inside.files()) == {others[0]}


def test_a_process_that_runs_is_seen_and_one_that_has_ended_is_not():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert process.pid in inside.others_alive()
    assert process.pid not in inside.others_alive()


def test_what_the_attackers_cells_show_is_read_and_a_damaged_notebook_is_passed_over(course):
    cells = [{"cell_type": "code", "outputs": [{"text": "shown"}]}, {"cell_type": "markdown", "source": "not this"}]
    write(course / "autograded" / "hostile" / "rnn" / "a.ipynb", json.dumps({"cells": cells}))
    write(course / "autograded" / "hostile" / "rnn" / "b.ipynb", "{")
    assert "shown" in inside.outputs()
    assert "not this" not in inside.outputs()
    assert inside.page() == ""
