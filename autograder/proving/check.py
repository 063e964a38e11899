"""``autograder check``: the gate before a release. Every part is tried in parallel; problems come in one list."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from autograder.build import check_course
from autograder.config import HOUSE, Course, load_course
from autograder.judge.mistakes import load_mistakes
from autograder.parts import load_part
from autograder.proving import gates
from autograder.proving.evidence import read_evidence, stale_evidence
from autograder.proving.parallel import run_all
from autograder.proving.proven import forget_old, of_sample, once, proof_of
from autograder.proving.regrade import regrade_is_identical
from autograder.proving.survivors import described, trial_of, try_mutants
from autograder.records import Part
from autograder.sample_class.samples import Sample, load_samples, model_solution

Gate = Callable[[], list[str]]


class ItemFacts(msgspec.Struct, frozen=True):
    """One row of the table: how well the tests of an item are proven."""

    part: str
    grade_id: str
    points: float
    tests: int
    mistakes: int
    mutants: int
    mutation_score: float | None
    styles: int


class CheckSummary(msgspec.Struct, frozen=True):
    """What ``autograder check`` found; the course may be released if there are no problems."""

    problems: tuple[str, ...]
    items: tuple[ItemFacts, ...]
    samples: int


class _NotBuilt(Exception):
    """What was built is not what a build would make; its ``args`` are the problems."""


def check(
    house: Path = HOUSE, jobs: int | None = None, on_done: Callable[[int, int], None] | None = None
) -> CheckSummary:
    """Run every gate. Problems are sorted, so that two runs can be compared.

    If the build is not fresh, its problems are all: everything else reads what it writes.
    """
    try:
        return _check(house, jobs, on_done)
    except _NotBuilt as found:
        return CheckSummary(found.args, (), 0)
    except Exception:  # of what was read before it was known to be stale
        problems = check_course(house, house)
        if not problems:
            raise
        return CheckSummary(tuple(problems), (), 0)


def _check(house: Path, jobs: int | None, on_done: Callable[[int, int], None] | None) -> CheckSummary:
    course = load_course(house)
    parts = [load_part(name, house) for name in course.parts]
    samples = {part.name: load_samples(part.name, house) for part in parts}
    # what takes longest goes first
    tasks: list[Gate] = [
        functools.partial(_build_is_fresh, house),
        functools.partial(regrade_is_identical, house),
        *_tasks(parts, course, house),
        *(task for part in parts for task in _sample_tasks(part, samples[part.name], course, house)),
    ]
    facts = [functools.partial(_facts, part, course, house, samples[part.name]) for part in parts]
    forget_old(house)
    done: list[Any] = run_all([*tasks, *facts], jobs, on_done)
    found = sorted(problem for problems in done[: len(tasks)] for problem in problems)
    rows = [row for rows in done[len(tasks) :] for row in rows]
    return CheckSummary(tuple(found), tuple(rows), sum(map(len, samples.values())))


def _build_is_fresh(house: Path) -> list[str]:
    problems = check_course(house, house)
    if problems:
        raise _NotBuilt(*problems)
    return []


def _tasks(parts: Sequence[Part], course: Course, house: Path) -> list[Gate]:
    tasks: list[Gate] = [functools.partial(gates.references_agree_with_authorities, house)]
    for part in parts:
        facts = proof_of(part, course, house)
        tasks.append(functools.partial(_evidence, part, course, house))
        starter = functools.partial(gates.starter_earns_nothing, part, course, house)
        tasks.append(functools.partial(once, starter, house, facts, "starter"))
        for grade_id in gates.code_items(part):
            for gate in ITEM_GATES:
                task = functools.partial(gate, part, grade_id, course, house)
                tasks.append(functools.partial(once, task, house, facts, gate.__name__, grade_id))
    return tasks


def _sample_tasks(part: Part, samples: Sequence[Sample], course: Course, house: Path) -> Iterator[Gate]:
    model = model_solution(samples)
    facts = (proof_of(part, course, house), of_sample(model) if model else "")
    for one in samples:
        gate = functools.partial(gates.sample_earns_what_it_states, one, course, house, model)
        yield functools.partial(once, gate, house, *facts, of_sample(one))


ITEM_GATES = (
    gates.reference_earns_all,
    gates.rewritings_earn_all,
    gates.shapes_alone_earn_nothing,
    gates.mistakes_are_caught,
)


def _evidence(part: Part, course: Course, house: Path) -> list[str]:
    """What the kept mutation report lacks. If it is stale, also what survives of the mutants that are quick to try."""
    problems = stale_evidence(part, course, house)
    for grade_id in gates.code_items(part) if problems else []:
        report = try_mutants(part, grade_id, course, house, quick=True)
        problems += ["survives: " + " ".join(described(mutant)) for mutant in report.survivors]
    return problems


def _facts(part: Part, course: Course, house: Path, samples: Sequence[Sample]) -> list[ItemFacts]:
    """The rows of a part."""
    evidence, mistakes = read_evidence(part.name, house).items, load_mistakes(part, house)
    rows = []
    for grade_id in gates.code_items(part):
        measured = evidence.get(grade_id)
        rows.append(
            ItemFacts(
                part.name,
                grade_id,
                next(item.points for item in part.items if item.grade_id == grade_id),
                len(trial_of(part, grade_id, course, house).tests),
                sum(entry.grade_id == grade_id for entry in mistakes),
                measured.tried if measured else 0,
                measured.score if measured else None,
                gates.styles_of(samples, grade_id),
            )
        )
    return rows
