"""A small course to prove: one good item with mistakes, samples, an authority and a mutation report."""

import shutil
from pathlib import Path

import pytest

SOURCE = '''\
# ---
# jupyter:
#   kernelspec: {name: python3, display_name: Python 3, language: python}
#   autograder:
#     refuses: [torch]
# ---

# %% [markdown]
# # Larger numbers

# %%
import numpy as np

# %% item="scaled"
def scaled(x, by):
    """Each entry of x times by, and their sum."""
    ### BEGIN SOLUTION
    larger_entries = np.multiply(x, by)
    return larger_entries, larger_entries.sum()
    ### END SOLUTION


# %% item="scaled" points=10
assert scaled(np.ones(2), 3.0)[1] == 6
'''

HIDDEN = '''\
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.judge import item
from autograder.judge.compare import WrongAnswer, check_unchanged

RTOL = 1e-4
vectors = st.lists(st.floats(0.5, 9), min_size=2, max_size=5).map(np.array)
factors = st.floats(2, 9)


def check(got, expected):
    if np.shape(got) != np.shape(expected) or not np.allclose(got, expected, rtol=RTOL):
        raise WrongAnswer("It differs.")


@item("scaled", weight=3)
@given(x=vectors, by=factors)
def test_every_entry_is_multiplied(student, x, by):
    """Every entry is multiplied.

    Credits right entries, whatever their sum.
    """
    check(student.scaled(x, by).value[0], x * by)


@item("scaled", weight=1)
@given(x=vectors, by=factors)
def test_sum_is_that_of_the_products(student, x, by):
    """The sum is that of the products; a second call is right too, and x stays."""
    answer = student.scaled(x, by)
    check(answer.value[1], (x * by).sum())
    check_unchanged("x", x, answer.after(0))
    check(student.scaled(x + 1, by).value[1], ((x + 1) * by).sum())
    check(student.look_again(answer)[0], x * by)
'''

MISTAKES = '''\
from autograder.judge import mistake


@mistake("scaled")
def added(x, by):
    """You add the factor."""
    return x + by, (x + by).sum()


@mistake("scaled")
def sum_of_what_came(x, by):
    """You sum what came in."""
    return x * by, x.sum()
'''

AUTHORITY = """\
import numpy as np

from solutions.tiny import scaled


def test_twice_is_a_sum():
    x = np.arange(3.0)
    assert np.array_equal(scaled(x, 2.0)[0], x + x)
"""

FILES = {
    "course_config.py": (
        'course_id = "tiny"\nassignments = {"sums": {"parts": ["tiny"], "due": "2027-01-31 23:59:00 UTC"}}\n'
        "grading_seed = 1\n"
    ),
    "nbgrader_config.py": (
        "from traitlets.config import Config\nfrom autograder.build.nbgrader_traits import BUILD_TRAITS\n"
        'c = get_config()\nc.merge(Config(BUILD_TRAITS))\nc.CourseDirectory.course_id = "tiny"\n'
    ),
    "pyproject.toml": (
        '[project]\ndependencies = ["jupyterlab>=4.2,<5", "numpy>=2.0", "matplotlib>=3.9", "tqdm>=4.66"]\n'
    ),
    "source/tiny.py": SOURCE,
    "source/checks.py": '"""Public checks."""\n',
    "figures/__init__.py": "",
    "solutions/__init__.py": "",
    "autograder/hidden_tests/test_tiny.py": HIDDEN,
    "autograder/mistakes/tiny.py": MISTAKES,
    "autograder/proving/mutants/.keep": "",
    "tests/test_reference_tiny.py": AUTHORITY,
    "tests/submissions/tiny/correct/loop.py": (
        '# A loop.\n# expect: scaled=10\n# %% item="scaled"\ndef scaled(x, by):\n'
        "    larger = np.array([entry * by for entry in x])\n    return larger, sum(larger)\n"
    ),
    "tests/submissions/tiny/partial/sum_of_what_came.py": (
        '# Sums x.\n# expect: scaled=7.5\n# %% item="scaled"\ndef scaled(x, by):\n    return x * by, x.sum()\n'
    ),
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A course that was built, with a mutation report; not to be changed."""
    from autograder.build import build_course
    from autograder.proving.mutation_run import run_mutants

    house = write(tmp_path_factory.mktemp("built") / "house", FILES)
    build_course(house, house)
    _, survivors = run_mutants(house=house, jobs=1)
    write(house, {"autograder/proving/equivalents/tiny.toml": EQUIVALENTS})
    if survivors:
        _, survivors = run_mutants(house=house, jobs=1)
    assert survivors == []
    return house


EQUIVALENTS = ""


@pytest.fixture
def house(built, tmp_path) -> Path:
    """A copy of that course, to be broken."""
    return Path(shutil.copytree(built, tmp_path / "house"))
