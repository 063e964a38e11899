"""A short run of the fuzzers: the whole corpus, and what chance makes of it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.mutating import CORPUS, kept, mutated
from tests.fuzz.run import by_chance
from tests.fuzz.targets import TARGETS

#: Each try of this one runs a whole hidden test: `make fuzz` and `make hostile` try it.
QUICK = sorted(TARGETS.keys() - {"answers"})
INPUTS = [(name, path) for name in QUICK for path in sorted((CORPUS / name).iterdir())]


def test_every_target_has_a_corpus() -> None:
    assert {path.name for path in CORPUS.iterdir()} == TARGETS.keys()
    assert all(kept(name) for name in TARGETS)


@pytest.mark.parametrize(("name", "path"), INPUTS, ids=[f"{name}-{path.name}" for name, path in INPUTS])
def test_no_input_breaks_a_promise(name: str, path: object) -> None:
    TARGETS[name](path.read_bytes())  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", QUICK)
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_mutated_input_breaks_a_promise(name: str, seed: int) -> None:
    TARGETS[name](mutated(kept(name), random.Random(seed)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_no_hidden_test_trips_over_a_distorted_answer(seed: int) -> None:
    TARGETS["answers"](str(seed).encode())


def test_what_breaks_a_promise_is_found_and_handed_back() -> None:
    def fragile(data: bytes) -> None:
        assert b"[" not in data

    tried, problem = by_chance(fragile, [b"aaaa"], 60.0, random.Random(1))
    assert tried > 0
    assert problem is not None
    assert b"[" in problem[0]
    assert "AssertionError" in problem[1]
