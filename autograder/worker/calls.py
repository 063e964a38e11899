"""Answers calls to a student's functions with plain data."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.protocol.changes import changes, restore
from autograder.protocol.messages import LOOK_AGAIN, Ask, Call, Failure, Raised, Returned, Told
from autograder.protocol.values import Generator, Handle, NotPlainData, Unwrapper, Value, unwrap, wrap
from autograder.worker.guard import refusing
from autograder.worker.shell import StudentShell, captured, describe


class Caller:
    """Calls functions of the student's namespace, keeps what they returned, and forgets it when told.

    ``adapters`` are called in place of functions of the same name, with the namespace as first argument.
    """

    def __init__(self, shell: StudentShell, adapters: dict[str, Callable[..., Any]]) -> None:
        self.shell = shell
        self.adapters = adapters
        self.kept: dict[int, Any] = {}

    def answer(self, call: Call) -> Returned | Raised:
        """Run one call. Whatever the student's code raises comes back as ``Raised``."""
        if call.fresh:
            self.kept.clear()
        try:
            seed_everything(call.seed)
            args = [Unwrapper(self.resolve, known=()).unwrap(value) for value in call.args]
            kwargs = {name: Unwrapper(self.resolve, known=()).unwrap(value) for name, value in call.kwargs.items()}
            before = [self._state(sent, arg) for sent, arg in zip(call.args, args, strict=True)]
            with captured(self.shell), refusing(call.refuses):
                result = self._function(call.function)(*args, **kwargs)
            self.kept[call.id] = result
            return Returned(call.id, wrap(result), changes(dict(enumerate(before)), dict(enumerate(args))))
        except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
            return Raised(call.id, describe(error))

    def _state(self, sent: Value, arg: Any) -> Value:
        """What an argument is before the call: as it was sent, or as the kept thing is that a handle stands for."""
        return wrap(arg, known=()) if isinstance(sent, Handle) else sent

    def _function(self, name: str) -> Callable[..., Any]:
        if name == LOOK_AGAIN:
            return lambda kept: kept
        if name in self.adapters:
            return partial(self.adapters[name], self.shell.user_ns)
        if name not in self.shell.user_ns:
            raise NameError(f"name '{name}' is not defined")
        return self.shell.user_ns[name]

    def resolve(self, handle: Handle) -> Any:
        """What a handle stands for. Raises NotPlainData if the earlier result has no such part."""
        if handle.call not in self.kept:
            raise NotPlainData("an earlier result is gone")
        value = self.kept[handle.call]
        for step in handle.path:
            value = value[step]
        return value


def seed_everything(seed: int) -> None:
    """Seed ``random``, numpy's global generator, and torch if it is loaded."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    # torch.manual_seed would besides note the seed, with a stack trace, for each kind of accelerator
    generator = getattr(sys.modules.get("torch"), "default_generator", None)
    if generator is not None:
        generator.manual_seed(seed)


class Substituted:
    """Stands in the student's namespace for a function that the judge answers.

    What the answering function does to its arguments in place is done to the student's; a random
    generator among them gives it one number, as the seed of its own.
    """

    def __init__(self, name: str, call_id: Callable[[], int], exchange: Callable[[Ask], Told]) -> None:
        self.name, self._call_id, self._exchange = name, call_id, exchange

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        told = self._exchange(
            Ask(
                self._call_id(),
                self.name,
                [_sent(arg) for arg in args],
                {str(key): _sent(value) for key, value in kwargs.items()},
            )
        )
        if told.failure is not None:
            raise _exception(told.failure)
        given = dict(enumerate(args)) | kwargs
        for key, value in told.changed.items():
            restore(given[key], unwrap(value))
        return Unwrapper(known=[arg for arg in given.values() if isinstance(arg, dict)]).unwrap(told.value)


def _sent(value: Any) -> Value:
    if isinstance(value, np.random.Generator):
        return Generator(int(value.integers(2**63)))
    return wrap(value)


def _exception(failure: Failure) -> Exception:
    kinds = {kind.__name__: kind for kind in (ValueError, TypeError, KeyError, IndexError)}
    return kinds.get(failure.type, RuntimeError)(failure.message)
