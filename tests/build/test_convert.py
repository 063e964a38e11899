import json
import os

import pytest

from autograder.build.convert import alembic_on_path, course_traits, generate, gradebook_url, read_tree
from autograder.build.nbgrader_traits import CODE_STUB
from autograder.build.notebook import notebook_bytes
from autograder.build.source import parse_source
from autograder.config import Assignment, Course
from autograder.errors import ConfigError

COURSE = Course(course_id="tiny_course", assignments={"sums": Assignment(parts=("tiny",))}, grading_seed=1)


@pytest.fixture
def work(tmp_path, tiny_source):
    folder = tmp_path / "source" / "sums"
    folder.mkdir(parents=True)
    (folder / "tiny.ipynb").write_bytes(notebook_bytes(parse_source("tiny", "source/tiny.py", tiny_source)))
    (folder / "README.md").write_text("Read me.")
    return tmp_path


def test_nbgrader_releases_stubs_and_copies_files_without_a_gradebook(work, capfd):
    release = generate(work, "sums", COURSE, course_traits(work), None)
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(release["tiny.ipynb"])["cells"]}
    stub = "".join(f"\n    {line}" for line in CODE_STUB.splitlines())
    assert cells["add"] == f'def add(left, right):\n    """The sum of two numbers."""{stub}'
    assert cells["why_add"] == "Why does addition commute?\n\nYOUR ANSWER HERE"
    assert release["README.md"] == b"Read me."
    assert not list(work.rglob("*.db"))
    assert capfd.readouterr() == ("", "")


def test_what_nbgrader_refuses_is_reported_with_its_log(work):
    notebook = work / "source" / "sums" / "tiny.ipynb"
    notebook.write_text(notebook.read_text().replace('"grade_id": "add_twice"', '"grade_id": "add"'))
    with pytest.raises(ConfigError, match=r"(?s)nbgrader could not generate 'sums'; it said:.*Duplicate grade id: add"):
        generate(work, "sums", COURSE, course_traits(work), None)


def test_configuration_of_the_course_wins(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\nc.ClearSolutions.text_stub = 'Say it here'\nc.CourseDirectory.db_url = 'postgresql+psycopg://x/y'\n"
    )
    traits = course_traits(tmp_path)
    assert traits.ClearSolutions.text_stub == "Say it here"
    assert traits.ClearSolutions.code_stub == {"python": CODE_STUB}
    assert gradebook_url(tmp_path, traits) == "postgresql+psycopg://x/y"


@pytest.mark.parametrize(
    ("configured", "file"),
    [("", "{root}/gradebook.db"), ("sqlite:///grades.db", "{root}/grades.db"), ("sqlite:////srv/g.db", "/srv/g.db")],
)
def test_gradebook_file_is_relative_to_the_course_root(tmp_path, configured, file):
    (tmp_path / "nbgrader_config.py").write_text(f"get_config().CourseDirectory.db_url = {configured!r}\n")
    assert gradebook_url(tmp_path, course_traits(tmp_path)) == "sqlite:///" + file.format(root=tmp_path)


def test_configuration_that_does_not_run_is_named(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("1 / 0\n")
    with pytest.raises(ConfigError, match=r"nbgrader_config\.py does not run: ZeroDivisionError"):
        course_traits(tmp_path)


def test_alembic_is_found_in_an_environment_that_is_not_active(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with alembic_on_path():
        assert os.environ["PATH"].endswith(":/nowhere")
    assert os.environ["PATH"] == "/nowhere"


def test_tree_is_read_by_relative_names(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "a.svg").write_bytes(b"<svg/>")
    assert read_tree(tmp_path) == {"figures/a.svg": b"<svg/>"}
    assert read_tree(tmp_path / "gone") == {}
