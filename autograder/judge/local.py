"""Trusted code in place of a submission: it answers hidden tests in this process, without a sandbox."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.answered import Answer, Answered
from autograder.config import HOUSE
from autograder.judge.collection import import_file
from autograder.protocol.messages import Call, Failure, Raised
from autograder.records import Verdict
from autograder.session import Interrupted
from autograder.worker.adapter import adapter_of
from autograder.worker.calls import Caller
from autograder.worker.shell import Outputs

#: What a worker calls in place of a student's functions, by name.
Adapters = dict[str, Callable[..., Any]]


def adapters_of(part: str, house: Path = HOUSE) -> Adapters:
    """The adapter functions of a part, to be called in this process; none if it has no adapter."""
    path = house / "autograder" / "adapters" / f"{part}.py"
    return adapter_of(import_file(path, "adapters")).functions if path.is_file() else {}


class _OutOfTime(BaseException):
    """A call used up its time; not an ``Exception``, so that the called code does not catch it."""


class LocalSession:
    """What a hidden test needs of a session, over a namespace of functions that are trusted.

    ``call_cpu`` bounds one call in seconds of CPU, for code that may not end; it needs the main thread.
    """

    def __init__(
        self,
        namespace: Mapping[str, Any],
        adapters: Adapters | None = None,
        call_cpu: float | None = None,
    ) -> None:
        shell: Any = SimpleNamespace(user_ns=dict(namespace), outputs=Outputs(0))
        self.caller = Caller(shell, adapters or {})
        self.call_cpu = call_cpu
        self.student_id, self.numbers_seed = namespace.get("student_id", ""), namespace.get("numbers_seed", 0)
        self.started = time.process_time()
        self.failures: dict[int, Failure] = {}
        self.next_id = 0
        self.answered = Answered(lambda: 0)

    def charge(self, nodes: int) -> None:
        """Nothing: reading what trusted code returns costs what it costs."""

    @property
    def cpu_used(self) -> float:
        """Seconds of CPU that this process has used since the session began."""
        return time.process_time() - self.started

    def begin_test(self) -> None:
        """Nothing is left behind by earlier tests that a new process would mend."""

    def failure_of(self, item: str) -> Failure | None:
        """There are no cells, so none has failed."""
        return None

    def call(self, function: str, args: list[Any], kwargs: dict[str, Any], seed: int, fresh: bool) -> tuple[int, Any]:
        """Call a function with wrapped arguments, as a session does. Raises Interrupted: it did not end in time."""
        self.next_id += 1
        call = Call(self.next_id, function, args, kwargs, seed, fresh)
        return call.id, self.answered.answer(call, self._make)

    def _make(self, call: Call) -> Answer:
        with _limited(self.call_cpu):
            reply = self.caller.answer(call)
        if isinstance(reply, Raised) and reply.failure.type == _OutOfTime.__name__:
            raise Interrupted(Verdict.TIMED_OUT, "stopped: it did not end in time")
        return reply


@contextmanager
def _limited(cpu: float | None) -> Iterator[None]:
    if cpu is None:
        yield
        return

    def stop(*_: Any) -> None:
        raise _OutOfTime

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, cpu, cpu)  # again and again: the first may be swallowed in a finally
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)
