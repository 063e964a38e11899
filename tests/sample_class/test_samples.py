from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.parts import release_notebook
from autograder.sample_class.samples import EDITS, Sample, load_samples

FULL = "# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13\n"
NOTHING = "# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=0 rnn_backward=0\n"
SENTENCE = "# Did something.\n"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house that shares all but its samples with this checkout."""
    for name in ("course_config.py", "source", "release"):
        (tmp_path / name).symlink_to(HOUSE / name)
    return tmp_path


def load(house: Path, text: str, kind: str = "broken") -> Sample:
    folder = house / "tests" / "submissions" / "rnn_cell" / kind
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "what_is_wrong.py").write_text(text)
    [sample] = load_samples("rnn_cell", house)
    return sample


def cells(sample: Sample) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(sample.notebook_bytes())["cells"]
    return found


def ids(sample: Sample) -> list[str]:
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells(sample)]
    return [name for name in names if name]


def source(sample: Sample, name: str) -> str:
    [found] = [cell for cell in cells(sample) if cell["metadata"].get("nbgrader", {}).get("grade_id") == name]
    return "".join(found["source"])


def test_a_sample_says_who_it_is(house: Path) -> None:
    sample = load(house, "# Did this,\n# and that.\n" + FULL)
    assert (sample.kind, sample.name, sample.student_id) == ("broken", "what_is_wrong", "broken-what-is-wrong")
    assert sample.sentence == "Did this, and that."
    assert sample.outcome == "graded"
    assert sample.expect is not None
    assert sum(sample.expect.values()) == 45


def test_release_is_what_students_received(house: Path) -> None:
    sample = load(house, SENTENCE + NOTHING + "# base: release\n", "none")
    assert json.loads(sample.notebook_bytes()) == release_notebook("rnn_cell")


def test_solved_holds_the_model_solution_without_its_marks(house: Path) -> None:
    sample = load(house, SENTENCE + FULL)
    assert "np.tanh" in source(sample, "rnn_cell_forward")
    assert b"SOLUTION" not in sample.notebook_bytes()
    assert ids(sample) == ids(load(house, SENTENCE + FULL + "# base: release\n"))


def test_a_sample_types_its_id_where_a_notebook_asks_for_it(house: Path) -> None:
    folder = house / "tests" / "submissions" / "written" / "none"
    folder.mkdir(parents=True)
    expect = "# expect: two_steps=0 parameter_counts=0 gradient_factor=0 reading_a_loss=0 stacked_shapes=0\n"
    (folder / "one.py").write_text(SENTENCE + expect + "# base: release\n")
    (folder / "two.py").write_text(SENTENCE + expect + '# %% inside="student_id = "\nstudent_id = "bob"\n')
    one, two = (
        "\n".join(map("".join, (cell["source"] for cell in cells(sample)))) for sample in load_samples("written", house)
    )
    assert 'student_id = "none-one"\n' in one
    assert 'student_id = "none-two"\n' in two
    assert two.index("none-two") < two.index('student_id = "bob"')


def test_an_answer_is_replaced(house: Path) -> None:
    sample = load(
        house, SENTENCE + FULL + '# %% item="rnn_forward"\n\n%%time\nanswer = 1\n\n\n# %% after="rnn_forward"\n2\n'
    )
    assert source(sample, "rnn_forward") == "%%time\nanswer = 1"


def test_cells_are_added_around_an_item(house: Path) -> None:
    sample = load(house, SENTENCE + FULL + '# %% before="rnn_forward"\nfirst\n# %% after="rnn_forward"\nlast\n')
    found = cells(sample)
    answer = next(
        place
        for place, cell in enumerate(found)
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "rnn_forward"
    )
    assert [found[answer - 1]["source"], found[answer + 2]["source"]] == ["first", "last"]


def test_lines_are_appended_inside_an_experiment(house: Path) -> None:
    sample = load(house, SENTENCE + FULL + '# %% inside="Wax, Waa, a0 = np.array"\nhelper = 1\n')
    [found] = [cell for cell in cells(sample) if "".join(cell["source"]).endswith("\nhelper = 1")]
    assert "experiment" in found["metadata"]["tags"]


def test_writing_hands_in_notebook_and_files(house: Path, tmp_path: Path) -> None:
    sample = load(house, SENTENCE + FULL + '# %% file="numpy.py"\nraise SystemExit\n')
    path = sample.write(tmp_path / "submitted")
    assert path == tmp_path / "submitted" / "broken-what-is-wrong" / "rnn" / "rnn_cell.ipynb"
    assert path.read_bytes() == sample.notebook_bytes()
    assert (path.parent / "numpy.py").read_text() == "raise SystemExit\n"
    assert sample.write(tmp_path / "submitted", "ada").parts[-3] == "ada"


def edited(house: Path, edit: str) -> Sample:
    return load(house, SENTENCE + FULL + f"# edit: {edit}\n")


def test_delete(house: Path) -> None:
    assert "rnn_forward" not in ids(edited(house, "delete rnn_forward"))


def test_duplicate_adds_the_cell_as_released(house: Path) -> None:
    sample = edited(house, "duplicate rnn_forward")
    assert ids(sample).count("rnn_forward") == 2
    copies = [
        "".join(cell["source"])
        for cell in cells(sample)
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "rnn_forward"
    ]
    assert "NotImplementedError" not in copies[0]
    assert "NotImplementedError" in copies[1]


def test_flag_changes_metadata_of_one_or_all(house: Path) -> None:
    one = edited(house, "flag rnn_forward grade=true points=200")
    [flags] = [
        cell["metadata"]["nbgrader"] for cell in cells(one) if cell["metadata"].get("nbgrader", {}).get("points") == 200
    ]
    assert flags["grade"] is True
    every = edited(house, "flag * schema_version=99")
    assert {
        cell["metadata"]["nbgrader"]["schema_version"] for cell in cells(every) if "nbgrader" in cell["metadata"]
    } == {99}


def test_markdown(house: Path) -> None:
    kinds = [
        cell["cell_type"] for cell in cells(edited(house, "markdown rnn_forward")) if "nbgrader" in cell["metadata"]
    ]
    assert kinds.count("markdown") == 1


def test_strip(house: Path) -> None:
    assert ids(edited(house, "strip")) == []


def test_nbformat_takes_the_cell_ids_along(house: Path) -> None:
    notebook = json.loads(edited(house, "nbformat 4.4").notebook_bytes())
    assert notebook["nbformat_minor"] == 4
    assert not [cell for cell in notebook["cells"] if "id" in cell]


def test_rename(house: Path, tmp_path: Path) -> None:
    sample = edited(house, "rename Copy of it (3).ipynb")
    assert sample.write(tmp_path / "submitted").name == "Copy of it (3).ipynb"


def test_truncate_and_empty(house: Path) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(edited(house, "truncate").notebook_bytes())
    assert edited(house, "empty").notebook_bytes() == b""


def test_link(house: Path, tmp_path: Path) -> None:
    path = edited(house, "link /etc/hostname").write(tmp_path / "submitted")
    assert path.is_symlink()
    assert edited(house, "link /etc/hostname").write(tmp_path / "submitted") == path, "writing twice works"


def test_every_edit_is_documented_by_an_example() -> None:
    assert all((change.__doc__ or "").startswith(f"``{name}") for name, change in EDITS.items())


def test_a_mismatch_names_item_and_both_scores(house: Path) -> None:
    sample = load(house, SENTENCE + FULL)
    assert sample.expect is not None
    assert sample.mismatch(sample.expect) is None
    assert sample.mismatch(sample.expect | {"rnn_forward": 3.0}) == "rnn_forward: 3, not 10"
    assert sample.mismatch(sample.expect | {"rnn_forward": None}) == "rnn_forward: no score, not 10"
    assert "rnn_backward: no score, not 13" in (sample.mismatch(None) or "")


def test_unusable_is_expected_to_have_no_score(house: Path) -> None:
    sample = load(house, SENTENCE + "# expect: unusable\n# edit: empty\n")
    assert sample.outcome == "unusable"
    assert sample.mismatch(None) is None
    assert sample.mismatch({"rnn_forward": 0.0}) == "rnn_forward: 0, not no score"


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        (SENTENCE, 1, "states no scores: add `# expect: rnn_cell_forward=10"),
        (FULL, 1, "begin with one sentence"),
        (SENTENCE + "# expect: rnn_forwards=10\n", 2, "unknown item 'rnn_forwards'; rnn_cell has rnn_cell_forward,"),
        (SENTENCE + "# expect: rnn_forward=10\n", 2, "gives 'rnn_cell_forward' no score; add rnn_cell_forward="),
        (SENTENCE + FULL.replace("=13", "=14"), 2, "'rnn_backward=14' is no score; write a number from 0 to 13"),
        (SENTENCE + FULL.replace("=13", "=many"), 2, "'rnn_backward=many' is no score"),
        (SENTENCE + FULL + FULL, 3, "states 'expect' twice"),
        (SENTENCE + FULL + "# base: source\n", 3, "unknown base 'source'; write release or solved"),
        (SENTENCE + FULL + "# edit: explode\n", 3, "unknown edit 'explode'; there is delete,"),
        (SENTENCE + FULL + "# edit: delete\n", 3, "cannot be used with 0 words"),
        (SENTENCE + FULL + "# edit: delete rnn_forwards\n", 3, "unknown item 'rnn_forwards'; the notebook has"),
        (SENTENCE + FULL + "import numpy\n", 3, "code before the first cell"),
        (SENTENCE + FULL + '# %% item="gru"\n', 3, "unknown item 'gru'"),
        (SENTENCE + FULL + "# %% rnn_forward\n", 3, "cannot read '# %% rnn_forward'"),
        (SENTENCE + FULL + '# %% inside="nowhere to be found"\n', 3, "0 ungraded cells hold 'nowhere to be found'"),
    ],
)
def test_a_mistake_in_a_sample_names_file_line_and_mend(house: Path, text: str, line: int, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(house, text)
    assert f"what_is_wrong.py:{line}: " in str(caught.value)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "expect"), [("correct", NOTHING), ("partial", FULL), ("partial", NOTHING), ("none", FULL)]
)
def test_a_folder_holds_only_what_its_name_says(house: Path, kind: str, expect: str) -> None:
    with pytest.raises(ConfigError, match=f"lies in {kind}/ but expects"):
        load(house, SENTENCE + expect, kind)


def test_an_unknown_folder_is_refused(house: Path) -> None:
    with pytest.raises(ConfigError, match="lies in no known folder: move it to"):
        load(house, SENTENCE + FULL, "borken")


def test_a_part_without_samples_is_refused(house: Path) -> None:
    with pytest.raises(ConfigError, match="holds no sample: write"):
        load_samples("rnn_cell", house)
