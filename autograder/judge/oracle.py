"""The oracle: the reference answers what student code asks of a function that stands in for its own."""

from __future__ import annotations

import functools
import hashlib
import time
from collections import OrderedDict
from typing import Any

import msgspec

from autograder.judge.reference import check_modest
from autograder.protocol.changes import changes
from autograder.protocol.messages import Failure, Told, encode
from autograder.protocol.values import Handle, NotPlainData, unwrap, wrap
from autograder.records import Verdict
from autograder.session import Interrupted

#: What has a stand-in in its part's adapter: see ``judge/stand_ins.py``. Modules ask so often, each time for so
#: little, that looking at the clock would cost more than the answer.
STAND_IN_SECONDS = 2e-4
_ASKED_BY_STAND_INS = ("RNNLayer", "LSTMLayer", "loss_fn")
#: Bytes of answers that are remembered of a part, and what each takes besides.
ROOM, EACH = 16 << 20, 512

_decode = msgspec.msgpack.Decoder(Told).decode


class ReferenceOracle:
    """Answers calls of functions that stand in for a student's own, within a budget of CPU seconds.

    The arguments come from student code: whatever the reference raises on them goes back to it. Students who wrote
    the same ask the same: what was asked before is known, and counts for what it cost then.
    """

    def __init__(self, reference: Any, cpu: float) -> None:
        self.reference, self.left = reference, cpu
        self.known = _known(reference)

    def __call__(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Told:
        if self.left <= 0:
            raise Interrupted(Verdict.TIMED_OUT, f"it called {name} too often")
        try:
            question = hashlib.blake2b(encode((name, args, kwargs)), digest_size=16).digest()
        except RecursionError:
            return Told(None, Failure("ValueError", f"{name} was given something that is nested too deep"))
        found = self.known.get(question)
        if found is None:
            started = time.process_time()
            told = encode(self._work_out(name, args, kwargs))
            seconds = STAND_IN_SECONDS if name in _ASKED_BY_STAND_INS else time.process_time() - started
            found = told, seconds
            self.known.put(question, found)
        self.left -= found[1]
        return _decode(found[0])

    def _work_out(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Told:
        try:
            values = [unwrap(value, _no_handle) for value in args]
            named = {key: unwrap(value, _no_handle) for key, value in kwargs.items()}
            check_modest([values, list(named.values())])
            dicts = [value for value in (*values, *named.values()) if isinstance(value, dict)]
            answer = wrap(self._function(name)(*values, **named), known=dicts)
            return Told(answer, changed=changes(dict(enumerate(args)) | kwargs, dict(enumerate(values)) | named))
        except NotPlainData as fault:
            return Told(None, Failure("ValueError", f"{name} was given something that is not plain data: {fault}"))
        except Exception as error:
            return Told(None, Failure(type(error).__name__, str(error)[:500]))

    def _function(self, name: str) -> Any:
        """The reference's own, or for what is built on torch the function that its stand-in asks."""
        if name in _ASKED_BY_STAND_INS:
            from autograder.judge import stand_ins  # numpy parts need no torch

            return functools.partial(stand_ins.answer, name)
        return getattr(self.reference, name)


def _no_handle(handle: Handle) -> Any:
    raise NotPlainData(f"a handle of call {handle.call} where data was expected")


class Known:
    """Answers, encoded, with the seconds that they cost, by question; those not asked for longest are forgotten."""

    def __init__(self, room: int = ROOM) -> None:
        self.left = room
        self._answers: OrderedDict[bytes, tuple[bytes, float]] = OrderedDict()

    def get(self, question: bytes) -> tuple[bytes, float] | None:
        found = self._answers.get(question)
        if found is not None:
            self._answers.move_to_end(question)
        return found

    def put(self, question: bytes, answer: tuple[bytes, float]) -> None:
        self._answers[question] = answer
        self.left -= len(answer[0]) + EACH
        while self.left < 0:
            _, (forgotten, _) = self._answers.popitem(last=False)
            self.left += len(forgotten) + EACH


@functools.lru_cache(maxsize=16)
def _known(_reference: Any) -> Known:
    """What is known of the answers of one reference, by whichever oracle it is asked."""
    return Known()
