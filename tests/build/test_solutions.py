import runpy
import subprocess
import sys
from importlib.util import find_spec

import pytest

from autograder.build.solutions import solution_module, solution_problems
from autograder.build.source import parse_source

EXPECTED = '''\
# Built from source/tiny.py by `autograder build`; do not edit.
"""Reference solution of the part ``tiny``."""

import math

SCALE = 2.0


# doubles what it gets
def doubled(value):
    return SCALE * value


def add(left, right):
    """The sum of two numbers."""
    total_of_both = math.fsum([left, right])
    return total_of_both


def add_twice(left, right):
    """Twice the sum."""
    return doubled(add(left, right))
'''


def source_of(text: str):
    return parse_source("tiny", "source/tiny.py", text)


def solved(body: str, item: str = "add") -> str:
    return f'# %% item="{item}"\ndef {item}():\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION\n\n'


def test_module_holds_solutions_and_what_they_need_and_no_more(tiny_source):
    assert solution_module(source_of(tiny_source)) == EXPECTED


def test_module_runs(tiny_source, tmp_path):
    (tmp_path / "tiny.py").write_text(solution_module(source_of(tiny_source)))
    assert runpy.run_path(str(tmp_path / "tiny.py"))["add_twice"](1, 2) == 6


@pytest.mark.skipif(find_spec("ruff") is None, reason="ruff is a tool of developers")
def test_module_is_formatted_and_lints_clean(tiny_source, tmp_path):
    ruff = [sys.executable, "-m", "ruff"]
    for text in (tiny_source, solved("return 1"), "# %%\nimport math\n\nONE = 1\n\n" + solved("return math.sin(ONE)")):
        (tmp_path / "tiny.py").write_text(solution_module(source_of(text)))
        subprocess.run([*ruff, "check", "--isolated", "--select", "E,F,I,W", tmp_path], check=True)
        subprocess.run([*ruff, "format", "--isolated", "--check", tmp_path], check=True)


def test_imports_of_solution_cells_come_first_and_once():
    given = "# %%\nimport math\nTWO = math.sqrt(4)\n\n"
    text = given + solved("return TWO").replace("def add", "import math\n\n\ndef add")
    module = solution_module(source_of(text))
    assert module.count("import math") == 1
    assert module.index("import math") < module.index("TWO =")


def test_definitions_reached_through_each_other_are_kept():
    given = "# %%\ndef inner():\n    return 1\n\n\ndef outer():\n    return inner()\n\n\ndef other():\n    return 2\n\n"
    module = solution_module(source_of(given + solved("return outer()")))
    assert "def inner" in module
    assert "def other" not in module


def test_names_bound_in_blocks_and_by_tuples_are_found():
    given = "# %%\ntry:\n    import fast as engine\nexcept ImportError:\n    engine = None\nlow, high = 1, 2\n\n"
    module = solution_module(source_of(given + solved("return engine or high")))
    assert "except ImportError:\n    engine = None" in module
    assert "low, high = 1, 2" in module


def test_experiments_and_checks_stay_out():
    text = (
        '# %% tags=["experiment"]\nvalue = 1\n\n'
        + solved("return value")
        + '# %% item="add" points=1\nassert add() == value\n'
    )
    module = solution_module(source_of(text))
    assert "value = 1" not in module
    assert "assert" not in module


def test_solution_that_needs_the_students_checks_is_refused():
    text = "# %%\nfrom checks import near\n\n" + solved("return near(1)")
    assert solution_problems(source_of(text)) == [
        "source/tiny.py:2: the solution needs checks.py, which is for students only; define the name in a given cell"
    ]


def test_checks_that_only_public_checks_use_are_fine():
    text = "# %%\nfrom checks import near\n\n" + solved("return 1") + '# %% item="add" points=1\nassert near(add())\n'
    assert solution_problems(source_of(text)) == []
