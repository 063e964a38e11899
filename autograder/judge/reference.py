"""The reference: built solutions, imported on the trusted side only."""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.protocol.values import NotPlainData

#: Numbers in one call of the reference on a student's arguments.
MAX_ENTRIES = 100_000
#: Numbers that broadcasting or multiplying arrays of at most 3 axes may make: the product of the 3 longest axes.
MAX_COMBINED = 10_000_000


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
