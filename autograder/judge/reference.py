"""The reference: built solutions, imported on the trusted side only, and the oracle that they make."""

from __future__ import annotations

import functools
import importlib.util
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.protocol.messages import Failure, Told
from autograder.protocol.values import Handle, NotPlainData, changes, unwrap, wrap
from autograder.records import Verdict
from autograder.session import Interrupted

#: Numbers in one call of the reference on a student's arguments.
MAX_ENTRIES = 100_000
#: Numbers that broadcasting or multiplying arrays of at most 3 axes may make: the product of the 3 longest axes.
MAX_COMBINED = 10_000_000
#: What has a stand-in in its part's adapter: see ``judge/stand_ins.py``. Modules ask so often, each time for so
#: little, that looking at the clock would cost more than the answer.
STAND_IN_SECONDS = 2e-4
_ASKED_BY_STAND_INS = ("RNNLayer", "LSTMLayer", "loss_fn")


def load_reference(part: str, house: Path = HOUSE) -> ModuleType:
    """Import ``solutions/<part>.py`` of a house. Raises ConfigError: not built yet, or it does not import."""
    path = house / "solutions" / f"{part}.py"
    name = f"solutions.{part}" if house == HOUSE else f"solutions_of_{abs(hash(house))}_{part}"
    if name in sys.modules:
        return sys.modules[name]
    if not path.is_file():
        raise ConfigError(f"{path} is missing: run `autograder build`")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ConfigError(f"{path} does not import: {type(error).__name__}: {error}") from error
    sys.modules[name] = module
    return module


def check_modest(value: Any) -> None:
    """Require data on which the reference, run by the judge itself, can neither stall nor fill memory.

    Raises NotPlainData: more than ``MAX_ENTRIES`` numbers in all, an array with more than 3 axes or with one
    of length 0, or axes so long that combining the arrays could make more than ``MAX_COMBINED`` numbers.
    """
    if _entries(value) > MAX_ENTRIES:
        raise NotPlainData(f"more than {MAX_ENTRIES} numbers")
    axes = sorted(axis for array in _arrays(value) for axis in array.shape)
    if math.prod(axes[-3:]) > MAX_COMBINED:
        raise NotPlainData("arrays whose axes are too long together")


def _arrays(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, dict | list | tuple):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _arrays(entry)


def _entries(value: Any) -> int:
    if isinstance(value, np.ndarray):
        if value.ndim > 3 or (value.size == 0 and value.ndim > 0):
            raise NotPlainData("an array without entries, or with more than 3 axes")
        return value.size
    if isinstance(value, dict):
        return sum(map(_entries, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_entries, value))
    return 1


class ReferenceOracle:
    """Answers calls of functions that stand in for a student's own, within a budget of CPU seconds.

    The arguments come from student code: whatever the reference raises on them goes back to it.
    """

    def __init__(self, reference: ModuleType, cpu: float) -> None:
        self.reference, self.left = reference, cpu

    def __call__(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Told:
        if self.left <= 0:
            raise Interrupted(Verdict.TIMED_OUT, f"it called {name} too often")
        started = None if name in _ASKED_BY_STAND_INS else time.process_time()
        try:
            values = [unwrap(value, _no_handle) for value in args]
            named = {key: unwrap(value, _no_handle) for key, value in kwargs.items()}
            check_modest([values, list(named.values())])
            answer = wrap(self._function(name)(*values, **named))
            return Told(answer, changed=changes(dict(enumerate(args)) | kwargs, dict(enumerate(values)) | named))
        except NotPlainData as fault:
            return Told(None, Failure("ValueError", f"{name} was given something that is not plain data: {fault}"))
        except Exception as error:
            return Told(None, Failure(type(error).__name__, str(error)[:500]))
        finally:
            self.left -= STAND_IN_SECONDS if started is None else time.process_time() - started

    def _function(self, name: str) -> Any:
        """The reference's own, or for what is built on torch the function that its stand-in asks."""
        if name in _ASKED_BY_STAND_INS:
            from autograder.judge import stand_ins  # numpy parts need no torch

            return functools.partial(stand_ins.answer, name)
        return getattr(self.reference, name)


def _no_handle(handle: Handle) -> Any:
    raise NotPlainData(f"a handle of call {handle.call} where data was expected")
