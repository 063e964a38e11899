"""Tells what a hidden test does that its recorded cases cannot repeat for every submission."""

from __future__ import annotations

import ast
import importlib
import inspect
import random
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from types import FunctionType, ModuleType
from typing import Any

import hypothesis
import numpy as np
from hypothesis import strategies as st

#: What works only while Hypothesis draws.
_OF_HYPOTHESIS = {
    hypothesis.note: "note",
    hypothesis.event: "event",
    hypothesis.target: "target",
    hypothesis.assume: "assume",
    hypothesis.reject: "reject",
    st.data: "data",
}
_INSTEAD = {
    "assume": "filter in the strategy",
    "reject": "filter in the strategy",
    "data": "draw everything in the strategy, with @st.composite",
    "note": "put it into the message of a WrongAnswer",
}
_MAKE_GENERATORS = (np.random.default_rng, np.random.RandomState, np.random.SeedSequence, random.Random)
_SEEDS = {"numpy": "seed", "random": "seed", "torch": "manual_seed"}
_TORCH_DRAWS = "rand randn randint randperm normal bernoulli multinomial rand_like randn_like randint_like".split()


def replay_problem(function: Any) -> str | None:
    """What a hidden test or a helper of its does that replaying it cannot repeat, with the mend; None if nothing."""
    inner = function.hypothesis.inner_test if hasattr(function, "hypothesis") else function
    for body in _with_helpers(inspect.unwrap(inner)):
        for problem in _problems(body):
            return problem
    return None


class _Body:
    """A function's syntax tree, and what the names in it stand for."""

    def __init__(self, function: FunctionType, tree: ast.FunctionDef, is_test: bool) -> None:
        self.function, self.is_test = function, is_test
        self.nodes = [node for part in tree.body for node in ast.walk(part)]
        self.decorators = [node for part in tree.decorator_list for node in ast.walk(part)]
        self.imported = dict(_imported(self.nodes))
        code = function.__code__
        closure = function.__closure__ or ()
        self.closed = dict(zip(code.co_freevars, closure, strict=False))
        self.local = set(code.co_varnames) | set(code.co_cellvars)

    def meaning(self, node: ast.AST) -> Any:
        """The object that a name or dotted name stands for; None where only a run could tell."""
        if isinstance(node, ast.Attribute):
            base = self.meaning(node.value)
            return getattr(base, node.attr, None) if isinstance(base, ModuleType) else None
        if not isinstance(node, ast.Name):
            return None
        if node.id in self.imported:
            return self.imported[node.id]
        if node.id in self.closed:
            with suppress(ValueError):
                return self.closed[node.id].cell_contents
        if node.id in self.local:
            return None
        return self.function.__globals__.get(node.id)


def _with_helpers(test: FunctionType) -> Iterator[_Body]:
    """The bodies of a test and of the grader's own functions that it calls, directly or not."""
    seen: set[Callable[..., Any]] = set()
    waiting = [test]
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        except (OSError, SyntaxError, TypeError):
            continue
        if not isinstance(tree, ast.FunctionDef):
            continue
        body = _Body(function, tree, function is test)
        yield body
        called = (body.meaning(node) for node in body.nodes)
        waiting += [found for found in called if isinstance(found, FunctionType) and _is_graders(found, test)]


def _is_graders(function: FunctionType, test: FunctionType) -> bool:
    return function.__module__ == test.__module__ or str(function.__module__).startswith("autograder.")


def _problems(body: _Body) -> Iterator[str]:
    meanings = [(node, found) for node in body.nodes if (found := body.meaning(node)) is not None]
    if body.is_test:
        meanings += [(node, st.data) for node in body.decorators if body.meaning(node) is st.data]
    draws, seeds = _global_chance()
    seeded = {library for _, found in meanings for library, seed in seeds.items() if found is seed}
    calls = {id(node.func): node for node in body.nodes if isinstance(node, ast.Call)}
    where = "" if body.is_test else f" in {body.function.__name__}"
    for node, found in meanings:
        name = next((name for thing, name in _OF_HYPOTHESIS.items() if found is thing), None)
        if name:
            mend = _INSTEAD.get(name, "leave it out")
            yield f"uses Hypothesis's {name}{where}, which recorded cases cannot replay: {mend}"
        call = calls.get(id(node))
        if _unseeded(found, call) or (draws.get(id(found)) not in (None, *seeded) and not _has_generator(call)):
            yield (
                f"draws random numbers{where} ({ast.unparse(node)}), so that submissions would meet different ones: "
                "draw them in the strategy, or from a generator with a fixed seed"
            )


def _global_chance() -> tuple[dict[int, str], dict[str, Any]]:
    """Functions that draw from a library's global state, by id, and those that seed it, by library."""
    modules: dict[str, Any] = {"numpy": np.random, "random": random}
    names = {"numpy": dir(np.random.RandomState), "random": dir(random.Random), "torch": _TORCH_DRAWS}
    if "torch" in sys.modules:
        modules["torch"] = sys.modules["torch"]
    draws = {
        id(getattr(module, name)): library
        for library, module in modules.items()
        for name in names[library]
        if not name.startswith("_") and not name.endswith(("seed", "state")) and hasattr(module, name)
    }
    return draws, {library: getattr(module, _SEEDS[library]) for library, module in modules.items()}


def _unseeded(found: Any, call: ast.Call | None) -> bool:
    """Whether this makes a generator without a seed."""
    if not any(found is maker for maker in _MAKE_GENERATORS) or call is None:
        return False
    return all(_is_none(value) for value in (*call.args, *(keyword.value for keyword in call.keywords)))


def _has_generator(call: ast.Call | None) -> bool:
    return call is not None and "generator" in {keyword.arg for keyword in call.keywords}


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _imported(nodes: list[ast.AST]) -> Iterator[tuple[str, Any]]:
    """What imports inside a function bind."""
    for node in nodes:
        names: Mapping[str, str] = {}
        if isinstance(node, ast.Import):
            names = {
                alias.asname or alias.name.split(".")[0]: alias.name if alias.asname else alias.name.split(".")[0]
                for alias in node.names
            }
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.asname or alias.name: f"{node.module}:{alias.name}" for alias in node.names}
        for bound, path in names.items():
            module, _, name = path.partition(":")
            with suppress(ImportError):
                found = importlib.import_module(module)
                yield bound, getattr(found, name, None) if name else found
