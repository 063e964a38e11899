"""A regrade in another order and under load must give the same bytes; a sample that does not is named."""

from types import SimpleNamespace

import pytest

from autograder.proving import regrade

KINDS = {"cell": ("hostile", "correct", "partial"), "layer": ("none", "correct"), "empty": ()}


@pytest.fixture
def course(monkeypatch):
    monkeypatch.setattr(regrade, "load_course", lambda house: SimpleNamespace(parts=list(KINDS)))
    monkeypatch.setattr(
        regrade,
        "load_samples",
        lambda name, house: [SimpleNamespace(part=name, kind=kind, name=f"{kind}_one") for kind in KINDS[name]],
    )


def reports(monkeypatch, *answers):
    asked = []

    def report(samples, course, house):
        asked.append([sample.name for sample in samples])
        return answers[len(asked) - 1]

    monkeypatch.setattr(regrade, "_reports", report)
    return asked


def test_a_partly_wrong_sample_of_each_part_or_else_a_right_one_is_graded_in_both_orders(course, monkeypatch):
    asked = reports(monkeypatch, ["a", "b"], ["b", "a"])
    assert regrade.regrade_is_identical() == []
    assert asked == [["partial_one", "correct_one"], ["correct_one", "partial_one"]]


def test_a_report_that_differs_is_named(course, monkeypatch):
    reports(monkeypatch, ["a", "b"], ["c", "a"])
    assert regrade.regrade_is_identical() == ["layer/correct/correct_one: graded again, the report differs"]
