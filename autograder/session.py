"""A submission that answers calls: workers are started, replayed and replaced behind this interface."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from msgspec.structs import replace

from autograder.answered import Answer, Answered
from autograder.config import Limits
from autograder.outputs import cost, readable_failure, readable_outputs
from autograder.protocol import messages
from autograder.protocol.messages import Ask, Call, Failure, LoadedCell, Raised, Returned, RunCell, Told, TooLarge
from autograder.records import Part, Submission, Verdict
from autograder.sandbox.process import WorkerGone, WorkerProcess, WorkerTimedOut
from autograder.worker.slicing import may_bind

#: How a code cell is run at most, and what becomes of it when it used up its time: see ``Session._demote``.
_GENTLER = {"whole": "slice", "slice": "skip"}
_MISSING_NAME = re.compile(r"name '(\w+)' is not defined|has no attribute '(\w+)'|free variable '(\w+)'")
_MAX_ASKS = 10_000
_MAX_LOADING_ACCIDENTS = 8
#: Seconds that reading a byte of a reply counts for, as it costs the judge at most: answers of a few megabytes at
#: every call would keep it busy for hours, and the worker hardly at all.
_READING = 1e-7
#: The same for each value in an answer, each time that it is looked at: lists of lists are short on the wire.
_LOOKING = 3e-6

_ANSWERED_BY: dict[Any, Any] = {
    messages.Load: messages.Loaded,
    RunCell: messages.CellDone,
    messages.Substitute: messages.Done,
}

Launch = Callable[[], WorkerProcess]
#: Answers a substituted function: (name, positional values, keyword values) -> Told.
Oracle = Callable[[str, list[Any], dict[str, Any]], Told]


class Interrupted(BaseException):
    """A call has no answer, for a reason that ends its test case: time, death of the worker, or a fault.

    Not an ``Exception``, so that nothing between the call and the runner takes it for an answer.
    """

    def __init__(self, verdict: Verdict, message: str, wall: bool = False) -> None:
        super().__init__(message)
        self.verdict, self.message, self.wall = verdict, message, wall


@dataclass
class Shared:
    """What all sessions of a notebook know of it: seconds of CPU used, seconds slept, and its cells as they are run.

    ``sources`` are by how each cell is to be run: to slice them costs as much as to start a worker.
    """

    used: float = 0.0
    slept: float = 0.0
    sources: dict[tuple[str, ...], list[str]] = field(default_factory=dict)


class Session:
    """Runs a submission's cells in a worker and answers calls, with a fresh worker after every accident.

    ``launch`` starts a worker; it is called at most once per accident, within the notebook's CPU budget.
    ``substitutes`` are names that ``oracle`` answers in place of the student's functions. Sessions of one
    notebook have ``shared`` in common. ``numbers_seed`` is the course's, for tests that draw a student's numbers.
    """

    def __init__(
        self,
        submission: Submission,
        part: Part,
        limits: Limits,
        launch: Launch,
        substitutes: tuple[str, ...] = (),
        oracle: Oracle | None = None,
        shared: Shared | None = None,
        numbers_seed: int = 0,
    ) -> None:
        self.submission, self.part, self.limits, self.launch = submission, part, limits, launch
        self.substitutes, self.oracle = substitutes, oracle
        self.numbers_seed = numbers_seed
        self.code = [index for index, cell in enumerate(submission.cells) if cell.code]
        self.modes = {index: "whole" if submission.cells[index].item else "slice" for index in self.code}
        self.worker: WorkerProcess | None = None
        self.outputs: dict[int, list[messages.Output]] = {}
        self.failures: dict[int, Failure] = {}
        self.shared = shared or Shared()
        self.received = 0
        self.next_id = 0
        self.replayed_whole = False
        self.waited_too_long = False
        self.loading_accidents = 0
        self.own_threads = 1
        self.output_room = limits.output_bytes
        self.item = ""
        self.answered = Answered(lambda: self.received)

    @property
    def student_id(self) -> str:
        """Whose submission it is; empty if nobody said."""
        return self.submission.student_id

    @property
    def cpu_used(self) -> float:
        """Seconds of CPU that the notebook has used so far, in all its sessions."""
        return self.shared.used

    def close(self) -> None:
        """End the worker, if there is one."""
        if self.worker is not None:
            self.worker.close()
            self.worker = None

    def charge(self, nodes: int) -> None:
        """Count what an answer of so many values costs the judge towards the notebook's total."""
        self.shared.used += nodes * _LOOKING

    def begin_item(self, grade_id: str) -> None:
        """From now on calls are about this item; they may not use what it refuses."""
        if self.item != grade_id:
            self.item = grade_id
            self.answered.clear()

    def begin_test(self) -> None:
        """Give the next test a fresh worker if an earlier one left threads behind: what they do is not its doing."""
        if self.worker is None:
            return
        try:
            left_behind = self.worker.threads() > self.own_threads
        except WorkerGone:
            left_behind = True
        if left_behind:
            self.close()

    def call(self, function: str, args: list[Any], kwargs: dict[str, Any], seed: int, fresh: bool) -> tuple[int, Any]:
        """Call a function with wrapped arguments: the call's id, and ``Returned``, ``Raised`` or ``TooLarge``.

        What was asked before, for the same item, is not asked again: see ``Answered``. Raises Interrupted: no
        answer came.
        """
        call = Call(self._new_id(), function, args, kwargs, seed, fresh, self.part.refused_in(self.item))
        return call.id, self.answered.answer(call, self._first_call if fresh else self._call)

    def _first_call(self, call: Call) -> Answer:
        reply = self._call(call)
        if isinstance(reply, Raised) and self._may_be_sliced_away(reply.failure):
            self.replayed_whole = True
            self.close()
            self.answered.clear()
            self.modes |= {index: "whole" for index in self.code if self.modes[index] == "slice"}
            reply = self._call(call)
        return reply

    def _call(self, call: Call) -> Answer:
        self.ready()
        end = self.cpu_used + self.limits.call_cpu
        reply = self._exchange(call, self.limits.call_cpu)
        for _ in range(_MAX_ASKS):
            if not isinstance(reply, Ask):
                break
            reply = self._exchange(self._told(reply), max(end - self.cpu_used, 0.01))
        if not isinstance(reply, Returned | Raised | TooLarge) or reply.id != call.id:
            raise self._gone(Verdict.KILLED, "the notebook's process sent a reply that was not asked for")
        if isinstance(reply, Raised):  # before anything looks for names in it: it may be megabytes long
            return replace(reply, failure=readable_failure(reply.failure))
        return reply

    def _told(self, ask: Ask) -> Told:
        if self.oracle is None or ask.function not in self.substitutes:
            raise self._gone(Verdict.KILLED, "the notebook's process asked for something that it may not have")
        try:
            return self.oracle(ask.function, ask.args, ask.kwargs)
        except Interrupted:
            self.close()  # it waits for an answer that it will not get
            raise

    def _may_be_sliced_away(self, failure: Failure) -> bool:
        """Whether a missing name or attribute may come to be in a cell of which only a slice was run.

        Not in one that stands there as it was given out: of those, slices hold all that they bind for others.
        """
        if self.replayed_whole or failure.type not in ("NameError", "UnboundLocalError", "AttributeError"):
            return False
        match = _MISSING_NAME.search(failure.message)
        name = next((group for group in match.groups() if group), None) if match else None
        sliced = {self.submission.cells[index].source for index in self.code if self.modes[index] == "slice"}
        return name is not None and any(may_bind(source, name) for source in sliced.difference(self.part.given))

    def failure_of(self, item: str) -> Failure | None:
        """What stopped the cell of an item, if anything did."""
        failures = (self.failures[index] for index in self.failures if self.submission.cells[index].item == item)
        return next(failures, None)

    def ready(self) -> None:
        """Have a worker in which the cells were run. Raises Interrupted if that is not to be had."""
        while self.worker is None:
            self._check_budget()
            self.worker = self.launch()
            self._load()
            self._count_threads()

    def _count_threads(self) -> None:
        if self.worker is None:
            return
        try:
            self.own_threads = self.worker.threads()
        except WorkerGone:
            self.loading_accidents += 1
            self.close()

    def _load(self) -> None:
        """Run the cells; on an accident the worker is gone and the cell that caused it is demoted."""
        modes = tuple(self.modes[index] for index in self.code)
        known = self.shared.sources.get(modes)
        sources = known or [self.submission.cells[index].source for index in self.code]
        cells = [LoadedCell(*cell) for cell in zip(sources, modes, strict=True)]  # type: ignore[arg-type]
        roots = tuple(item.grade_id for item in self.part.items if not item.manual)
        load = messages.Load(self._new_id(), cells, roots, ready=known is not None)
        loaded = self._attempt(load, self.limits.slice_cpu, self._demote_slices)
        if loaded is None:
            return
        if len(loaded.sources) == len(modes):  # said before any of it ran
            self.shared.sources[modes] = loaded.sources
        left = {"whole": self.limits.cells_cpu, "slice": self.limits.slice_cpu}
        for position, index in enumerate(self.code):
            mode = self.modes[index]
            if mode == "skip":
                continue
            before = self.cpu_used
            request = RunCell(self._new_id(), position)
            done = self._attempt(request, left[mode], partial(self._demote, index))
            if done is None:
                return
            left[mode] = max(left[mode] - (self.cpu_used - before), 0.05)
            self._note(index, done)
        if self.substitutes:
            self._attempt(messages.Substitute(self._new_id(), self.substitutes), self.limits.call_cpu, lambda: None)

    def _attempt(self, request: Any, cpu: float, on_accident: Callable[[], None]) -> Any:
        """The reply to a request of loading; None after an accident, when ``on_accident`` was called."""
        try:
            reply = self._exchange(request, cpu)
            if isinstance(reply, _ANSWERED_BY[type(request)]) and reply.id == request.id:
                return reply
            raise self._gone(Verdict.KILLED, "the notebook's process sent a reply that was not asked for")
        except Interrupted as accident:
            self.loading_accidents += 1
            on_accident()
            if isinstance(request, RunCell):
                index = self.code[request.index]
                self.failures[index] = Failure(accident.verdict.value, accident.message)
                self.outputs.setdefault(index, [messages.Output("error", accident.verdict.value, accident.message)])
            return None

    def _note(self, index: int, done: messages.CellDone) -> None:
        if index in self.outputs:
            return
        outputs = list(done.outputs)
        if done.failure is not None:
            failure = self.failures[index] = readable_failure(done.failure)
            text = f"{failure.traceback}\n{failure.type}: {failure.message}".strip()
            outputs.append(messages.Output("error", failure.type, text))
        self.outputs[index] = readable_outputs(outputs, self.output_room)
        self.output_room -= sum(map(cost, self.outputs[index]))

    def _demote(self, index: int) -> None:
        self.modes[index] = _GENTLER[self.modes[index]]

    def _demote_slices(self) -> None:
        gone = [index for index in self.code if self.modes[index] == "slice"]
        if not gone:
            raise self._gone(Verdict.KILLED, "the notebook's cells could not be read")
        self.modes |= dict.fromkeys(gone, "skip")

    def _exchange(self, request: Any, cpu: float) -> Any:
        worker = self.worker
        assert worker is not None
        self._check_budget()
        allowed = min(cpu, self.limits.notebook_cpu - self.cpu_used)
        slept_before, received_before = worker.slept, worker.received
        try:
            before = worker.cpu_seconds()
            reply = worker.exchange(request, allowed)
            self.shared.used += max(worker.cpu_seconds() - before, 0.0)
            return reply
        except WorkerTimedOut as gone:
            self.shared.used += allowed
            self.waited_too_long |= gone.wall
            if allowed < cpu:
                self._check_budget()
            raise self._gone(Verdict.TIMED_OUT, f"stopped after {gone.reason}", gone.wall) from None
        except WorkerGone as gone:
            raise self._gone(Verdict.KILLED, f"the notebook's process ended during this ({gone.reason})") from None
        finally:
            self.shared.slept += worker.slept - slept_before
            self.received += worker.received - received_before
            self.shared.used += (worker.received - received_before) * _READING

    def _gone(self, verdict: Verdict, message: str, wall: bool = False) -> Interrupted:
        """What to raise once the worker is of no more use; it is ended first."""
        self.close()
        return Interrupted(verdict, message, wall)

    def _check_budget(self) -> None:
        if self.cpu_used >= self.limits.notebook_cpu:
            limit = self.limits.notebook_cpu
            raise self._gone(Verdict.TIMED_OUT, f"the notebook used up its total of {limit:g} s of CPU time")
        if self.shared.slept >= self.limits.sleep_seconds:
            limit = self.limits.sleep_seconds
            raise self._gone(Verdict.TIMED_OUT, f"the notebook slept for more than its total of {limit:g} s")
        if self.loading_accidents > _MAX_LOADING_ACCIDENTS:
            raise self._gone(Verdict.KILLED, "the notebook's cells ended their process again and again")

    def _new_id(self) -> int:
        self.next_id += 1
        return self.next_id
