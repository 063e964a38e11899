"""``student``: the proxy through which hidden tests call a submission. No student code runs here."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, TypeVar

import msgspec
import numpy as np

from autograder.judge.compare import WrongAnswer, check_unchanged
from autograder.judge.remembering import remembered
from autograder.judge.snippet import Kept, LoggedCall
from autograder.protocol.messages import LOOK_AGAIN, Failure, Returned, TooLarge
from autograder.protocol.values import Handle, NotPlainData, Unwrapper, wrap
from autograder.session import Session

Told = TypeVar("Told")
#: Kinds of arguments in which no reference to an answer can be.
_HOLD_NOTHING = frozenset((np.ndarray, int, float, str, bool, type(None)))


class StudentRaised(Exception):
    """The student's function raised; ``failure`` says what."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.type}: {failure.message}")
        self.failure = failure


def altered() -> WrongAnswer:
    """What to raise when an adapter did not answer as it does."""
    return WrongAnswer(
        "Inside the notebook's process, the code that looks at this did not answer as it does: "
        "does something in the notebook change it?"
    )


class Answer:
    """What one call gave: ``value``, and ``after(i)``, argument i as it was after the call.

    ``answer[i]`` stands for part i of the value without moving it: pass it to a later call.
    """

    def __init__(self, call: int, value: Any, args: list[Any], changed: dict[int, Any]) -> None:
        self.call, self.value = call, value
        self._args, self._changed = args, changed

    def __getitem__(self, step: int | str) -> Kept:
        return Kept(self.call, (step,))

    def sent(self, position: int) -> Any:
        """Argument ``position`` as it was sent; None if it stands for something kept in the worker."""
        arg = self._args[position]
        return None if isinstance(arg, Kept | Answer) else arg

    def changed(self, position: int) -> bool:
        """Whether the call changed argument ``position``, also where it stands for something in the worker."""
        return position in self._changed

    def after(self, position: int) -> Any:
        """Argument ``position`` as the call left it."""
        return self._changed.get(position, self._args[position])

    def of_type(self, kind: type[Told]) -> Told:
        """The value, which the part's adapter made, as it makes it. Raises WrongAnswer: something else answered."""
        try:
            return msgspec.convert(self.value, kind)
        except msgspec.ValidationError:
            raise altered() from None


class Student:
    """Calls functions of a submission by attribute: ``student.rnn_cell_forward(xt, a_prev, parameters)``.

    ``seed`` seeds the student's generators before each call. ``reference`` answers ``given``, unless
    ``own_results`` says that the student's own functions should. ``watch`` is shown every call that was answered.
    Where an adapter stands between, a test says what its calls are about: ``subject`` is the student's name of
    it, ``code`` repeats the case.
    """

    def __init__(self, session: Session, reference: ModuleType, seed: int, own_results: bool = False) -> None:
        self._session, self._reference, self._seed = session, reference, seed
        self._own_results = own_results
        self.asked_for_given = False
        self.calls = 0
        self.flags: list[str] = []
        self.watch: Callable[[LoggedCall], None] | None = None
        self.begin_case()

    @property
    def asked(self) -> str:
        """The name of the student's function or class that the last call was about."""
        return self.subject or self.log[-1].function

    @property
    def id(self) -> str:
        """Whose submission this is, by the gradebook or the command line; never by what the notebook says."""
        return self._session.student_id

    @property
    def numbers_seed(self) -> int:
        """The course's public seed of the numbers that each student gets."""
        return self._session.numbers_seed

    @property
    def cpu_used(self) -> float:
        """Seconds of CPU that the submission has used so far."""
        return self._session.cpu_used

    def begin_case(self) -> None:
        """Start a test case: earlier answers are forgotten, on both sides."""
        self.log: list[LoggedCall] = []
        self.subject, self.code = "", ""
        self._fresh = True

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self._call(name, list(args))

    def look_again(self, answer: Answer) -> Any:
        """What an earlier call of this case returned, as it is now: results must not change afterwards."""
        return self._call(LOOK_AGAIN, [answer]).value

    def given(self, function: str, *args: Any) -> Any:
        """An earlier item's answer to these arguments, for a later item to consume.

        The reference's, as documented; in a second try the student's own, which stays in the worker.
        Index the result for its parts.
        """
        self.asked_for_given = True
        if self._own_results:
            return self._call(function, list(args))
        self.log.append(LoggedCall(function, list(args)))
        return remembered(getattr(self._reference, function), *args)

    def file(self, name: str) -> bytes:
        """What was handed in beside the notebook under this name. Raises WrongAnswer: nothing that can be read."""
        submission = self._session.submission
        if name in submission.files:
            return submission.files[name]
        why = submission.unread.get(name, f"{name} was not handed in")
        raise WrongAnswer(f"{why}. Hand it in together with the notebook, as a plain file of this name.")

    def flag(self, reason: str) -> None:
        """Ask for a person to look at this submission; its author is not told, and it costs nothing."""
        self.flags.append(reason)

    def cell_failure(self, item: str) -> Failure | None:
        """What stopped the cell of an item, if anything did."""
        return self._session.failure_of(item)

    def missing_module(self) -> Failure | None:
        """The first import of the submission that failed, if any did."""
        return next((failure for failure in self._session.failures.values() if "NotFound" in failure.type), None)

    def _call(self, function: str, args: list[Any]) -> Answer:
        self.calls += 1
        wrapped = [wrap(_with_handles(arg), handles=True, known=()) for arg in args]
        fresh, self._fresh = self._fresh, False
        logged = LoggedCall(function, args, worker_id=0)
        self.log.append(logged)
        call, reply = self._session.call(function, wrapped, {}, self._seed, fresh)
        logged.worker_id = call
        if isinstance(reply, TooLarge):
            raise WrongAnswer(f"{function} returned {reply.size / 2**20:.0f} MiB of data; far more than asked for.")
        if not isinstance(reply, Returned):
            raise StudentRaised(reply.failure)
        reader = Unwrapper()
        try:
            changed = {position: reader.unwrap(value) for position, value in reply.changed.items()}
            logged.returned, logged.changed = reader.unwrap(reply.value), changed
            if self.watch is not None:
                self.watch(logged)
            return Answer(call, logged.returned, args, changed)
        except (NotPlainData, ValueError, OverflowError, MemoryError) as fault:
            raise WrongAnswer(f"{function} returned something that is not plain data: {fault}.") from None
        finally:
            self._session.charge(reader.nodes)


def check_arguments(answer: Answer, before: dict[str, Any]) -> None:
    """Require that a call left its arguments, given by name in order, as they were. Raises WrongAnswer."""
    for position, (name, value) in enumerate(before.items()):
        check_unchanged(name, value, answer.after(position))


def _with_handles(value: Any) -> Any:
    """Replace references to kept answers by handles, inside tuples, lists and dicts too."""
    if type(value) in _HOLD_NOTHING:
        return value
    if isinstance(value, Kept):
        return Handle(value.call, value.path)
    if isinstance(value, Answer):
        return Handle(value.call)
    if isinstance(value, tuple | list):
        entries = [_with_handles(entry) for entry in value]
        return type(value)(entries) if _other(entries, value) else value
    if isinstance(value, dict):
        entries = [_with_handles(entry) for entry in value.values()]
        return dict(zip(value, entries, strict=True)) if _other(entries, value.values()) else value
    return value


def _other(entries: Iterable[Any], before: Iterable[Any]) -> bool:
    """Whether any entry is another object. What stays as it is can be recognised where it comes again."""
    return any(map(operator.is_not, entries, before))
