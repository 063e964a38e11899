"""Imports go one way: a module uses only its own layer and those before it."""

import ast

import pytest

from autograder.config import HOUSE

#: From the first to the last; a name stands for a module or a package below autograder/.
LAYERS = [
    {"errors", "records", "config", "dependencies", "cores"},
    {"protocol"},
    {"worker", "sandbox", "adapters"},
    {"outputs", "answered", "session", "judge", "scoring", "hidden_tests", "mistakes", "grading", "parts", "handed_in"},
    {"build"},
    {"keys", "nbgrader_hooks"},
    {"batch"},
    {"rubric"},
    {"proving", "sample_class", "display", "doctor", "cli"},
]
PACKAGE = HOUSE / "autograder"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem != "__init__")


def layer(name: str) -> int:
    found = [index for index, names in enumerate(LAYERS) if name in names]
    assert found, f"{name} is in no layer: add it to LAYERS"
    return found[0]


def imported(path):
    """Names below autograder/ that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = (
                [f"autograder.{alias.name}" for alias in node.names] if node.module == "autograder" else [node.module]
            )
        for module in modules:
            if module.startswith("autograder."):
                yield module.split(".")[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_its_own_layer_and_earlier_ones(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for name in imported(path):
        assert layer(name) <= layer(own), f"{own} imports {name}, which is in a later layer"


@pytest.mark.parametrize("name", ["protocol", "worker"])
def test_what_is_shipped_into_the_sandbox_needs_nothing_else_of_the_package(name):
    for path in (PACKAGE / name).rglob("*.py"):
        assert set(imported(path)) <= {"protocol", "worker"}, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_stays_readable_in_one_sitting(path):
    assert len(path.read_text().splitlines()) <= 400
