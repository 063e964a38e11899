"""Checks that forward and backward passes of all parts share: dicts of gradients, caches, results that must last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.judge.compare import WrongAnswer, check_close, entries, same_where_plain
from autograder.judge.reference import check_modest
from autograder.judge.student import Answer, Student


def check_gradients(function: str, got: Any, expected: Mapping[str, np.ndarray], axes: Mapping[str, str]) -> None:
    """Require a dict with these gradients; ``axes`` names the shape of each. Raises WrongAnswer."""
    gradients = entries(function, got, axes)
    for name, shape in axes.items():
        check_close(name, gradients[name], expected[name], shape)


def check_kept(function: str, student: Student, answer: Answer) -> None:
    """Require that the first answer is still what it was once the function has been called again."""
    if not same_where_plain(answer.value, student.look_again(answer)):
        raise WrongAnswer(
            f"What {function} returned first has changed by the second call; return new arrays each time."
        )


def check_cache(answer: Answer, position: int = 1) -> None:
    """Require that a backward pass left its cache, argument ``position``, as it was. Raises WrongAnswer."""
    if answer.changed(position):
        raise WrongAnswer("The call changed its cache; work on a copy, the caller still needs it.")


def serves(consume: Callable[[Any], Mapping[str, Any]], cache: Any, expected: Mapping[str, np.ndarray]) -> bool:
    """Whether the reference's backward pass, ``consume``, finds in a student's cache what it needs."""
    try:
        check_modest(cache)
        gradients = consume(cache)
        for name, value in expected.items():
            check_close(name, gradients[name], value)
    except Exception:  # whatever a student's cache makes of the reference
        return False
    return True
