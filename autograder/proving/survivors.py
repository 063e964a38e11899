"""Plays every mutant of an item to its hidden tests, and says which survive without an explanation."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from autograder.config import HOUSE, Course
from autograder.errors import ConfigError
from autograder.judge.collection import hidden_tests
from autograder.judge.reference import load_reference
from autograder.proving.mutants import Mutant, mutants_of
from autograder.proving.trial import Trial, adapters_of
from autograder.records import Part


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that is right although it differs from the reference, and why."""

    item: str
    was: str
    now: str
    reason: str


class ItemMutants(msgspec.Struct, frozen=True):
    """What became of the mutants of one item. ``kills`` counts, for each test, the mutants that it failed first."""

    grade_id: str
    tried: int
    killed: int
    equivalent: int
    survivors: tuple[Mutant, ...]
    kills: dict[str, int]
    unused: tuple[Equivalent, ...] = ()

    @property
    def score(self) -> float:
        """Share of the mutants that are not equivalent which the tests kill; 1 if there are none."""
        wrong = self.tried - self.equivalent
        return self.killed / wrong if wrong else 1.0


def equivalents_file(part: str, house: Path = HOUSE) -> Path:
    """Where the equivalent mutants of a part are explained; the file need not exist."""
    return house / "autograder" / "mistakes" / f"{part}.equivalent.toml"


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
    tests = hidden_tests(part, course.grading_seed, house)
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
    part: Part, grade_id: str, course: Course, house: Path = HOUSE, share: tuple[int, int] = (0, 1)
) -> ItemMutants:
    """Play the mutants of one item to its tests; of ``n`` equal shares only share ``k``, for ``share=(k, n)``."""
    trial = trial_of(part, grade_id, course, house)
    explained = [entry for entry in load_equivalents(part.name, house) if entry.item == grade_id]
    known = {(entry.was, entry.now): entry for entry in explained}
    kills: dict[str, int] = {}
    survivors: list[Mutant] = []
    met: set[tuple[str, str]] = set()
    tried = 0
    mutants = [*mutants_of(grade_id, answer_source(part, grade_id, house))][share[0] :: share[1]]
    for mutant in mutants:
        killer = _killer(mutant, trial)
        if killer is None:
            continue
        tried += 1
        if killer:
            kills[killer] = kills.get(killer, 0) + 1
        elif (mutant.was, mutant.now) in known:
            met.add((mutant.was, mutant.now))
        else:
            survivors.append(mutant)
    here = {(mutant.was, mutant.now) for mutant in mutants}
    unused = tuple(entry for key, entry in known.items() if key in here and key not in met)
    killed = sum(kills.values())
    return ItemMutants(grade_id, tried, killed, tried - killed - len(survivors), tuple(survivors), kills, unused)


def _killer(mutant: Mutant, trial: Trial) -> str | None:
    """The test that kills a mutant; "" if none does; None if it never did anything else than the reference."""
    try:
        namespace = mutant.namespace(vars(trial.reference))
    except Exception:
        return "(it does not run)"
    failed = trial.first_failure(namespace)
    if failed is not None:
        return failed.name
    return "" if mutant.wrap is None or hasattr(namespace[mutant.grade_id], "met") else None


def merged(reports: Sequence[ItemMutants]) -> ItemMutants:
    """The shares of one item, put together."""
    kills: dict[str, int] = {}
    for report in reports:
        for name, count in report.kills.items():
            kills[name] = kills.get(name, 0) + count
    return ItemMutants(
        reports[0].grade_id,
        sum(report.tried for report in reports),
        sum(report.killed for report in reports),
        sum(report.equivalent for report in reports),
        tuple(mutant for report in reports for mutant in report.survivors),
        kills,
        tuple(entry for report in reports for entry in report.unused),
    )


def described(survivor: Mutant) -> Iterator[str]:
    """A survivor as lines of a diff, and as an entry for the file of equivalents."""
    yield f"{survivor.grade_id}: {survivor.operator}"
    yield f"  - {survivor.was}"
    yield f"  + {survivor.now}"
