"""A mutation run that was stopped goes on where it was, and starts anew where something has changed."""

import json

import pytest

from autograder.proving.evidence import read_evidence
from autograder.proving.mutation_run import run_mutants

pytestmark = pytest.mark.slow


def shares(house):
    return sorted((house / ".autograder" / "shares").glob("*.json"))


def test_shares_without_a_survivor_are_not_tried_again(house):
    kept = shares(house)
    assert kept
    first = json.loads(kept[0].read_text())
    kept[0].write_text(json.dumps(first | {"tried": first["tried"] + 1000, "killed": first["killed"] + 1000}))
    reports, lines = run_mutants(house=house, jobs=1)
    assert lines == [] and reports["tiny"][0].tried > 1000


def test_a_damaged_share_is_tried_again(house):
    before = read_evidence("tiny", house)
    shares(house)[0].write_text("{")
    run_mutants(house=house, jobs=1)
    assert read_evidence("tiny", house) == before
