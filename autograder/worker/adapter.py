"""The adapter of a part: functions that are called in place of a student's, and stand-ins for what is substituted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec

NAME = "autograder.adapter"


class Adapter(msgspec.Struct, frozen=True):
    """``functions`` by name; ``stand_ins`` make, of a function that asks the judge, what a plain call cannot be."""

    functions: dict[str, Callable[..., Any]] = {}
    stand_ins: dict[str, Callable[[Any], Any]] = {}

    def stand_in(self, name: str, ask: Any) -> Any:
        """What the student's code finds under a substituted name: ``ask`` itself, unless the adapter wraps it."""
        return self.stand_ins[name](ask) if name in self.stand_ins else ask


def load_adapter(source: str) -> Adapter:
    """The adapter that a source defines: the functions of its ``__all__``, and its ``STAND_INS`` if it has any."""
    if not source:
        return Adapter()
    module = ModuleType(NAME)
    sys.modules[NAME] = module
    exec(compile(source, f"/{NAME.replace('.', '/')}.py", "exec"), vars(module))
    return adapter_of(module)


def adapter_of(module: Any) -> Adapter:
    """The adapter that a module defines."""
    return Adapter({name: getattr(module, name) for name in module.__all__}, getattr(module, "STAND_INS", {}))
