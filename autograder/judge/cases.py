"""The cases of a hidden test: drawn once in a process, then played to every submission."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def recorded_cases(function: Any) -> Iterator[dict[str, Any]]:
    """The arguments that a seeded Hypothesis test draws, fresh copies each time; one empty case for other tests.

    They are drawn without a submission, so that nothing a student does can change them.
    """
    if not hasattr(function, "hypothesis"):
        yield {}
        return
    recorded = getattr(function, "recorded_cases", None)
    if recorded is None or recorded[0] != function.drawn_with:
        recorded = function.recorded_cases = (function.drawn_with, _draw(function))
    for case in recorded[1]:
        yield copy.deepcopy(case)


def _draw(function: Any) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []
    with replaced_body(function, lambda **kwargs: drawn.append(copy.deepcopy(kwargs))):
        function(student=None)
    for case in drawn:
        del case["student"]
    return drawn


def body_of(function: Any) -> Callable[..., None]:
    """The test as it was written, without Hypothesis around it."""
    return function.hypothesis.inner_test if hasattr(function, "hypothesis") else function


@contextmanager
def replaced_body(function: Any, body: Callable[..., None]) -> Iterator[None]:
    """Have Hypothesis run another body. It documents ``inner_test`` as replaceable."""
    inner = function.hypothesis.inner_test
    function.hypothesis.inner_test = body
    try:
        yield
    finally:
        function.hypothesis.inner_test = inner
