import pytest

from autograder.build.regions import MARK_SCHEME, SOLUTION, inside, outside, region_problems, without_markers
from autograder.build.source import parse_source


def source_of(*cells: str):
    return parse_source("tiny", "source/tiny.py", "".join(cells))


SOLVED = '# %% item="add"\ndef add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION\n'
WRITTEN = (
    '# %% [markdown] item="why" points=4\n# Why?\n# ### BEGIN SOLUTION\n# Because.\n{scheme}# ### END SOLUTION\n{after}'
)
SCHEME = "# ### BEGIN MARK SCHEME\n# Two points.\n# ### END MARK SCHEME\n"


def test_lines_inside_carry_their_numbers():
    cell = source_of(SOLVED).cells[0]
    assert inside(cell, SOLUTION) == [(4, "    return a + b")]
    assert outside(cell) == ["def add(a, b):"]
    assert without_markers(cell) == ["def add(a, b):", "    return a + b"]


def test_mark_scheme_inside_the_solution_is_fine():
    source = source_of(WRITTEN.format(scheme=SCHEME, after=""))
    assert region_problems(source) == []
    assert inside(source.cells[0], MARK_SCHEME) == [(6, "# Two points.")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            SOLVED.replace("    ### END SOLUTION\n", ""),
            "source/tiny.py:3: this region is never closed; add `### END SOLUTION`",
        ),
        (SOLVED.replace("    ### BEGIN SOLUTION\n", ""), "source/tiny.py:4: `### END SOLUTION` closes nothing"),
        (
            SOLVED.replace("    return a + b\n", "    ### BEGIN SOLUTION\n"),
            "source/tiny.py:4: `### BEGIN SOLUTION` inside the region of line 3; close that one first",
        ),
        (
            '# %% item="add"\ndef add(a, b):\n    return a + b\n',
            "source/tiny.py:1: no solution region; put the solution",
        ),
        (SOLVED.replace("    return a + b\n", "\n"), "source/tiny.py:1: the solution region is empty"),
        (SOLVED.replace(' item="add"', ""), "source/tiny.py:1: a solution region outside a solution cell"),
        (SOLVED.replace('"add"', '"add" points=3'), "source/tiny.py:1: a solution region outside a solution cell"),
        (
            "# %%\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\n",
            "source/tiny.py:2: hidden tests do not belong in a source",
        ),
        (
            "# %%\n### BEGIN MARK SCHEME\n### END MARK SCHEME\n",
            "source/tiny.py:2: a mark scheme belongs in a written answer",
        ),
        (
            WRITTEN.format(scheme="", after=SCHEME),
            "source/tiny.py:6: a mark scheme outside the solution region would be",
        ),
        (
            WRITTEN.format(scheme=SCHEME.replace("# ### END MARK SCHEME\n", ""), after=""),
            "source/tiny.py:5: this region is never closed; add `### END MARK SCHEME`",
        ),
        ('# %% [markdown] item="why" points=4\n# Why?\n', "source/tiny.py:1: no solution region; put the model answer"),
    ],
)
def test_broken_regions_name_the_line_and_the_mend(text, problem):
    problems = region_problems(source_of(text))
    assert problems[0].startswith(problem)
