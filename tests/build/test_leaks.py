import json

import pytest

from autograder.build.leaks import hidden_names, is_telling, leaks, secrets
from autograder.build.source import parse_source

HARMLESS = json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "source": ["x = 1\n"]}]}).encode()


@pytest.fixture(scope="module")
def house(tmp_path_factory, make_house):
    return make_house(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def sources(tiny_source):
    return [parse_source("tiny", "source/tiny.py", tiny_source)]


def notebook(*lines: str) -> bytes:
    source = [f"{line}\n" for line in lines]
    return json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "source": source}]}).encode()


@pytest.mark.parametrize(
    "line",
    [
        "    total_of_both = math.fsum([left, right])",
        "# carry the gradient of each step back",
        "x[i] = y[j] + z[k]*w[i]",
    ],
)
def test_lines_that_say_much_are_telling(line):
    assert is_telling(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "    return total",
        "for t in range(T_x):",
        "caches.append(cache)",
        "import numpy as np",
        "from a.b import c, d, e, f",
        "n_x, m, T_x = x.shape",
        "rng = np.random.default_rng(seed)",
        "    else:",
    ],
)
def test_lines_that_any_code_holds_are_not(line):
    assert not is_telling(line)


@pytest.mark.parametrize(
    ("content", "leak"),
    [
        (notebook("    total_of_both=math.fsum( [left, right] )"), "the solution (source/tiny.py:32)"),
        (notebook("# total_of_both = math.fsum([left, right])"), "the solution (source/tiny.py:32)"),
        (b"Because swapping two heaps changes no count at all.", "the model answer or mark scheme (source/tiny.py:58)"),
        (b"- Two points for naming both heaps in the answer.", "the model answer or mark scheme (source/tiny.py:61)"),
        (b"Earned if the answer speaks of two heaps.", "the model answer or mark scheme (source/tiny.py:66)"),
        (b"Count the stones before and after.", "the model answer or mark scheme (source/tiny.py:67)"),
        (
            notebook("assert student.add(1234, 4321).equals_secretly(5555)"),
            "the hidden tests (autograder/hidden_tests/test_tiny.py:7)",
        ),
    ],
)
def test_secret_lines_are_found_in_any_dress(sources, house, content, leak):
    assert leaks({"sums/some.file": content}, sources, house) == [
        f"release/sums/some.file: holds a line of {leak}; rebuild, or reword the public line if it is meant"
    ]


def test_outputs_and_metadata_of_a_notebook_are_searched(sources, house):
    output = {"data": {"text/plain": ["    total_of_both = math.fsum([left, right])"]}}
    content = json.dumps({"cells": [{"metadata": {"note": output}, "source": ""}]}).encode()
    assert len(leaks({"sums/tiny.ipynb": content}, sources, house)) == 1


def test_names_of_hidden_tests_are_found_as_whole_words(sources, house):
    assert hidden_names(house) == {"test_sum_is_the_total_of_both", "test_twice_is_twice"}
    assert leaks({"sums/a.md": b"test_twice_is_twice_as_much"}, sources, house) == []
    assert leaks({"sums/a.md": b"see test_twice_is_twice."}, sources, house) == [
        "release/sums/a.md: names the hidden test test_twice_is_twice; rebuild, or rename the hidden test"
    ]


def test_lines_of_a_starter_are_public(house, tiny_source):
    doubled = tiny_source.replace(
        '    """The sum of two numbers."""', '    """The sum.\n\n    total_of_both = math.fsum([left, right])\n    """'
    )
    found = secrets([parse_source("tiny", "source/tiny.py", doubled)], house)
    assert not any("math.fsum" in secret.squeezed for secret in found)


def test_harmless_and_binary_files_pass(sources, house):
    assert (
        leaks({"sums/tiny.ipynb": HARMLESS, "sums/data.bin": bytes(range(256)), "sums/null": b"null"}, sources, house)
        == []
    )
