"""What a made-up student wrote, run in this process on top of the reference: for tests of public checks."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import numpy as np

from autograder.config import HOUSE

_CELL = re.compile(r'(?ms)^# %% (\w+)="([^"]+)"\n(.*?)(?=^# %% |\Z)')


def submitted(reference: ModuleType, kind: str, name: str) -> dict[str, Any]:
    """The names that a sample of the reference's part defines, and those that it leaves to the reference."""
    namespace = {"np": np} | {name: value for name, value in vars(reference).items() if not name.startswith("__")}
    namespace["__name__"] = "notebook"
    for where, _, source in _cells(reference, kind, name):
        if where != "file":
            exec(re.sub(r"(?m)^%.*$", "", source), namespace)
    return namespace


def items(reference: ModuleType, kind: str, name: str) -> list[str]:
    """The items that a sample answers in its own way."""
    return [item for where, item, _ in _cells(reference, kind, name) if where == "item"]


def _cells(reference: ModuleType, kind: str, name: str) -> list[tuple[str, str, str]]:
    part = reference.__name__.rpartition(".")[2]
    return _CELL.findall((HOUSE / "tests" / "submissions" / part / kind / f"{name}.py").read_text("utf-8"))
