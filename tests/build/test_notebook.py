import json

import pytest

from autograder.build.notebook import notebook_bytes
from autograder.build.source import parse_source, read_source
from autograder.config import HOUSE, load_course

WIDEST = 100  # characters of code that fit a cell of JupyterLab in a window of 1250 pixels


@pytest.fixture(scope="module")
def cells(tiny_source):
    notebook = json.loads(notebook_bytes(parse_source("tiny", "source/tiny.py", tiny_source)))
    assert notebook["metadata"]["autograder"] == {"part": "tiny", "refuses": ["torch"]}
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    return {cell["id"]: cell for cell in notebook["cells"]}


def test_files_to_hand_in_are_named_for_the_grader(tiny_source):
    text = tiny_source.replace("#     refuses: [torch]", "#     hands_in: [sums.csv]")
    notebook = json.loads(notebook_bytes(parse_source("tiny", "source/tiny.py", text)))
    assert notebook["metadata"]["autograder"] == {"part": "tiny", "refuses": [], "hands_in": ["sums.csv"]}


def test_ids_are_grade_ids_or_counted(cells):
    assert list(cells) == [
        "tiny-00",
        "tiny-01",
        "add",
        "test_add",
        "add_twice",
        "test_add_twice",
        "tiny-02",
        "why_add",
    ]


def test_headers_become_metadata_of_nbgrader(cells):
    flags = {name: cells[name]["metadata"]["nbgrader"] for name in ("add", "test_add", "why_add")}
    common = {"schema_version": 3, "task": False}
    assert flags == {
        "add": {**common, "grade_id": "add", "grade": False, "solution": True, "locked": False},
        "test_add": {**common, "grade_id": "test_add", "grade": True, "solution": False, "locked": True, "points": 10},
        "why_add": {**common, "grade_id": "why_add", "grade": True, "solution": True, "locked": False, "points": 4},
    }


def test_uses_tags_and_alt_are_kept_and_short_keys_dropped(cells):
    assert cells["add_twice"]["metadata"]["autograder"] == {"uses": ["add"]}
    assert cells["tiny-02"]["metadata"] == {"tags": ["experiment"], "alt": "A line that rises"}
    assert cells["tiny-01"]["metadata"] == {}
    assert not any({"item", "points", "uses"} & cell["metadata"].keys() for cell in cells.values())


def test_run_all_goes_on_below_a_check_that_fails(cells):
    tagged = [name for name, cell in cells.items() if "raises-exception" in cell["metadata"].get("tags", ())]
    assert tagged == ["test_add", "test_add_twice"]


def test_tags_of_a_check_are_kept(tiny_source):
    source = tiny_source.replace('item="add" points=10', 'item="add" points=10 tags=["slow"]')
    notebook = json.loads(notebook_bytes(parse_source("tiny", "source/tiny.py", source)))
    tags = [cell["metadata"]["tags"] for cell in notebook["cells"] if cell["id"] == "test_add"]
    assert tags == [["slow", "raises-exception"]]


@pytest.mark.parametrize("part", [part for one in load_course(HOUSE).assignments.values() for part in one.parts])
def test_code_of_the_course_fits_its_cells(part):
    code = [cell.source for cell in read_source(part, HOUSE).cells if cell.kind == "code"]
    assert [line for source in code for line in source.splitlines() if len(line) > WIDEST] == []


def test_same_source_gives_the_same_bytes(tiny_source):
    builds = {notebook_bytes(parse_source("tiny", "source/tiny.py", tiny_source)) for _ in range(2)}
    assert len(builds) == 1
