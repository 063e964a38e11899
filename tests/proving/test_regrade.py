"""A regrade in another order and under load must give the same bytes; a sample that does not is named."""

from types import SimpleNamespace

import pytest

from autograder.proving import regrade

SAMPLES = [SimpleNamespace(part="cell", kind=kind, name=f"{kind}_one") for kind in ("hostile", "correct", "partial")]


@pytest.fixture
def course(monkeypatch):
    monkeypatch.setattr(regrade, "load_course", lambda house: SimpleNamespace(parts=["cell", "layer"]))
    monkeypatch.setattr(regrade, "load_samples", lambda name, house: SAMPLES if name == "cell" else [])


def reports(monkeypatch, *answers):
    asked = []

    def report(samples, course, house):
        asked.append([sample.name for sample in samples])
        return answers[len(asked) - 1]

    monkeypatch.setattr(regrade, "_reports", report)
    return asked


def test_one_right_and_one_wrong_sample_are_graded_in_both_orders(course, monkeypatch):
    asked = reports(monkeypatch, ["a", "b"], ["b", "a"])
    assert regrade.regrade_is_identical() == []
    assert asked == [["correct_one", "partial_one"], ["partial_one", "correct_one"]]


def test_a_report_that_differs_is_named(course, monkeypatch):
    reports(monkeypatch, ["a", "b"], ["c", "a"])
    assert regrade.regrade_is_identical() == ["cell/partial/partial_one: graded again, the report differs"]
