"""Code that a student can paste to reproduce a failing call."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from autograder.judge.compare import same
from autograder.protocol.values import Generator

MAX_CHARACTERS = 3_000


class Kept(msgspec.Struct, frozen=True):
    """Part ``path`` of what call ``call`` returned, kept in the worker."""

    call: int
    path: tuple[int | str, ...] = ()

    def __getitem__(self, step: int | str) -> Kept:
        return Kept(self.call, (*self.path, step))


class LoggedCall(msgspec.Struct):
    """A call of a test case: what it returned, and arguments as it changed them.

    ``worker_id`` is None for a call that the reference answered.
    """

    function: str
    args: list[Any]
    worker_id: int | None = None
    returned: Any = None
    changed: dict[int, Any] = {}


def snippet(calls: list[LoggedCall], parameter_names: Callable[[str], list[str]]) -> str:
    """Python that repeats some calls: inputs as literals, in the words of the functions' own parameters.

    ``parameter_names`` gives a function's parameters. Inputs of calls that the reference answered are
    assigned too, so that what was made from them can be written in their terms. An empty string if the
    code would be longer than a person reads.
    """
    try:
        text = _written(calls, parameter_names)
    except _TooLong:
        return ""
    return text if len(text) <= MAX_CHARACTERS else ""


def _written(calls: list[LoggedCall], parameter_names: Callable[[str], list[str]]) -> str:
    made = [call for call in calls if call.worker_id is not None]
    writer = _Writer({call.worker_id: f"result{position + 1}" for position, call in enumerate(made)})
    for call in calls:
        names = parameter_names(call.function)
        inputs = [writer.assign(name, arg) for name, arg in zip(names, call.args, strict=False)]
        if call.worker_id is not None:
            target = "" if call is made[-1] else f"{writer.results[call.worker_id]} = "
            writer.lines.append(f"{target}{call.function}({', '.join(inputs)})")
    needed = {"import torch": "torch.", "import numpy as np": "np."}
    modules = [words for words, use in needed.items() if any(use in line for line in writer.lines)]
    return "\n".join([*modules, *writer.lines])


class _TooLong(Exception):
    """More numbers are to be written than a person reads."""


class _Writer:
    def __init__(self, results: dict[int | None, str]) -> None:
        self.entries = 0
        self.lines: list[str] = []
        self.results = results
        self.known: list[tuple[Any, str]] = []

    def assign(self, name: str, value: Any) -> str:
        """The expression for an argument: a name that was assigned its value, or a short expression."""
        expression = self.literal(value)
        if _is_short(value, expression) or expression == name:
            return expression
        self.lines.append(f"{name} = {expression}")
        if isinstance(value, np.ndarray | dict | list):
            self.known.append((value, name))
        if isinstance(value, np.ndarray) and value.ndim == 3:
            self.known += [(value[:, :, t], f"{name}[:, :, {t}]") for t in range(value.shape[2])]
        return name

    def literal(self, value: Any) -> str:
        if isinstance(value, Kept) or hasattr(value, "call"):
            steps = "".join(f"[{step!r}]" for step in getattr(value, "path", ()))
            return f"{self.results[value.call]}{steps}"
        for other, expression in self.known:
            if same(value, other) and not _is_zero(value):
                return expression
        if isinstance(value, np.ndarray):
            self.entries += value.size if value.any() else 0  # an entry has at least a digit and a comma
            if 2 * self.entries > MAX_CHARACTERS:
                raise _TooLong
            return array_literal(value)
        if type(value).__module__ == "torch":
            return tensor_literal(value.numpy())
        if isinstance(value, Generator):
            return f"np.random.default_rng({value.seed})"
        if isinstance(value, np.generic):
            return f"np.{value.dtype.name}({value.item()!r})"
        if isinstance(value, tuple):
            inner = ", ".join(self.literal(entry) for entry in value)
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        if isinstance(value, list):
            return f"[{', '.join(self.literal(entry) for entry in value)}]"
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key!r}: {self.literal(entry)}" for key, entry in value.items()) + "}"
        return repr(value)


def _is_short(value: Any, expression: str) -> bool:
    return isinstance(value, Kept) or (isinstance(value, int | float | str | None) and len(expression) < 20)


def _is_zero(value: Any) -> bool:
    """Arrays of zeros are written out: that two of them are equal says nothing."""
    return isinstance(value, np.ndarray) and not value.any()


def array_literal(array: np.ndarray) -> str:
    """An array as an expression that evaluates to the same values, dtype and shape."""
    suffix = "" if array.dtype in (np.float64, np.int64, np.bool_) else f", dtype=np.{array.dtype.name}"
    if array.size == 0 or not array.any():
        kind = suffix or ("" if array.dtype == np.float64 else f", dtype=np.{array.dtype.name}")
        return f"np.zeros({array.shape}{kind})"
    return f"np.array({_trim(array.tolist())}{suffix})"


def tensor_literal(array: np.ndarray) -> str:
    """A tensor as an expression, with as many digits as its dtype has."""
    suffix = ", dtype=torch.float64" if array.dtype == np.float64 else ""
    shortest = np.array([float(str(entry)) for entry in array.ravel()]) if array.dtype == np.float32 else array
    return f"torch.tensor({_trim(shortest.reshape(array.shape).tolist())}{suffix})"


def _trim(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_trim, value))}]"
    return repr(value)


def parameters_of(function: Callable[..., Any]) -> list[str]:
    """The names of a function's parameters, in order."""
    return list(inspect.signature(function).parameters)
