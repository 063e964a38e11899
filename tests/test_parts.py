import json

import pytest

from autograder.errors import ConfigError
from autograder.parts import load_part, release_notebook
from autograder.records import Item

CONFIG = 'course_id = "c"\nassignments = {"sums": {"parts": ["tiny"]}}\ngrading_seed = 1\n'


def cell(grade_id: str, source: str, *, kind: str = "code", more=None, **flags):
    nbgrader = {"grade_id": grade_id, "grade": False, "solution": False, "locked": False, **flags}
    metadata = {"nbgrader": nbgrader, **({"autograder": more} if more else {})}
    return {"cell_type": kind, "metadata": metadata, "source": source.splitlines(keepends=True)}


def notebook(answer: str) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title"]},
        {"cell_type": "code", "metadata": {}, "source": ["import math\n", "math.pi"]},
        cell("add", f"def add():\n    {answer}", solution=True),
        cell("test_add", "assert add()", grade=True, locked=True, points=10),
        cell("twice", f"def twice():\n    {answer}", solution=True, more={"uses": ["add"], "refuses": ["torch"]}),
        cell("test_twice", "assert twice()", grade=True, locked=True, points=2.5),
        cell("why", answer, kind="markdown", grade=True, solution=True, points=4),
    ]
    metadata = {"autograder": {"part": "tiny", "refuses": ["torch"]}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def house(tmp_path):
    files = {
        "course_config.py": CONFIG,
        "source/sums/tiny.ipynb": notebook("return 1"),
        "release/sums/tiny.ipynb": notebook("raise NotImplementedError"),
        "release/sums/README.md": "Read me.",
        "release/sums/figures/tiny_a.svg": "<svg/>",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_part_knows_which_files_students_may_hand_in(house):
    assert load_part("tiny", house).hands_in == ()
    path = house / "source/sums/tiny.ipynb"
    path.write_text(path.read_text().replace('"part": "tiny"', '"part": "tiny", "hands_in": ["sums.csv"]'))
    assert load_part("tiny", house).hands_in == ("sums.csv",)


def test_part_has_items_in_order_and_starters_of_the_release(house):
    part = load_part("tiny", house)
    assert (part.name, part.assignment, part.refuses) == ("tiny", "sums", ("torch",))
    assert not part.personal
    assert part.items == (
        Item("add", 10.0),
        Item("twice", 2.5, uses=("add",), refuses=("torch",)),
        Item("why", 4.0, manual=True),
    )
    assert part.starters == {
        "add": "def add():\n    raise NotImplementedError",
        "twice": "def twice():\n    raise NotImplementedError",
        "why": "raise NotImplementedError",
    }


def test_part_knows_the_code_that_is_given_out_beside_its_items(house):
    assert load_part("tiny", house).given == ("import math\nmath.pi",)


def test_support_files_are_what_is_released_beside_the_notebook(house):
    assert load_part("tiny", house).support_files == {"README.md": b"Read me.", "figures/tiny_a.svg": b"<svg/>"}


def test_release_notebook_is_json(house):
    assert release_notebook("tiny", house) == json.loads(notebook("raise NotImplementedError"))


def test_unknown_part_is_refused(house):
    with pytest.raises(ConfigError, match="part 'other' is in no assignment"):
        load_part("other", house)


@pytest.mark.parametrize("folder", ["source", "release"])
def test_part_that_is_not_built_names_the_mend(house, folder):
    (house / folder / "sums" / "tiny.ipynb").unlink()
    with pytest.raises(ConfigError, match=rf"{folder}/sums/tiny\.ipynb is missing: run `autograder build`"):
        load_part("tiny", house)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"metadata": {"autograder": {"part": "other"}}}'])
def test_part_that_something_else_wrote_names_the_mend(house, content):
    (house / "source" / "sums" / "tiny.ipynb").write_text(content)
    with pytest.raises(ConfigError, match=r"tiny\.ipynb is not what the build writes: run `autograder build`"):
        load_part("tiny", house)
