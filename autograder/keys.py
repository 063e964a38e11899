"""What a report depends on, by the words that people read when a score has changed."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from autograder.config import HOUSE, Course
from autograder.dependencies import combined, grading_code, libraries, part_files
from autograder.errors import ConfigError
from autograder.records import Part, Submission

HANDED_IN = "what was handed in"
VOIDED = "voided tests"


def dependencies_of(part: Part, course: Course, house: Path = HOUSE) -> dict[str, str]:
    """A digest, or the value itself where it is short, of each thing that reports on a part depend on."""
    return {
        "items and points": _digest(part.items),
        "released notebook and files": _digest(
            (part.name, part.starters, part.given, part.refuses, part.personal, part.hands_in, part.support_files)
        ),
        "hidden tests, references or mistakes": part_files(part.name, house),
        "the grading code": grading_code(house),
        "library versions": libraries(house),
        "limits": _digest(course.limits),
        "grading seed": str(course.grading_seed),
        "isolation": course.isolation,
        "numbers seed": str(course.numbers_seed) if part.personal else "",
        VOIDED: " ".join(_voided(part.name, course, house)),
    }


def _voided(part: str, course: Course, house: Path) -> list[str]:
    return sorted(course.voided_tests.keys() & hidden_tests_of(part, house)) if course.voided_tests else []


def submission_digest(submission: Submission) -> str:
    """Digest of what is graded: all cells, the student's id, files. Notes only say what was healed on the way."""
    return _digest(msgspec.structs.replace(submission, notes=()))


def report_key(handed_in: str, depends: Mapping[str, str]) -> str:
    """The key of a report: the same in every process for the same submission, part and course."""
    return combined(handed_in, *(f"{name}={depends[name]}" for name in sorted(depends)))


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """In words, what differs between two sets of dependencies."""
    return ", ".join(_words(name, before, after) for name in after if before.get(name) != after[name])


def _words(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    if name != VOIDED:
        return name
    old, new = set(before.get(name, "").split()), set(after[name].split())
    return ", ".join(
        [*(f"{test} voided" for test in sorted(new - old)), *(f"{test} counts again" for test in sorted(old - new))]
    )


def hidden_tests_of(part: str, house: Path) -> dict[str, str]:
    """The hidden tests in the files of a part with the item of each, read without importing them."""
    folder = house / "autograder" / "hidden_tests"
    found = {}
    for path in (folder / f"test_{part}.py", *sorted(folder.glob(f"test_{part}__*.py"))):
        tree = ast.parse(path.read_bytes()) if path.is_file() else ast.Module([], [])
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                marks = [call for call in node.decorator_list if isinstance(call, ast.Call) and call.args]
                items = [call.args[0].value for call in marks if isinstance(call.args[0], ast.Constant)]
                found[node.name] = str(items[0]) if items else ""
    return found


def require_sound_voids(parts: Collection[str], course: Course, house: Path = HOUSE) -> None:
    """ConfigError for a voided test that no part has, or where an item would have no test left."""
    if not course.voided_tests:
        return
    known = {test: item for part in {*parts, *course.parts} for test, item in hidden_tests_of(part, house).items()}
    for name in course.voided_tests:
        if name not in known:
            raise ConfigError(f"voided_tests in course_config.py: {name!r} is no hidden test; mend the name")
    for item in {known[name] for name in course.voided_tests}:
        if all(test in course.voided_tests for test, of in known.items() if of == item):
            raise ConfigError(f"voided_tests in course_config.py: {item!r} has no test left; keep at least one")


def _digest(value: object) -> str:
    return combined(msgspec.json.encode(value, order="sorted").decode())
