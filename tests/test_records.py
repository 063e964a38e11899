"""Records are frozen, and the documented JSON object is exactly what leaves the package."""

import json

import pytest

from autograder.records import Item, ItemReport, Part, Report, TestResult, Verdict, worst

REPORT = Report(
    "rnn_cell",
    (
        ItemReport("f", 10.0, 2.5, Verdict.FAILED, tests=(TestResult("t", "It adds.", 3, Verdict.FAILED, "no"),)),
        ItemReport("why", 4.0, None, Verdict.MANUAL),
    ),
    outputs={0: [{"output_type": "stream"}]},
)


def test_the_public_object_has_the_documented_keys_and_no_other():
    data = json.loads(json.dumps(REPORT.public()))
    assert data == {
        "notebook": "rnn_cell",
        "score": 2.5,
        "max_score": 14.0,
        "items": [
            {
                "grade_id": "f",
                "points": 10.0,
                "score": 2.5,
                "verdict": "failed",
                "carried": False,
                "hint": None,
                "tests": [
                    {
                        "name": "t",
                        "sentence": "It adds.",
                        "weight": 3.0,
                        "verdict": "failed",
                        "message": "no",
                        "credit": 0.0,
                    }
                ],
            },
            {
                "grade_id": "why",
                "points": 4.0,
                "score": None,
                "verdict": "manual",
                "carried": False,
                "hint": None,
                "tests": [],
            },
        ],
    }


def test_records_cannot_be_changed():
    with pytest.raises(AttributeError):
        REPORT.notebook = "other"


def test_the_worst_verdict_wins_and_the_graders_own_failure_is_the_worst():
    assert worst([Verdict.PASSED, Verdict.TIMED_OUT, Verdict.FAILED]) is Verdict.TIMED_OUT
    assert worst(Verdict) is Verdict.GRADER_ERROR
    assert worst([]) is Verdict.PASSED


def test_modules_are_out_of_sight_in_the_whole_part_and_layers_refused_in_each_item():
    items = (Item("a", 1.0, refuses=("torch",)), Item("b", 1.0))
    part = Part("p", "rnn", items, {}, refuses=("scipy", "torch.nn.LSTM"))
    assert part.hidden_modules == ("scipy",)
    assert part.refused_in("a") == ("torch.nn.LSTM", "torch")
    assert part.refused_in("b") == ("torch.nn.LSTM",)
