"""Notebooks get back the shape of the release; what students wrote stays."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from autograder.handed_in.submission import MISSING_SOURCE, read_notebook, to_submission
from autograder.nbgrader_hooks.restore import restore, restored_submission, skeleton
from autograder.records import Cell
from tests import fake_course
from tests.fake_course import cell_of, released, solved


def restored(nb: dict[str, Any]) -> Any:
    raw = read_notebook(json.dumps(nb).encode())
    return restore(raw, fake_course.load_part("cell"), released())


def ids(nb: Any) -> list[str | None]:
    return [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in nb["cells"]]


def flags(nb: Any) -> list[Any]:
    return [cell["metadata"].get("nbgrader") for cell in nb["cells"]]


def without(nb: dict[str, Any], *names: str) -> dict[str, Any]:
    nb["cells"] = [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") not in names]
    return nb


@pytest.fixture(autouse=True)
def course(root: Path) -> None:
    pass


def test_an_honest_notebook_keeps_its_shape() -> None:
    nb = restored(solved())
    assert ids(nb) == ids(released())
    assert flags(nb) == flags(released())
    assert cell_of(nb, "double")["source"] == fake_course.SOLVED


def test_changed_flags_points_types_and_versions_are_reset() -> None:
    nb = solved()
    for cell in nb["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["cell_type"] = "raw"
            cell["metadata"]["nbgrader"] |= {"grade": "yes", "solution": 3, "points": 200, "schema_version": 9, "x": 1}
    assert flags(restored(nb)) == flags(released())
    assert [cell["cell_type"] for cell in restored(nb)["cells"]] == [cell["cell_type"] for cell in released()["cells"]]


def test_a_changed_check_is_replaced_by_the_released_one() -> None:
    nb = solved()
    cell_of(nb, "test_double")["source"] = "assert True"
    assert cell_of(restored(nb), "test_double")["source"] == cell_of(released(), "test_double")["source"]


def test_deleted_cells_come_back_in_their_places() -> None:
    nb = restored(without(solved(), "double", "test_triple", "why"))
    assert ids(nb) == ids(released())
    assert cell_of(nb, "double")["source"] == MISSING_SOURCE
    assert cell_of(nb, "why")["source"] == cell_of(released(), "why")["source"]


@pytest.mark.parametrize("emptied", ["", " \n\t\n", "\n{released}  \n\n"])
def test_a_written_answer_without_a_word_is_as_it_was_released(emptied: str) -> None:
    nb, given = solved(), cell_of(released(), "why")["source"]
    cell_of(nb, "why")["source"] = emptied.format(released=given)
    assert cell_of(restored(nb), "why")["source"] == given


def test_a_written_answer_keeps_every_word_and_picture() -> None:
    picture = {"plot.png": {"image/png": "iVBORw0KGgo="}}
    for answer in ({"source": "No."}, {"source": f"{cell_of(released(), 'why')['source']} No."},
                   {"source": "", "attachments": picture}):  # fmt: skip
        nb = solved()
        cell_of(nb, "why").update(answer)
        cell = cell_of(restored(nb), "why")
        assert {"source": cell["source"], "attachments": cell.get("attachments")} == {"attachments": None} | answer


def test_a_copied_check_cannot_run_as_the_students_code() -> None:
    nb = solved()
    nb["cells"].append(copy.deepcopy(cell_of(nb, "test_double")) | {"source": "print('mine')"})
    last = restored(nb)["cells"][-1]
    assert (last["cell_type"], last["source"], last["metadata"]) == ("raw", "print('mine')", {})


def test_a_cell_with_a_strange_id_is_kept_as_a_plain_cell() -> None:
    nb = solved()
    nb["cells"][3]["metadata"]["nbgrader"] = {"grade_id": "strange", "grade": True}
    assert restored(nb)["cells"][3]["metadata"] == {}


def test_a_submission_without_any_metadata_is_recognised() -> None:
    nb = solved()
    for cell in nb["cells"]:
        cell["metadata"] = {}
    found = restored(nb)
    assert cell_of(found, "double")["source"] == fake_course.SOLVED
    assert set(ids(found)) == set(ids(released()))


def test_a_deleted_answer_cannot_override_one_that_moved() -> None:
    """The remark that stands in for a deleted cell is a comment, and no code of the student's."""
    nb = without(solved(), "double")
    submission, notes = restored_submission(
        read_notebook(json.dumps(nb).encode()), fake_course.load_part("cell"), released(), "alice"
    )
    assert submission.missing == ("double",)
    assert notes == ("cell double was missing",)
    assert not any("raise NotImplementedError" in cell.source for cell in submission.cells)


def test_the_skeleton_is_the_release() -> None:
    assert flags(skeleton(released())) == flags(released())
    assert ids(skeleton(released())) == ids(released())


def mangled(seed: int) -> dict[str, Any]:
    """A notebook as only a determined student leaves it."""
    choose = random.Random(seed)
    nb = choose.choice([solved, released])()
    for _ in range(choose.randrange(1, 8)):
        cells = nb["cells"]
        at = choose.randrange(len(cells))
        match choose.randrange(7):
            case 0:
                cells.insert(choose.randrange(len(cells)), copy.deepcopy(cells[at]))
            case 1 if len(cells) > 1:
                del cells[at]
            case 2:
                cells[at]["cell_type"] = choose.choice(["code", "markdown", "raw"])
            case 3:
                cells[at]["metadata"] = {}
            case 4:
                cells[at]["source"] = choose.choice([MISSING_SOURCE, "", "def double(x): ...", fake_course.SOLVED])
            case 5:
                choose.shuffle(cells)
            case 6:
                cells[at]["metadata"] = {
                    "nbgrader": {"grade_id": choose.choice(["double", "test_triple", "why", "zz"])}
                }
    return nb


@pytest.mark.parametrize("seeds", [range(start, start + 100) for start in range(0, 400, 100)])
def test_restoring_changes_nothing_that_is_graded(seeds: range) -> None:
    """Sanitized and raw give the same submission, and restoring twice is restoring once."""
    part, release = fake_course.load_part("cell"), released()
    for seed in seeds:
        raw = read_notebook(json.dumps(mangled(seed)).encode())
        clean = restore(raw, part, release)
        before, after = to_submission(raw, part), to_submission(clean, part)
        assert live(before.cells) == live(after.cells), seed
        assert restore(clean, part, release) == clean, seed
        assert sorted(filter(None, ids(clean))) == sorted(filter(None, ids(release))), seed
        assert to_submission(read_notebook(json.dumps(clean).encode()), part).cells == after.cells, seed


def live(cells: tuple[Cell, ...]) -> list[Cell]:
    """Cells that matter: placeholders, and a written answer that nobody wrote, do not."""
    nothing = ("", cell_of(released(), "why")["source"].strip())
    return [cell for cell in cells if cell.code or (cell.item and cell.source.strip() not in nothing)]
