"""What is fuzzed: everything that reads bytes which a student, or a disk, may have made.

Each target takes any bytes, and ends without an exception, or breaks a promise of the module that it tries.
"""

from __future__ import annotations

import functools
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from autograder.batch.journal import Journal
from autograder.config import Limits, load_course
from autograder.errors import ConfigError, SheetError, SubmissionError
from autograder.handed_in.staging import healed_timestamp
from autograder.handed_in.submission import find_part, read_notebook, to_submission
from autograder.judge import runner
from autograder.judge.collection import HiddenTest
from autograder.judge.compare import WrongAnswer, kind_of, same
from autograder.judge.local import LocalSession, adapters_of
from autograder.judge.predictions import read_predictions
from autograder.judge.recording import playable_tests
from autograder.judge.reference import check_modest, load_reference
from autograder.nbgrader_hooks.restore import restore
from autograder.outputs import as_nbformat, readable_failure, readable_outputs
from autograder.parts import load_part, release_notebook
from autograder.protocol.framing import FrameReader
from autograder.protocol.messages import Ask, CellDone, Raised, Returned
from autograder.protocol.values import NotPlainData, unwrap, wrap
from autograder.records import Verdict
from autograder.rubric.reading import read_sheets
from autograder.sandbox.process import SandboxedWorker, WorkerGone
from tests.fuzz.lies import distorted

LIMITS = Limits(reply_bytes=1 << 16, notebook_bytes=1 << 20)
_REFUSED = (NotPlainData, ValueError, OverflowError, MemoryError)  # by ``unwrap``, and turned into a verdict


def reply(data: bytes) -> None:
    """A reply of the worker, up to what the judge makes of it."""
    try:
        message: Any = SandboxedWorker._decode(None, data)  # type: ignore[arg-type]
    except WorkerGone:
        return
    if isinstance(message, Raised):
        readable_failure(message.failure)
    if isinstance(message, CellDone):
        outputs = as_nbformat(readable_outputs(message.outputs, 10_000))
        nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=outputs)]))
    for value in values_of(message):
        try:
            found = unwrap(value)
        except _REFUSED:
            continue
        kind_of(found)
        assert same(found, found) or "Opaque" in repr(value)
        assert same(unwrap(wrap(found)), found) or "Opaque" in repr(wrap(found))
        try:
            check_modest(found)
        except NotPlainData:
            continue


def values_of(message: Any) -> list[Any]:
    """The values that a reply carries."""
    if isinstance(message, Returned):
        return [message.value, *message.changed.values()]
    return [*message.args, *message.kwargs.values()] if isinstance(message, Ask) else []


def frames(data: bytes) -> None:
    """A stream of replies, in pieces whose lengths the first byte gives."""
    reader, step = FrameReader(1 << 12), 1 + (data[0] if data else 0)
    try:
        for start in range(1, len(data), step):
            found = reader.feed(data[start : start + step])
            while found is not None:
                assert len(found) <= 1 << 12
                found = reader.feed(b"")
    except ValueError:
        return


def notebook(data: bytes) -> None:
    """A notebook, up to what nbgrader would get of it."""
    part = load_part("rnn_cell")
    try:
        read = read_notebook(data, LIMITS)
        find_part(read, [part])
    except SubmissionError:
        return
    restored = restore(read, part, release_notebook("rnn_cell"))
    nbformat.validate(restored)
    to_submission(restored, part)


def timestamp(data: bytes) -> None:
    """The file with the time of handing in."""
    healed = healed_timestamp(data.decode("utf-8", "replace"))
    assert healed is None or healed_timestamp(healed) == healed


def predictions(data: bytes) -> None:
    """A file of predictions."""
    answers = {"Ann": "English", "Bo": "Chinese", "=1+1": "Irish"}
    try:
        found = read_predictions("p.csv", data, answers)
    except WrongAnswer:
        return
    assert found.keys() == answers.keys()


def sheets(data: bytes) -> None:
    """A grading sheet, as XLSX or CSV."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sheet")
        path.write_bytes(data)
        try:
            read_sheets(path)
        except SheetError as error:
            _require_one_line(error)


def journal(data: bytes) -> None:
    """A journal that something else has written into: it is used, moved aside, or refused in one line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal.sqlite")
        path.write_bytes(data)
        try:
            with Journal(path) as opened:
                opened.report("key")
                opened.standings("rnn")
                opened.history("rnn")
                opened.unsettle("rnn", "student")
        except ConfigError as error:
            _require_one_line(error)


def _require_one_line(error: Exception) -> None:
    assert "\n" not in str(error)


def answers(data: bytes) -> None:
    """A right answer that was distorted on its way: hidden tests find it wrong, or right, and never trip over it."""
    chance = random.Random(data)
    part, tests = chance.choice(_tests())
    test = chance.choice(tests)
    session = _Distorting(part, chance)
    result = runner.run_test(test, session, load_reference(part))  # type: ignore[arg-type]
    assert result.verdict is not Verdict.GRADER_ERROR, f"{part} {test.name}: {result.message}\n{session.told}"


@functools.cache
def _tests() -> list[tuple[str, list[HiddenTest]]]:
    runner.SHRINK_BUDGET = 0
    course = load_course()
    return [
        (part, [test for test in playable_tests(load_part(part), course.grading_seed) if len(test.cases) < 200])
        for part in course.parts
    ]


class _Distorting(LocalSession):
    """The reference in place of a submission; one answer of it is distorted, now and then every one."""

    def __init__(self, part: str, chance: random.Random) -> None:
        super().__init__(vars(load_reference(part)), adapters_of(part))
        self.chance, self.always = chance, chance.random() < 0.3
        self.place = int(2 ** chance.uniform(0, 10))  # some tests ask a thousand times, most of them less than ten
        self.student_id = self.caller.shell.user_ns["student_id"] = "student"
        self.submission = _Nothing()
        self.told = ""

    def call(self, function: str, args: list[Any], kwargs: dict[str, Any], seed: int, fresh: bool) -> tuple[int, Any]:
        number, answer = super().call(function, args, kwargs, seed, fresh)
        if isinstance(answer, Returned) and (self.always or number == self.place):
            value = distorted(answer.value, self.chance)
            changed = {0: value} if self.chance.random() < 0.2 else answer.changed
            self.told = f"{function} told {value!r}"[:2000]
            return number, Returned(number, value, changed)
        return number, answer


class _Nothing:
    """A submission without files."""

    files: dict[str, bytes] = {}
    unread: dict[str, str] = {}


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (reply, frames, notebook, timestamp, predictions, sheets, journal, answers)
}
