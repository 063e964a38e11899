"""Which items a sample may earn other scores in than the model solution does."""

import copy

import msgspec
import pytest

from autograder.proving.touched import touched_items
from autograder.records import Item, Part
from autograder.sample_class.samples import Sample

ITEMS = (Item("step", 2.0), Item("walk", 3.0, uses=("step",)), Item("count", 1.0), Item("why", 4.0, manual=True))
EVERY = {"step", "walk", "count", "why"}
PART = Part("walking", "walks", ITEMS, {})
STEP = "def step(x):\n    return x + 1"
CELLS = (
    ("", "def twice(x):\n    return step(step(x))"),
    ("step", STEP),
    ("walk", "def walk(x):\n    return [step(one) for one in x]"),
    ("count", "def count(x):\n    return len(x)"),
    ("", "assert count(walk([1])) == 1"),
)


def cell(grade_id, source):
    settings = {"nbgrader": {"grade_id": grade_id, "solution": True}} if grade_id else {}
    return {"cell_type": "code", "source": source, "metadata": settings}


MODEL = Sample(
    "walking", "walks", "correct", "model_solution", "Does all.", {}, "graded",
    {"cells": [cell(*one) for one in CELLS]}, "walking.ipynb",
)  # fmt: skip


def changed(kind="partial", **sources):
    """The model with other code in some answers."""
    notebook = copy.deepcopy(MODEL.notebook)
    for one in notebook["cells"]:
        grade_id = one["metadata"].get("nbgrader", {}).get("grade_id", "")
        one["source"] = sources.get(grade_id, one["source"])
    return msgspec.structs.replace(MODEL, name="other", kind=kind, notebook=notebook)


def touched(sample):
    return touched_items(sample, MODEL, PART)


def test_an_answer_that_nobody_uses_touches_itself_alone():
    assert touched(changed(count="def count(x):\n    return 0")) == {"count"}


def test_what_uses_an_answer_by_name_or_by_declaration_is_touched_too():
    assert touched(changed(step="def step(x):\n    return x")) == {"step", "walk"}
    model = changed(walk="def walk(x):\n    return x")
    sample = msgspec.structs.replace(changed(walk="def walk(x):\n    return x", step="def step(x):\n    return x"))
    assert touched_items(sample, model, PART) == {"step", "walk"}, "walk declares it, though it does not name it"


def test_what_uses_it_through_a_function_of_another_cell_is_touched():
    model = changed(count="def count(x):\n    return twice(x)")
    sample = changed(count="def count(x):\n    return twice(x)", step="def step(x):\n    return x")
    assert touched_items(sample, model, PART) == {"step", "walk", "count"}


def test_what_uses_it_through_a_value_of_another_cell_is_touched():
    other = {"cells": [cell("", "made = [step]"), *copy.deepcopy(MODEL.notebook["cells"])]}
    model = msgspec.structs.replace(MODEL, notebook=other)
    model.notebook["cells"][4]["source"] = "def count(x):\n    return made[0](x)"
    sample = msgspec.structs.replace(model, kind="partial", notebook=copy.deepcopy(other))
    sample.notebook["cells"][2]["source"] = "def step(x):\n    return x"
    assert touched_items(sample, model, PART) == {"step", "walk", "count"}


def test_a_local_variable_of_the_same_name_is_no_use():
    model = changed(count="def count(x):\n    step = 1\n    return step")
    sample = changed(count="def count(x):\n    step = 1\n    return step", step="def step(x):\n    return x")
    assert touched_items(sample, model, PART) == {"step", "walk"}


def test_a_second_name_that_an_answer_binds_or_no_longer_binds_touches_its_users():
    assert touched(changed(walk="def walk(x):\n    return x\n\ndef len(x):\n    return 0")) == {"walk", "count"}
    helped = changed(walk="def walk(x):\n    return x\n\ndef len(x):\n    return 0")
    assert touched_items(MODEL, helped, PART) == {"walk", "count"}


@pytest.mark.parametrize(
    "more",
    [
        "walk.__defaults__ = (1,)",
        "import numpy as np\nnp.tanh = abs",
        "print('hello')",
        "for x in range(3):\n    pass",
        "def other():\n    global count\n    count = None",
        "%time count",
        "count, other = 1, 2",
        "def half(:",
    ],
)
def test_code_that_does_more_than_to_bind_names_may_touch_everything(more):
    assert touched(changed(step=f"{STEP}\n\n{more}")) == EVERY


@pytest.mark.parametrize("kind", ["hostile", "broken"])
def test_whoever_means_no_good_may_touch_everything(kind):
    assert touched(changed(kind=kind, count="def count(x):\n    return 0")) == EVERY


def test_other_cells_files_and_ways_to_hand_in_may_touch_everything():
    added = changed(count="def count(x):\n    return 0")
    added.notebook["cells"].append(cell("", "x = 1"))
    assert touched(added) == EVERY
    beside = changed(**{"": "x = 1"})
    assert touched(beside) == EVERY
    settings = changed()
    settings.notebook["cells"][1]["metadata"]["nbgrader"]["points"] = 100
    assert touched(settings) == EVERY
    for other in ({"files": {"a.csv": b"1"}}, {"links": {"a": "/"}}, {"damage": "empty"}, {"file_name": "a.ipynb"}):
        sample = msgspec.structs.replace(changed(count="def count(x):\n    return 0"), **other)
        assert touched(sample) == EVERY, other


def test_the_model_itself_is_graded_whole():
    assert touched(MODEL) == EVERY
