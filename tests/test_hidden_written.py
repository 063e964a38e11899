"""The hidden tests of written give the stated scores whatever numbers a student gets, and whatever the term's seed."""

import contextlib
import io
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # notebooks import the checks from beside them

from autograder.hidden_tests import test_written as hidden
from autograder.judge.compare import WrongAnswer
from autograder.parts import load_part
from autograder.protocol.values import unwrap, wrap
from autograder.sample_class.samples import load_samples

PART = load_part("written")
POINTS = {item.grade_id: item.points for item in PART.items if not item.manual}
TESTS = [test for name, test in vars(hidden).items() if name.startswith("test_")]
#: Samples that only make sense in the sandbox, or whose cells do not run at all.
ELSEWHERE = {"endless_loop", "syntax_error", "numbers_deleted", "an_answer_misspelt", "torch_does_the_sums"}
SEED = re.compile(r"^numbers_seed = \d+", re.MULTILINE)
SAMPLES = [sample for sample in load_samples("written") if sample.name not in ELSEWHERE]


def namespace_of(sample, seed):
    """What the cells of a sample define, checks and experiments left out, with the numbers of another term."""
    namespace = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in json.loads(sample.notebook_bytes())["cells"]:
            metadata = cell["metadata"]
            is_check = metadata.get("nbgrader", {}).get("grade_id", "").startswith("test_")
            if cell["cell_type"] == "code" and not is_check and "experiment" not in metadata.get("tags", ()):
                exec(SEED.sub(f"numbers_seed = {seed}", "".join(cell["source"])), namespace)
    return namespace


class InProcess:
    """Stands in for the proxy of a sandboxed student; values pass the same codec."""

    def __init__(self, namespace, student_id, seed):
        self.namespace, self.id, self.numbers_seed = namespace, student_id, seed

    def __getattr__(self, name):
        return lambda: SimpleNamespace(value=unwrap(wrap(self.namespace[name]())))


def scores(namespace, student_id, seed):
    passed, total = dict.fromkeys(POINTS, 0.0), dict.fromkeys(POINTS, 0.0)
    for test in TESTS:
        mark = next(mark for mark in test.pytestmark if mark.name == "item")
        (grade_id,), weight = mark.args, mark.kwargs["weight"]
        total[grade_id] += weight
        try:
            test(InProcess(namespace, student_id, seed))
            passed[grade_id] += weight
        except (WrongAnswer, NotImplementedError):
            pass
    return {name: round(POINTS[name] * passed[name] / total[name], 2) for name in POINTS}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.student_id)
def test_a_sample_earns_the_same_with_the_numbers_of_any_term(sample):
    for seed in range(6):
        namespace = namespace_of(sample, seed)
        assert scores(namespace, sample.student_id, seed) == sample.expect, seed


def test_a_right_answer_earns_round_points():
    for test in TESTS:
        (mark,) = (mark for mark in test.pytestmark if mark.name == "item")
        siblings = [other.kwargs["weight"] for each in TESTS for other in each.pytestmark if other.args == mark.args]
        worth = POINTS[mark.args[0]] * mark.kwargs["weight"] / sum(siblings)
        assert worth * 4 == round(worth * 4), test.__name__
