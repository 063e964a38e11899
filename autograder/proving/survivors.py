"""Plays every mutant of an item to its hidden tests, and says which survive without an explanation."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from autograder.config import HOUSE, Course
from autograder.errors import ConfigError
from autograder.judge.collection import HiddenTest
from autograder.judge.local import adapters_of
from autograder.judge.mistakes import load_mistakes
from autograder.judge.recording import playable_tests
from autograder.judge.reference import load_reference
from autograder.proving.mutants import Mutant, mutants_of
from autograder.proving.trial import Trial
from autograder.records import Part


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that is right although it differs from the reference, and why."""

    item: str
    was: str
    now: str
    reason: str


class ItemMutants(msgspec.Struct, frozen=True):
    """What became of the mutants of one item. ``alone`` counts, for each test, what it alone notices.

    That is, mutants and known mistakes that would earn everything if the test were removed.

    ``unused`` are explanations of mutants that a test notices after all.
    """

    grade_id: str
    tried: int
    killed: int
    survivors: tuple[Mutant, ...]
    alone: dict[str, int]
    unused: tuple[Equivalent, ...] = ()

    @property
    def equivalent(self) -> int:
        """How many mutants survive for a stated reason."""
        return self.tried - self.killed - len(self.survivors)

    @property
    def score(self) -> float:
        """Share of the mutants that are not equivalent which the tests notice; 1 if there are none."""
        wrong = self.killed + len(self.survivors)
        return self.killed / wrong if wrong else 1.0


def equivalents_file(part: str, house: Path = HOUSE) -> Path:
    """Where the equivalent mutants of a part are explained; the file need not exist."""
    return house / "autograder" / "proving" / "equivalents" / f"{part}.toml"


def load_equivalents(part: str, house: Path = HOUSE) -> tuple[Equivalent, ...]:
    """The explained mutants of a part. Raises ConfigError: the file does not parse, or a reason is missing."""
    path = equivalents_file(part, house)
    if not path.is_file():
        return ()
    try:
        entries = msgspec.convert(tomllib.loads(path.read_text("utf-8")).get("equivalent", []), tuple[Equivalent, ...])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    for entry in entries:
        if len(entry.reason.split()) < 3:
            raise ConfigError(f"{path}: {entry.now!r} has no reason: say in a line why it is right")
    return entries


def trial_of(part: Part, grade_id: str, course: Course, house: Path = HOUSE) -> Trial:
    """The hidden tests of an item, ready to be played to trusted code."""
    tests = playable_tests(part, course.grading_seed, house)
    own = [test for test in tests if test.grade_id == grade_id and test.name not in course.voided_tests]
    return Trial(grade_id, own, load_reference(part.name, house), adapters_of(part.name, house))


def answer_source(part: Part, grade_id: str, house: Path = HOUSE) -> str:
    """The model answer of an item: the source of its answer cell. Raises ConfigError: there is none."""
    notebook = json.loads((house / "source" / part.assignment / f"{part.name}.ipynb").read_bytes())
    for cell in notebook["cells"]:
        facts = cell["metadata"].get("nbgrader", {})
        if facts.get("grade_id") == grade_id and facts.get("solution"):
            return "".join(cell["source"])
    raise ConfigError(f"{part.name} has no item {grade_id!r}")


def try_mutants(
    part: Part, grade_id: str, course: Course, house: Path = HOUSE, share: tuple[int, int] = (0, 1), quick: bool = False
) -> ItemMutants:
    """Play the mutants of one item to its tests; of ``n`` equal shares only share ``k``, for ``share=(k, n)``.

    If ``quick``, only those that wrap the reference, and each only until a test notices it. The first share also
    plays the known mistakes, to count what each test alone notices of them.
    """
    trial = trial_of(part, grade_id, course, house)
    known = {(entry.was, entry.now): entry for entry in load_equivalents(part.name, house) if entry.item == grade_id}
    alone = dict.fromkeys((test.name for test in trial.tests), 0)
    for entry in () if quick or share[0] else load_mistakes(part, house):
        if entry.grade_id == grade_id:
            _count(trial.failures(vars(trial.reference) | {grade_id: entry.function}, enough=2), alone)
    tried = killed = 0
    survivors: list[Mutant] = []
    unused: list[Equivalent] = []
    mutants = [
        mutant for mutant in mutants_of(grade_id, answer_source(part, grade_id, house)) if mutant.wrap or not quick
    ]
    for mutant in mutants[share[0] :: share[1]]:
        noticed_by = _noticed_by(mutant, trial, quick)
        if noticed_by is None:
            continue
        tried += 1
        explained = known.get((mutant.was, mutant.now))
        if noticed_by:
            killed += 1
            _count(() if quick else noticed_by, alone)
            unused += [explained] if explained else []
        elif not explained:
            survivors.append(msgspec.structs.replace(mutant, wrap=None))  # a wrap does not travel between processes
    return ItemMutants(grade_id, tried, killed, tuple(survivors), alone, tuple(unused))


def _count(noticed_by: Sequence[HiddenTest], alone: dict[str, int]) -> None:
    if len(noticed_by) == 1:
        alone[noticed_by[0].name] += 1


def _noticed_by(mutant: Mutant, trial: Trial, quick: bool) -> Sequence[HiddenTest] | None:
    """The first two tests that notice a mutant, or if ``quick`` the first; None if it never did anything else.

    Two are enough to know that it does not hang on one of them.
    """
    try:
        namespace = mutant.namespace(vars(trial.reference))
    except Exception:
        return trial.tests
    failed = trial.failures(namespace, enough=1 if quick else 2)
    if not failed and mutant.wrap is not None and not hasattr(namespace[mutant.grade_id], "met"):
        return None
    return failed


def merged(reports: Sequence[ItemMutants]) -> ItemMutants:
    """The shares of one item, put together."""
    alone: dict[str, int] = {}
    for report in reports:
        for name, count in report.alone.items():
            alone[name] = alone.get(name, 0) + count
    return ItemMutants(
        reports[0].grade_id,
        sum(report.tried for report in reports),
        sum(report.killed for report in reports),
        tuple(mutant for report in reports for mutant in report.survivors),
        alone,
        tuple(entry for report in reports for entry in report.unused),
    )


def described(survivor: Mutant) -> Iterator[str]:
    """A survivor in the lines of a diff."""
    yield f"{survivor.grade_id}: no test notices: {survivor.operator}"
    yield f"  - {survivor.was}"
    yield f"  + {survivor.now}"
