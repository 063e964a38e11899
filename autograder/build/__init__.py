"""Builds a course: sources → nbgrader notebooks, releases and reference modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.build.course import BuildSummary, build_course, check_course

__all__ = ["BuildSummary", "build_course", "check_course"]


def __getattr__(name: str) -> Any:
    # when it is asked for: nbgrader's configuration, read three times for each command, needs one module of these
    if name not in __all__:
        raise AttributeError(name)
    from autograder.build import course

    return getattr(course, name)
