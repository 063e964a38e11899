"""A tiny house: one assignment, one part, everything that a build reads."""

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
# # Adding up
#
# ![Two arrows that meet](figures/tiny_arrows.svg)

# %%
# %matplotlib inline
import math

import numpy as np

SCALE = 2.0
UNUSED = 1


# doubles what it gets
def doubled(value):
    return SCALE * value


# %% item="add"
def add(left, right):
    """The sum of two numbers."""
    ### BEGIN SOLUTION
    total_of_both = math.fsum([left, right])
    return total_of_both
    ### END SOLUTION


# %% item="add" points=10
assert add(1, 2) == 3

# %% item="add_twice" uses=["add"]
def add_twice(left, right):
    """Twice the sum."""
    ### BEGIN SOLUTION
    return doubled(add(left, right))
    ### END SOLUTION


# %% item="add_twice" points=2.5
assert add_twice(1, 2) == 6

# %% tags=["experiment"] alt="A line that rises"
lines = np.arange(3)

# %% [markdown] item="why_add" points=4
# Why does addition commute?
#
# ### BEGIN SOLUTION
# **Model answer.** Because swapping two heaps changes no count at all.
#
# ### BEGIN MARK SCHEME
# Two points for naming both heaps in the answer.
# ### END MARK SCHEME
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | two_heaps | 2.5 | the answer speaks of two heaps | Picture both numbers as heaps of stones. |
# | same_count | 1.5 | the answer says that $\\|a\\| + \\|b\\|$ stays | Count the stones before and after. |
# ### END SOLUTION
'''

HIDDEN = '''\
from autograder.judge.collection import item


@item("add")
def test_sum_is_the_total_of_both(student):
    """The sum is the total."""
    assert student.add(1234, 4321).equals_secretly(5555)


@item("add_twice", weight=2)
def test_twice_is_twice(student):
    """Twice the sum."""
    assert student.add_twice(1, 2) == 6
'''

FIGURES = '''\
from matplotlib.figure import Figure


def arrows():
    """Two arrows & a point.

    They meet where the sum is,
    in the middle.
    """
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot([0, 1], [1, 0], label="sum")
    figure.axes[0].legend()
    return figure


FIGURES = {"arrows": arrows}
'''

CONFIG = """\
course_id = "tiny_course"
assignments = {"sums": {"parts": ["tiny"], "due": "2027-01-31 23:59:00 UTC"}}
grading_seed = 1
"""

PYPROJECT = (
    '[project]\ndependencies = ["jupyterlab>=4.2,<5", "numpy>=2.0", "matplotlib>=3.9", "torch==2.13.0", "tqdm>=4.66"]\n'
)

NBGRADER_CONFIG = """\
from traitlets.config import Config
from autograder.build.nbgrader_traits import BUILD_TRAITS
c = get_config()
c.merge(Config(BUILD_TRAITS))
c.CourseDirectory.course_id = "tiny_course"
"""

FILES = {
    "course_config.py": CONFIG,
    "nbgrader_config.py": NBGRADER_CONFIG,
    "pyproject.toml": PYPROJECT,
    "source/tiny.py": SOURCE,
    "source/checks.py": '"""Public checks."""\n',
    "figures/__init__.py": "",
    "figures/tiny.py": FIGURES,
    "autograder/hidden_tests/test_tiny.py": HIDDEN,
}


@pytest.fixture(scope="session")
def tiny_source() -> str:
    return SOURCE


@pytest.fixture(scope="session")
def make_house():
    """Write a tiny house into a folder; keyword arguments replace files, None leaves one out."""

    def make(folder: Path, files: dict[str, str | None] | None = None) -> Path:
        for name, text in {**FILES, **(files or {})}.items():
            if text is not None:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        return folder

    return make
