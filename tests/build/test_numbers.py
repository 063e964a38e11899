import json

import pytest

from autograder.build.notebook import notebook_bytes
from autograder.build.numbers import as_reference, is_personal, seed_in, with_numbers_seed
from autograder.build.solutions import solution_module
from autograder.build.source import parse_source
from autograder.config import HOUSE, load_course

LINE = "numbers_seed = 0  # from course_config.py"
SOURCE = f"""\
# %% [markdown]
# # Numbers
#
# {LINE}

# %%
{LINE}


student_id = ""


def mine(student_id):
    return f"{{student_id}} {{numbers_seed}}"

# %% tags=["experiment"]
{LINE}
student_id = ""

# %% item="answer"
def answer():
    ### BEGIN SOLUTION
    return mine(student_id)
    ### END SOLUTION


# %% item="answer" points=1
assert answer()
"""


@pytest.fixture(scope="module")
def source():
    return parse_source("tiny", "source/tiny.py", SOURCE)


def test_the_seed_of_the_course_stands_in_given_cells_and_nowhere_else(source):
    cells = [cell.source for cell in with_numbers_seed(source, 7).cells]
    assert cells[1].startswith("numbers_seed = 7  # from course_config.py\n\n\nstudent_id")
    assert all(LINE in cells[place] for place in (0, 2))


def test_the_reference_has_an_id_and_the_same_seed_in_every_term(source):
    signed = as_reference(with_numbers_seed(source, 7))
    assert solution_module(signed) == solution_module(as_reference(with_numbers_seed(source, 8)))
    assert 'student_id = "script"\n' in signed.cells[1].source
    assert signed.cells[2].source.endswith('student_id = ""')


def test_filling_twice_keeps_the_last_seed(source):
    again = with_numbers_seed(with_numbers_seed(source, 7), -8)
    assert seed_in(notebook_bytes(again)) == -8


def test_a_notebook_says_that_it_is_personal(source, tiny_source):
    assert is_personal(source)
    assert json.loads(notebook_bytes(source))["metadata"]["autograder"]["personal"] is True
    assert not is_personal(parse_source("tiny", "source/tiny.py", tiny_source))


@pytest.mark.parametrize("notebook", [b"", b"{", b"[]", b'{"cells": 3}', b'{"cells": []}'])
def test_what_is_no_personal_notebook_has_no_seed(notebook):
    assert seed_in(notebook) is None


def test_no_secret_seed_is_released():
    secret = str(load_course().grading_seed).encode()
    for path in (HOUSE / "release").rglob("*"):
        assert path.is_dir() or secret not in path.read_bytes(), path
