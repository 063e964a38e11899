"""Everything that a report depends on is in a digest; what it does not depend on is in none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import dependencies
from autograder.config import HOUSE, load_course

FILES = {
    "autograder/hidden_tests/__init__.py": "",
    "autograder/hidden_tests/test_cell.py": "tests of the cell",
    "autograder/hidden_tests/test_cell__more.py": "more of the cell",
    "autograder/hidden_tests/test_deep.py": "load_reference('cell')",
    "autograder/adapters/cell.py": "adapts",
    "autograder/mistakes/deep.py": "mistakes",
    "autograder/hidden_data/deep/labels.txt": "labels",
    "solutions/cell.py": "solves",
    "solutions/deep.py": "solves",
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def names(part: str, house: Path) -> set[str]:
    return {str(path.relative_to(house)) for path in dependencies.files_of(part, house)}


def test_a_part_has_its_own_files_and_those_of_parts_that_it_mentions(house: Path) -> None:
    cell = {name for name in FILES if "cell" in name} | {"autograder/hidden_tests/__init__.py"}
    assert names("cell", house) == cell
    assert names("deep", house) == set(FILES)


def test_a_new_file_or_a_new_word_in_one_changes_the_digest_of_its_part_alone(house: Path) -> None:
    def digests() -> tuple[str, str]:
        dependencies.part_files.cache_clear()
        return dependencies.part_files("cell", house), dependencies.part_files("deep", house)

    cell, deep = digests()
    (house / "autograder/mistakes/deep.py").write_text("other mistakes")
    assert digests()[0] == cell
    assert digests()[1] != deep
    (house / "autograder/mistakes/cell.py").write_text("new")
    assert digests()[0] != cell


def test_all_code_that_grades_is_in_the_digest() -> None:
    """What computing a report imports, in this process and in the sandbox."""
    code = """
import json, sys
import autograder.grading, autograder.hidden_tests.test_rnn_cell, autograder.worker.__main__
print(json.dumps([name for name in sys.modules if name.startswith("autograder.")]))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    imported = {name.split(".")[1] for name in json.loads(done.stdout)}
    assert imported - {"hidden_tests"} <= set(dependencies.GRADING_CODE)
    for name in dependencies.GRADING_CODE:
        assert (HOUSE / "autograder" / name).is_dir() or (HOUSE / "autograder" / f"{name}.py").is_file(), name


@pytest.mark.parametrize("name", dependencies.WRITING_CODE)
def test_code_that_writes_is_where_the_digest_looks_for_it(name: str) -> None:
    assert (HOUSE / "autograder" / name).exists()


def test_grading_code_is_in_its_digest_and_other_code_is_not(house: Path) -> None:
    def digest() -> str:
        dependencies.grading_code.cache_clear()
        return dependencies.grading_code(house)

    before = digest()
    (house / "autograder" / "cli.py").write_text("new")
    assert digest() == before
    (house / "autograder" / "judge").mkdir()
    (house / "autograder" / "judge" / "compare.py").write_text("new")
    assert digest() != before


def test_a_library_version_changes_the_digest(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def digest() -> str:
        dependencies.libraries.cache_clear()
        return dependencies.libraries(house)

    monkeypatch.setattr(dependencies, "_site_folders", lambda: {house})
    before = digest()
    assert digest() == before
    (house / "numpy-9.9.dist-info").mkdir()
    assert digest() != before
    after = digest()
    (house / "requirements.lock").write_text("numpy==9.9")
    assert digest() != after


def test_what_a_process_has_imported_changes_no_digest() -> None:
    """setuptools, which nbgrader imports, makes more of itself importable."""
    code = "from autograder.dependencies import libraries; print(libraries())"
    commands = [
        [sys.executable, "-c", before + code] for before in ("", "import setuptools, sys; sys.path.append('x');")
    ]
    said = {
        subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout for command in commands
    }
    assert len(said) == 1


def test_every_part_of_the_course_has_files() -> None:
    for part in load_course().parts:
        found = names(part, HOUSE)
        assert {f"solutions/{part}.py", f"autograder/hidden_tests/test_{part}.py"} <= found
