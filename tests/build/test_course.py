import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.build import build_course, check_course
from autograder.build.convert import read_tree
from autograder.errors import ConfigError

# nbgrader's own queries make SQLAlchemy 2.1 warn
pytestmark = pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")

BUILT = ["README.md", "checks.py", "requirements.txt", "tiny.ipynb"]
SHOWN = "# ![Two arrows that meet](figures/tiny_arrows.svg)\n"


@pytest.fixture(scope="module")
def plain(tiny_source):
    """Files of a house without figures, which is quicker to build."""
    return {"source/tiny.py": tiny_source.replace(SHOWN, ""), "figures/tiny.py": None}


@pytest.fixture(scope="module")
def built(tmp_path_factory, make_house, plain):
    """A house that was built once; tests that change it copy it first."""
    house = make_house(tmp_path_factory.mktemp("house"), plain)
    summary = build_course(house, house)
    assert summary.parts == ("tiny",)
    assert len(summary.written) == 2 * len(BUILT) + 1
    return house


@pytest.fixture
def house(built, tmp_path):
    return Path(shutil.copytree(built, tmp_path / "copy"))


def products(house: Path) -> dict[str, bytes]:
    return {
        name: content for folder in ("source/sums", "release", "solutions") for name, content in tree(house, folder)
    }


def tree(house: Path, folder: str):
    return [(f"{folder}/{name}", content) for name, content in read_tree(house / folder).items()]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def submit(house: Path) -> None:
    with Gradebook(f"sqlite:///{house}/gradebook.db", "tiny_course") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("sums", "ada")


def test_build_writes_sources_release_solutions_and_gradebook(built):
    assert sorted(read_tree(built / "source" / "sums")) == BUILT
    assert sorted(read_tree(built / "release")) == [f"sums/{name}" for name in BUILT]
    assert sorted(read_tree(built / "solutions")) == ["tiny.py"]
    with Gradebook(f"sqlite:///{built}/gradebook.db", "tiny_course") as gradebook:
        assert {cell.name: cell.max_score for cell in gradebook.find_notebook("tiny", "sums").grade_cells} == {
            "test_add": 10,
            "test_add_twice": 2.5,
            "why_add": 4,
        }
        assert str(gradebook.find_assignment("sums").duedate) == "2027-01-31 23:59:00"


def test_second_build_writes_nothing(house, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    summary = build_course(house, house)
    assert (summary.written, summary.removed, summary.notices) == ((), (), ())
    assert check_course(house, house) == []


def test_build_elsewhere_gives_the_same_bytes(built, tmp_path, make_house, monkeypatch):
    houses = [make_house(tmp_path / name) for name in ("one", "two")]
    for house in houses:
        shutil.copy(built / "gradebook.db", house)  # nbgrader takes two seconds to make one
    build_course(houses[0], houses[0])
    monkeypatch.chdir(houses[1])
    build_course(Path(), Path())
    assert products(houses[0]) == products(houses[1])
    assert "release/sums/figures/tiny_arrows.svg" in products(houses[0])


def test_nbgrader_typed_by_hand_writes_the_same_bytes(house):
    before = products(house)
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}"}
    command = [scripts / "nbgrader", "generate_assignment", "sums", "--force"]
    subprocess.run(command, cwd=house, env=environment, check=True, capture_output=True)
    assert products(house) == before


def test_other_course_root_takes_its_sources_from_the_house(built, tmp_path):
    root = tmp_path / "demo"
    root.mkdir()
    for name in ("course_config.py", "nbgrader_config.py"):
        shutil.copy(built / name, root)
    before = products(built)
    build_course(root, built)
    assert products(root) == {name: content for name, content in before.items() if not name.startswith("solutions/")}
    assert (root / "gradebook.db").is_file()
    assert check_course(root, built) == []
    assert products(built) == before


def test_killed_build_is_mended_by_the_next(house, built):
    shutil.rmtree(house / "release")
    (house / "source" / "sums" / "tiny.ipynb").write_text("{")
    (house / ".autograder" / "build").mkdir(parents=True)
    (house / ".autograder" / "build" / "file").write_text("half")
    build_course(house, house)
    assert products(house) == products(built)


def test_edited_source_is_stale_until_it_is_built(house):
    edit(house / "source" / "tiny.py", "# # Adding up", "# # Summing up")
    stale = ["source/sums/README.md", "source/sums/tiny.ipynb", "release/sums/README.md", "release/sums/tiny.ipynb"]
    assert check_course(house, house) == [f"{name}: stale; run `autograder build`" for name in stale]
    assert sorted(build_course(house, house).written) == sorted(stale)
    assert check_course(house, house) == []


def test_missing_and_altered_products_are_named(house):
    (house / "solutions" / "tiny.py").unlink()
    edit(house / "release" / "sums" / "tiny.ipynb", "YOUR ANSWER HERE", "MY ANSWER HERE")
    (house / "release" / "sums" / "checks.py").unlink()
    (house / "release" / "sums" / "checks.py").symlink_to(house / "source" / "checks.py")
    assert check_course(house, house) == [
        "solutions/tiny.py: missing; run `autograder build`",
        "release/sums/checks.py: stale; run `autograder build`",
        "release/sums/tiny.ipynb: stale; run `autograder build`",
    ]


def test_check_writes_nothing(house):
    edit(house / "source" / "tiny.py", "# # Adding up", "# # Summing up")
    before = read_tree(house)
    check_course(house, house)
    assert read_tree(house) == before


def test_strangers_in_the_release_are_named_and_searched_for_secrets(house):
    (house / "release" / "old").mkdir()
    shutil.copy(house / "solutions" / "tiny.py", house / "release" / "old" / "answers.py")
    problems = check_course(house, house)
    assert problems[0] == "release/old/answers.py: not part of the release; delete it"
    assert problems[1].startswith("release/old/answers.py: holds a line of the solution (source/tiny.py:31)")
    assert build_course(house, house).notices == (problems[0],)
    assert (house / "release" / "old" / "answers.py").is_file()


def test_stranger_that_nbgrader_would_release_stops_the_build(house):
    (house / "source" / "sums" / ".ipynb_checkpoints").mkdir()
    (house / "source" / "sums" / ".ipynb_checkpoints" / "tiny-checkpoint.ipynb").write_text("ignored")
    (house / "source" / "sums" / "notes.txt").write_text("mine")
    problem = "source/sums/notes.txt: not written by the build, but nbgrader would release it; move it out or delete it"
    assert check_course(house, house) == [problem]
    with pytest.raises(ConfigError) as caught:
        build_course(house, house)
    assert str(caught.value) == problem


def test_drawing_of_an_earlier_build_is_removed(house):
    for folder in ("source", "release"):
        (house / folder / "sums" / "figures").mkdir()
        (house / folder / "sums" / "figures" / "tiny_old.svg").write_text("<svg/>")
    assert check_course(house, house) == ["release/sums/figures/tiny_old.svg: not part of the release; delete it"]
    removed = build_course(house, house).removed
    assert removed == ("source/sums/figures/tiny_old.svg", "release/sums/figures/tiny_old.svg")
    assert check_course(house, house) == []


def test_source_that_would_leak_is_refused_before_anything_is_written(house):
    edit(
        house / "source" / "tiny.py",
        "assert add(1, 2) == 3",
        "left, right = 1, 2\ntotal_of_both = math.fsum([left, right])",
    )
    before = read_tree(house)
    with pytest.raises(
        ConfigError, match=r"release/sums/tiny\.ipynb: holds a line of the solution \(source/tiny\.py:31\)"
    ):
        build_course(house, house)
    assert read_tree(house) == before


def test_broken_source_leaves_everything_as_it_was(house):
    edit(house / "source" / "tiny.py", "    ### END SOLUTION\n", "")
    before = read_tree(house)
    with pytest.raises(ConfigError, match=r"source/tiny\.py:30: this region is never closed"):
        build_course(house, house)
    assert check_course(house, house)[0].startswith("source/tiny.py:30: this region is never closed")
    assert read_tree(house) == before


def test_items_are_frozen_once_there_are_submissions(house):
    submit(house)
    edit(house / "source" / "tiny.py", 'item="add_twice"', 'item="add_two"')
    edit(house / "autograder" / "hidden_tests" / "test_tiny.py", '"add_twice"', '"add_two"')
    before = read_tree(house)
    with pytest.raises(ConfigError, match=r"(?s)'sums' has 1 submission.*answer cell add_twice removed"):
        build_course(house, house)
    assert read_tree(house) == before
    assert any("has 1 submission" in problem for problem in check_course(house, house))


def test_points_may_change_with_a_notice_when_there_are_submissions(house):
    submit(house)
    edit(house / "source" / "tiny.py", 'item="add" points=10', 'item="add" points=12')
    notices = build_course(house, house).notices
    assert [notice.split(":")[0:2] for notice in notices] == [
        ["tiny", " test_add changes from 10 to 12 points"],
    ]
    with Gradebook(f"sqlite:///{house}/gradebook.db", "tiny_course") as gradebook:
        assert gradebook.find_submission("sums", "ada").max_score == 18.5
    assert check_course(house, house) == []


def test_release_that_cannot_be_written_is_named(house):
    shutil.rmtree(house / "release")
    (house / "release").write_text("a file where a folder belongs")
    with pytest.raises(ConfigError, match=r"release.* cannot be written: .*; mend it and build again"):
        build_course(house, house)


def test_folder_that_is_no_course_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"course_config\.py is missing"):
        build_course(tmp_path, tmp_path)
    assert check_course(tmp_path, tmp_path) == [
        f"{tmp_path}/course_config.py is missing: run the command in the course's folder"
    ]
