"""The mutation report that is kept in the repository: what was measured, and of which code."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.config import HOUSE, Course
from autograder.errors import ConfigError
from autograder.judge.collection import hidden_test_files
from autograder.proving.gates import code_items
from autograder.proving.survivors import ItemMutants, described, equivalents_file, trial_of
from autograder.records import Part


class ItemEvidence(msgspec.Struct, frozen=True):
    """Mutants of one item. ``alone`` counts, for each test, the mutants that it alone notices."""

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
    """A digest of what the mutation score of a part depends on: tests and what they import, reference, operators."""
    package = house / "autograder"
    tests = hidden_test_files(part.name, house)
    files = [*tests, *sorted({path for test in tests for path in _imported(test, package)})]
    files += [package / "proving" / f"{name}.py" for name in ("behaviours", "mutants", "operators")]
    files += [house / "solutions" / f"{part.name}.py", equivalents_file(part.name, house)]
    digest = hashlib.sha256(f"{course.grading_seed} {sorted(course.voided_tests)}".encode())
    for path in files:
        digest.update(f"\0{path.relative_to(house).as_posix()}\0".encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:16]


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


def write_evidence(part: Part, reports: list[ItemMutants], course: Course, house: Path = HOUSE) -> None:
    """Keep what was measured, in an order that reads well in a diff."""
    items = {
        report.grade_id: ItemEvidence(
            report.tried, report.killed, report.equivalent, round(report.score, 4), dict(sorted(report.alone.items()))
        )
        for report in reports
    }
    text = msgspec.json.format(msgspec.json.encode(Evidence(digest_of(part, course, house), items)), indent=2)
    evidence_file(part.name, house).write_bytes(text + b"\n")


def stale_evidence(part: Part, course: Course, house: Path = HOUSE) -> list[str]:
    """What the kept report lacks: items, tests, mutants that are noticed, and being of the code as it is."""
    evidence, problems = read_evidence(part.name, house), []
    for grade_id in code_items(part):
        tests = {test.name for test in trial_of(part, grade_id, course, house).tests}
        measured = evidence.items.get(grade_id)
        if measured is None:
            problems.append(f"{grade_id} was never tried with mutants: run `autograder check --mutants`")
            continue
        for name in sorted(measured.alone.keys() - tests):
            problems.append(f"{grade_id}: the hidden test {name} is gone, and mutants that it noticed may survive")
        if measured.score < 1:
            problems.append(f"{grade_id}: mutants survive ({measured.score:.1%} noticed)")
    if not problems and evidence.digest != digest_of(part, course, house):
        problems.append(f"{part.name} changed since its mutants were tried: run `autograder check --mutants`")
    return problems


def survivors_as_text(reports: list[ItemMutants]) -> list[str]:
    """Every survivor, and every explanation that explains nothing any more, in a few lines each."""
    lines = [line for report in reports for mutant in report.survivors for line in described(mutant)]
    unused = [entry for report in reports for entry in report.unused]
    return lines + [f"{entry.item}: noticed by a test after all, so no equivalent: {entry.now}" for entry in unused]
