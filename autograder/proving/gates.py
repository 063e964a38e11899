"""The gates before a release, each for one part: an empty list, or what is wrong in a line each."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from autograder.build.numbers import REFERENCE_ID
from autograder.config import HOUSE, Course, Limits
from autograder.errors import AutograderError, SubmissionError
from autograder.grading import grade
from autograder.handed_in.submission import read_submission
from autograder.judge.collection import HiddenTest
from autograder.judge.mistakes import Mistake, load_mistakes
from autograder.parts import load_part
from autograder.proving.behaviours import wordless
from autograder.proving.rewriting import ALL_AT_ONCE, rewritings
from autograder.proving.survivors import answer_source, trial_of
from autograder.proving.touched import touched_items
from autograder.proving.trial import Trial
from autograder.records import Part
from autograder.sample_class.samples import Sample


def code_items(part: Part) -> list[str]:
    """The items of a part that hidden tests grade by calling them; not those handed in as a file of their name."""
    files = {Path(name).stem for name in part.hands_in}
    return [item.grade_id for item in part.items if not item.manual and f"{part.name}_{item.grade_id}" not in files]


def reference_earns_all(part: Part, grade_id: str, course: Course, house: Path = HOUSE) -> list[str]:
    """The reference passes every hidden test of an item."""
    trial = trial_of(part, grade_id, course, house)
    return [f"{test.where} fails the reference of {grade_id}" for test in trial.failures(vars(trial.reference))]


def rewritings_earn_all(part: Part, grade_id: str, course: Course, house: Path = HOUSE) -> list[str]:
    """The reference in other words passes every hidden test of an item: all rewritings at once, else one by one."""
    trial = trial_of(part, grade_id, course, house)
    problems = []
    for name, source in rewritings(answer_source(part, grade_id, house)):
        namespace = dict(vars(trial.reference))
        exec(compile(source, f"<{grade_id}, {name}>", "exec"), namespace)
        failed = trial.failures(namespace)
        if name == ALL_AT_ONCE and not failed:
            break
        problems += [f"{test.where} fails a right answer to {grade_id}: the reference, {name}" for test in failed]
    return problems


def shapes_alone_earn_nothing(part: Part, grade_id: str, course: Course, house: Path = HOUSE) -> list[str]:
    """Zeros of the right shapes pass no hidden test of an item."""
    trial = trial_of(part, grade_id, course, house)
    empty = vars(trial.reference) | {grade_id: refusing_nothing(wordless(getattr(trial.reference, grade_id)))}
    failed = {test.name for test in trial.failures(empty)}
    return [f"{test.where} passes zeros of the right shapes" for test in trial.tests if test.name not in failed]


def refusing_nothing(item: Any) -> Any:
    """A function that returns None where ``item`` raises; a class as it is."""
    if isinstance(item, type):
        return item

    def careless(*args: Any, **kwargs: Any) -> Any:
        try:
            return item(*args, **kwargs)
        except Exception:
            return None

    return careless


def mistakes_are_caught(part: Part, grade_id: str, course: Course, house: Path = HOUSE) -> list[str]:
    """Every known mistake in an item fails at least one of its tests, and is named by its own hint."""
    known = [entry for entry in load_mistakes(part, house) if entry.grade_id == grade_id]
    trial = trial_of(part, grade_id, course, house)
    problems = []
    for entry in known:
        namespace = vars(trial.reference) | {grade_id: entry.function}
        failed = trial.failures(namespace, enough=1)
        if not failed:
            problems.append(f"{entry.where} earns all points of {grade_id}: add a test that it fails")
        elif not entry.silent and not _recognised(entry, trial, namespace, failed, known):
            problems.append(f"{entry.where} is not recognised by its answers: is it like another, or does it raise?")
    return problems


def _recognised(
    entry: Mistake, trial: Trial, namespace: Mapping[str, Any], failed: Sequence[HiddenTest], known: Sequence[Mistake]
) -> bool:
    """Whether a submission with this mistake reads its hint.

    What tells it from all others in one failing test does so in all of them together.
    """
    if trial.hint(namespace, failed, known) == entry.hint:
        return True
    return trial.hint(namespace, trial.failures(namespace), known) == entry.hint


def starter_earns_nothing(part: Part, course: Course, house: Path = HOUSE) -> list[str]:
    """The release notebook, handed in as it is, earns 0 on every item."""
    path = house / "release" / part.assignment / f"{part.name}.ipynb"
    _, submission = read_submission(path, [part], REFERENCE_ID, course.limits)
    return [
        f"{part.name}: the starter of {item.grade_id} earns {item.score:g} points"
        for item in grade(submission, part, course, house).items
        if item.score
    ]


#: Samples that hang should cost seconds; every other one stays far below these.
IMPATIENT = Limits(
    call_cpu=1.2, cells_cpu=1.5, slice_cpu=1.0, notebook_cpu=60.0, wall_slack=6.0, idle_seconds=1.0, sleep_seconds=10.0
)


def sample_earns_what_it_states(
    sample: Sample, course: Course, house: Path = HOUSE, model: Sample | None = None
) -> list[str]:
    """A made-up student gets exactly the scores of the header.

    Beside a ``model`` that earns everything, only those items are graded in which the sample may differ from it.
    """
    scores: dict[str, float | None] | None
    course = msgspec.structs.replace(course, limits=IMPATIENT)
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = sample.write(Path(folder))
            part, submission = read_submission(path, [load_part(sample.part, house)], sample.student_id, course.limits)
            touched = touched_items(sample, model, part) if model else None
            # explanations decide no score, and cost as much
            report = grade(submission, part, course, house, explain=False, only=touched)
            full = {item.grade_id: item.points for item in part.items if not item.manual}
            scores = {**full, **{item.grade_id: item.score for item in report.items}}
        except SubmissionError:
            scores = None
        except AutograderError as error:
            return [f"{sample.part}/{sample.kind}/{sample.name}: {error}"]
    wrong = sample.mismatch(scores)
    return [f"{sample.part}/{sample.kind}/{sample.name}: {wrong}"] if wrong else []


def references_agree_with_authorities(house: Path = HOUSE) -> list[str]:
    """The tests of the references against torch, finite differences and published values pass."""
    files = sorted(str(path) for path in (house / "tests").glob("test_reference_*.py"))
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-x", "-p", "no:cacheprovider", *files]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed or ([] if done.returncode == 0 else [done.stdout[-500:] + done.stderr[-500:]])


def styles_of(samples: Sequence[Sample], grade_id: str) -> int:
    """How many correct samples answer an item in their own way."""
    return sum(sample.kind == "correct" and grade_id in sample.answers for sample in samples)
