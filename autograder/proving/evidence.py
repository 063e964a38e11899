"""The mutation report that is kept in the repository: what was measured, and of which code."""

from __future__ import annotations

import ast
import hashlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.config import HOUSE, Course
from autograder.errors import ConfigError
from autograder.judge.collection import HiddenTest, hidden_test_files
from autograder.proving.gates import code_items
from autograder.proving.mutants import without_docstrings
from autograder.proving.survivors import ItemMutants, described, equivalents_file, trial_of
from autograder.records import Part


class ItemEvidence(msgspec.Struct, frozen=True):
    """Mutants of one item. ``alone`` counts, for each test, the mutants and mistakes that it alone notices."""

    tried: int
    killed: int
    equivalent: int
    score: float
    alone: dict[str, int]


class Evidence(msgspec.Struct, frozen=True):
    """The mutants of a part, measured on code with this digest."""

    digest: str = ""
    items: dict[str, ItemEvidence] = {}


def evidence_file(part: str, house: Path = HOUSE) -> Path:
    """Where the mutation report of a part is kept."""
    return house / "autograder" / "proving" / "mutants" / f"{part}.json"


def digest_of(part: Part, course: Course, house: Path = HOUSE) -> str:
    """A digest of what the mutation score of a part depends on: tests and what they import, reference, operators.

    Prose does not count: docstrings, comments and layout of Python files may change freely.
    """
    package = house / "autograder"
    tests = hidden_test_files(part.name, house)
    files = [*tests, *sorted({path for test in tests for path in _imported(test, package)})]
    files += [package / "proving" / f"{name}.py" for name in ("behaviours", "mutants", "operators")]
    files += [house / "solutions" / f"{part.name}.py", equivalents_file(part.name, house)]
    digest = hashlib.sha256(f"{course.grading_seed} {sorted(course.voided_tests)}".encode())
    for path in files:
        digest.update(f"\0{path.relative_to(house).as_posix()}\0".encode())
        digest.update(_without_prose(path) if path.is_file() else b"")
    return digest.hexdigest()[:16]


def _without_prose(path: Path) -> bytes:
    content = path.read_bytes()
    return ast.dump(without_docstrings(ast.parse(content))).encode() if path.suffix == ".py" else content


def _imported(path: Path, package: Path) -> Iterator[Path]:
    """The files of this package that a hidden test imports by name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder."):
            file = package.parent.joinpath(*str(node.module).split(".")).with_suffix(".py")
            if file.is_file():
                yield file


def read_evidence(part: str, house: Path = HOUSE) -> Evidence:
    """The mutation report of a part; an empty one if there is none. Raises ConfigError: it cannot be read."""
    path = evidence_file(part, house)
    if not path.is_file():
        return Evidence()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Evidence)
    except msgspec.DecodeError as error:
        raise ConfigError(f"{path}: {error}: delete it and run `autograder check --mutants`") from None


def evidence_of(report: ItemMutants) -> ItemEvidence:
    """What is kept of a report: counts, in an order that reads well in a diff."""
    alone = dict(sorted(report.alone.items()))
    return ItemEvidence(report.tried, report.killed, report.equivalent, round(report.score, 4), alone)


def write_evidence(part: Part, reports: list[ItemMutants], course: Course, house: Path = HOUSE) -> None:
    """Keep what was measured, in an order that reads well in a diff."""
    items = {report.grade_id: evidence_of(report) for report in reports}
    text = msgspec.json.format(msgspec.json.encode(Evidence(digest_of(part, course, house), items)), indent=2)
    evidence_file(part.name, house).write_bytes(text + b"\n")


def stale_evidence(part: Part, course: Course, house: Path = HOUSE) -> list[str]:
    """What the kept report lacks: items, tests, mutants that are noticed, and being of the code as it is."""
    evidence, problems = read_evidence(part.name, house), []
    for grade_id in code_items(part):
        tests = {test.name: test for test in trial_of(part, grade_id, course, house).tests}
        measured = evidence.items.get(grade_id)
        if measured is None:
            problems.append(f"{grade_id} was never tried with mutants: run `autograder check --mutants`")
            continue
        for name in sorted(measured.alone.keys() - tests.keys()):
            problems.append(f"{grade_id}: the hidden test {name} is gone, and mutants that it noticed may survive")
        problems += [
            f"{grade_id}: no mutant and no mistake needs {test.where}: remove it, or say in its docstring what "
            'partial knowledge it credits ("Credits …")'
            for name, test in tests.items()
            if not measured.alone.get(name) and not credits_something(test)
        ]
        if measured.score < 1:
            problems.append(f"{grade_id}: mutants survive ({measured.score:.1%} noticed)")
    if not problems and evidence.digest != digest_of(part, course, house):
        problems.append(f"{part.name} changed since its mutants were tried: run `autograder check --mutants`")
    return problems


def credits_something(test: HiddenTest) -> bool:
    """Whether a paragraph of a hidden test's docstring, which students do not read, says what it gives credit for."""
    return any(
        paragraph.startswith("Credits ") for paragraph in inspect.cleandoc(test.function.__doc__ or "").split("\n\n")
    )


def survivors_as_text(reports: list[ItemMutants]) -> list[str]:
    """Every survivor, and every explanation that explains nothing any more, in a few lines each."""
    lines = [line for report in reports for mutant in report.survivors for line in described(mutant)]
    unused = [entry for report in reports for entry in report.unused]
    return lines + [f"{entry.item}: noticed by a test after all, so no equivalent: {entry.now}" for entry in unused]
