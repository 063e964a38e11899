import json

import pytest
from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine

from autograder.build.gradebook import due_problems, gradebook_notices, notebook_cells, set_due_date
from autograder.build.notebook import notebook_bytes
from autograder.build.source import parse_source
from autograder.errors import ConfigError

# nbgrader's own queries make SQLAlchemy 2.1 warn
pytestmark = pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="module")
def notebook(tiny_source):
    return notebook_bytes(parse_source("tiny", "source/tiny.py", tiny_source))


@pytest.fixture(scope="module")
def db_url(tmp_path_factory, notebook):
    """A gradebook that knows the notebook and one submission of it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('grades')}/gradebook.db"
    cells = notebook_cells(notebook)
    # an empty gradebook costs nbgrader two seconds, tables alone do not
    Base.metadata.create_all(create_engine(url))
    with Gradebook(url, "tiny_course") as gradebook:
        gradebook.add_assignment("sums")
        gradebook.add_notebook("tiny", "sums")
        for name, (kind, points) in cells.graded.items():
            gradebook.add_grade_cell(name, "tiny", "sums", max_score=points, cell_type=kind)
        for name in cells.answers:
            gradebook.add_solution_cell(name, "tiny", "sums")
        gradebook.add_student("ada")
        gradebook.add_submission("sums", "ada")
        gradebook.add_assignment("later")
    return url


def changed(notebook: bytes, change) -> dict[str, bytes]:
    data = json.loads(notebook)
    cells = {cell["id"]: cell for cell in data["cells"]}
    change(data, cells)
    return {"tiny": json.dumps(data).encode()}


def test_cells_of_a_notebook(notebook):
    cells = notebook_cells(notebook)
    assert cells.graded == {"test_add": ("code", 10), "test_add_twice": ("code", 2.5), "why_add": ("markdown", 4)}
    assert cells.answers == {"add", "add_twice", "why_add"}


def test_same_items_pass_without_notice(db_url, notebook):
    assert gradebook_notices(db_url, "sums", {"tiny": notebook}) == []


@pytest.mark.parametrize("assignment", ["later", "unknown"])
def test_assignment_without_submissions_may_change(db_url, assignment):
    assert gradebook_notices(db_url, assignment, {}) == []


def test_missing_gradebook_is_not_created(tmp_path):
    assert gradebook_notices(f"sqlite:///{tmp_path}/gradebook.db", "sums", {}) == []
    assert list(tmp_path.iterdir()) == []


def test_prose_and_checks_may_change(db_url, notebook):
    def change(data, cells):
        cells["tiny-00"]["source"] = ["other prose"]
        cells["test_add"]["source"] = ["assert add(2, 2) == 4"]

    assert gradebook_notices(db_url, "sums", changed(notebook, change)) == []


def test_changed_points_are_announced_with_their_consequences(db_url, notebook):
    def change(data, cells):
        cells["test_add"]["metadata"]["nbgrader"]["points"] = 12.5

    assert gradebook_notices(db_url, "sums", changed(notebook, change)) == [
        "tiny: test_add changes from 10 to 12.5 points: the maximum of 1 submission changes at once, "
        "earned scores only when graded again (`autograder batch sums`)"
    ]


def remove_item(data, cells):
    data["cells"] = [cell for cell in data["cells"] if cell["id"] not in ("add", "test_add")]


def add_item(data, cells):
    cell = json.loads(json.dumps(cells["add"]))
    cell["metadata"]["nbgrader"]["grade_id"] = "sub"
    data["cells"].append(cell)


def turn_into_code(data, cells):
    cells["why_add"]["cell_type"] = "code"


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (remove_item, ["tiny: grade cell test_add removed", "tiny: answer cell add removed"]),
        (add_item, ["tiny: answer cell sub added"]),
        (turn_into_code, ["tiny: grade cell why_add turned from markdown into code"]),
    ],
)
def test_changed_items_are_refused_once_there_are_submissions(db_url, notebook, change, lines):
    with pytest.raises(ConfigError) as caught:
        gradebook_notices(db_url, "sums", changed(notebook, change))
    message = str(caught.value)
    assert message.startswith("assignment 'sums' has 1 submission, so nbgrader would refuse this change:\n")
    assert [line.strip() for line in message.splitlines()[1 : 1 + len(lines)]] == lines
    assert "you may still change hidden tests, weights, points, prose" in message
    assert "release the new version under another assignment name" in message


def test_added_and_removed_notebooks_are_refused(db_url, notebook):
    with pytest.raises(ConfigError, match=r"(?s)notebook tiny removed.*notebook other added"):
        gradebook_notices(db_url, "sums", {"other": notebook})


def with_seed(notebook, seed):
    def change(data, cells):
        cells["tiny-01"]["source"] = ["import numpy\n", f"numbers_seed = {seed}  # from course_config.py"]

    return changed(notebook, change)


def test_numbers_that_students_worked_with_stay(db_url, notebook):
    before, after = with_seed(notebook, 1), with_seed(notebook, 2)
    assert gradebook_notices(db_url, "sums", after, after) == []
    assert gradebook_notices(db_url, "sums", after, {"tiny": notebook}) == []
    assert gradebook_notices(db_url, "later", after, before) == []
    with pytest.raises(ConfigError, match=r"has 1 submission, .* set numbers_seed = 1 in course_config.py again"):
        gradebook_notices(db_url, "sums", after, before)


def test_gradebook_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "gradebook.db").write_bytes(b"not a database" * 100)
    with pytest.raises(ConfigError, match=r"the gradebook cannot be read: .*nbgrader db upgrade"):
        gradebook_notices(f"sqlite:///{tmp_path}/gradebook.db", "sums", {})


def test_due_date_reaches_the_gradebook(db_url):
    set_due_date(db_url, "tiny_course", "sums", "2027-01-31 23:59:00 UTC")
    with Gradebook(db_url, "tiny_course") as gradebook:
        assert str(gradebook.find_assignment("sums").duedate) == "2027-01-31 23:59:00"


def test_due_date_that_cannot_be_read_is_refused():
    assert due_problems("sums", None) == []
    assert due_problems("sums", "2027-01-31 23:59:00 UTC") == []
    (problem,) = due_problems("sums", "the last day")
    assert problem.startswith("course_config.py: due date of 'sums': ")
    assert problem.endswith("write it like 2027-01-31 23:59:00 UTC")
