"""Finds the hidden tests of a part and what they are worth; refuses what cannot be graded fairly."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis
import msgspec
import pytest
from hypothesis import HealthCheck, Phase

from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.judge.provider import BACKEND, register
from autograder.records import Part

DEFAULT_EXAMPLES = 30


def item(
    grade_id: str, weight: float = 1.0, examples: int = DEFAULT_EXAMPLES, edges: Sequence[Mapping[str, Any]] = ()
) -> pytest.MarkDecorator:
    """Bind a hidden test to an item.

    ``weight`` is the test's share of the item's points relative to the item's other tests; ``examples`` is how
    many cases a Hypothesis test draws. ``edges`` are the arguments of further cases, which follow those drawn.
    """
    return pytest.mark.item(grade_id, weight=weight, examples=examples, edges=edges)


class HiddenTest(msgspec.Struct, frozen=True):
    """A hidden test; ``sentence`` is the first paragraph of its docstring, which students read.

    ``cases`` are those that every submission meets, encoded; none until they were recorded. The last of them are
    ``edges``, which the test names itself.
    """

    name: str
    grade_id: str
    weight: float
    sentence: str
    function: Callable[..., None]
    where: str
    cases: tuple[bytes, ...] = ()
    edges: tuple[Mapping[str, Any], ...] = ()


def hidden_tests(part: Part, grading_seed: int, house: Path = HOUSE) -> tuple[HiddenTest, ...]:
    """The hidden tests of a part, in file order, seeded and bound to its items.

    Raises ConfigError, naming file and line: a test without an item or docstring, for an unknown item,
    with a weight that is not positive or a parameter that nothing fills; an item without tests.
    """
    paths = hidden_test_files(part.name, house)
    tests = collected(part.name, grading_seed, house)
    known = {entry.grade_id for entry in part.items if not entry.manual}
    for test in tests:
        if test.grade_id not in known:
            raise ConfigError(f"{test.where} tests {test.grade_id!r}, which is no item of {part.name}")
    for grade_id in sorted(known - {test.grade_id for test in tests}):
        raise ConfigError(f"{paths[0]}:1: item {grade_id!r} has no hidden test: write one marked @item({grade_id!r})")
    return tests


def collected(part: str, grading_seed: int, house: Path = HOUSE) -> tuple[HiddenTest, ...]:
    """The hidden tests in the files of a part, in order, seeded. Raises ConfigError as ``hidden_tests`` does."""
    tests = _collect(hidden_test_files(part, house))
    for test in tests:
        seed_test(test.function, grading_seed)
    return tests


def hidden_test_files(part: str, house: Path = HOUSE) -> tuple[Path, ...]:
    """The hidden tests of a part: ``test_<part>.py``, then any ``test_<part>__<topic>.py`` in order of name.

    Raises ConfigError: there is no ``test_<part>.py``.
    """
    folder = house / "autograder" / "hidden_tests"
    path = folder / f"test_{part}.py"
    if not path.is_file():
        raise ConfigError(f"{path} is missing: every part has a file of hidden tests")
    return path, *sorted(folder.glob(f"test_{part}__*.py"))


def seed_test(function: Callable[..., None], grading_seed: int) -> None:
    """Make a Hypothesis test draw the same cases on every run; other tests are left alone.

    Tests of one item that draw from the same strategies draw the same cases, so that a submission has to answer
    each of them once (see ``Session.call``).
    """
    if not hasattr(function, "hypothesis"):
        return
    mark = next(mark for mark in function.pytestmark if mark.name == "item")  # type: ignore[attr-defined]
    if not hasattr(function, "has_grading_settings"):
        register()
        hypothesis.settings(
            backend=BACKEND,
            max_examples=mark.kwargs["examples"],
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
            database=None,
            deadline=None,
        )(function)
        function.has_grading_settings = True  # type: ignore[attr-defined]
    hypothesis.seed(_seed(mark.args[0], grading_seed))(function)


def _seed(grade_id: str, grading_seed: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{grading_seed} {grade_id}".encode()).digest()[:4], "big")


@functools.cache
def _collect(paths: tuple[Path, ...]) -> tuple[HiddenTest, ...]:
    tests = tuple(test for path in paths for test in _tests_of(import_file(path), path))
    names = [test.name for test in tests]
    for test in tests:
        if names.count(test.name) > 1:
            raise ConfigError(f"{test.where}: two tests are called {test.name}")
    return tests


def import_file(path: Path, package: str = "hidden_tests") -> ModuleType:
    """Import a hand-edited file of a house, once. Raises ConfigError: it does not import."""
    # the same name in every process, because recorded cases name the classes of what they hold
    outside = f"{package}_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    name = f"autograder.{package}.{path.stem}" if path.is_relative_to(HOUSE) else outside
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise ConfigError(f"{path}: it cannot be imported: {type(error).__name__}: {error}") from error
    return module


def _tests_of(module: ModuleType, path: Path) -> Iterator[HiddenTest]:
    for name, function in vars(module).items():
        if name.startswith("test") and callable(function) and function.__module__ == module.__name__:
            yield _test(name, function, path)


def _test(name: str, function: Callable[..., None], path: Path) -> HiddenTest:
    inner = function.hypothesis.inner_test if hasattr(function, "hypothesis") else function
    line = inspect.unwrap(inner).__code__.co_firstlineno
    where = f"{path}:{line}: {name}"
    marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "item"]
    if len(marks) != 1:
        raise ConfigError(f'{where} belongs to no item, or to several: mark it with one @item("...")')
    weight = marks[0].kwargs["weight"]
    if not (isinstance(weight, int | float) and 0 < weight < float("inf")):
        raise ConfigError(f"{where} has weight {weight!r}: give it a positive number")
    sentence = " ".join((function.__doc__ or "").strip().split("\n\n")[0].split())
    if not sentence:
        raise ConfigError(f"{where} has no docstring: write the sentence that students will read")
    _check_parameters(function, where)
    edges = tuple(marks[0].kwargs["edges"])
    drawn = set(inspect.signature(inner).parameters) - {"student"}
    if any(set(edge) != drawn or not drawn for edge in edges):
        names = ", ".join(sorted(drawn)) or "none"
        raise ConfigError(f"{where} has an edge of other arguments than it draws: {names}")
    return HiddenTest(name, marks[0].args[0], float(weight), sentence, function, where, edges=edges)


def _check_parameters(function: Any, where: str) -> None:
    left = set(inspect.signature(function).parameters) - {"student"}
    if left:
        raise ConfigError(f"{where} takes {sorted(left)[0]!r}: a hidden test takes `student` and what @given draws")
