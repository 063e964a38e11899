"""Scores follow from results alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.records import Item, ItemReport, TestResult, Verdict
from autograder.scoring import better, item_report, manual_report

verdicts = st.sampled_from([verdict for verdict in Verdict if verdict is not Verdict.MANUAL])
results = st.lists(
    st.builds(
        TestResult,
        name=st.just("t"),
        sentence=st.just("s"),
        weight=st.floats(0.1, 10),
        verdict=verdicts,
        credit=st.floats(0, 0.999),
    ),
    min_size=1,
)


def result(verdict, weight=1.0, credit=0.0):
    return TestResult("t", "s", weight, verdict, credit=credit)


@given(results, st.floats(0.5, 100))
def test_a_score_lies_between_zero_and_the_points(found, points):
    report = item_report(Item("f", points), found)
    assert report.score is None or 0 <= report.score <= round(points, 2)


@given(results)
def test_only_an_item_with_all_tests_passed_earns_everything(found):
    report = item_report(Item("f", 1e6), found)
    assert (report.score == 1e6) == all(entry.verdict is Verdict.PASSED for entry in found)


def test_credit_is_the_share_of_passed_weight():
    report = item_report(Item("f", 10), [result(Verdict.PASSED, 1), result(Verdict.FAILED, 2)])
    assert report.score == 3.33
    assert report.verdict is Verdict.FAILED


def test_a_failed_test_may_earn_part_of_its_weight():
    report = item_report(Item("f", 10), [result(Verdict.PASSED, 1), result(Verdict.FAILED, 3, 0.5)])
    assert report.score == 6.25
    assert report.verdict is Verdict.FAILED


@pytest.mark.parametrize("verdict", [Verdict.ERROR, Verdict.TIMED_OUT, Verdict.KILLED, Verdict.SKIPPED])
def test_what_did_not_end_in_an_answer_earns_nothing(verdict):
    assert item_report(Item("f", 10), [result(verdict, 1, 0.5)]).score == 0


def test_a_failure_of_the_grader_is_neither_a_zero_nor_credit():
    report = item_report(Item("f", 10), [result(Verdict.PASSED), result(Verdict.GRADER_ERROR)])
    assert report.score is None
    assert report.verdict is Verdict.GRADER_ERROR


def test_an_item_without_results_is_a_failure_of_the_grader():
    assert item_report(Item("f", 10), []).score is None


def test_a_manual_item_waits_for_a_person():
    assert manual_report(Item("why", 4, manual=True)) == ItemReport("why", 4, None, Verdict.MANUAL)


@pytest.mark.parametrize(
    ("first", "second", "winner"), [(1.0, 2.0, 2.0), (2.0, 1.0, 2.0), (None, 1.0, 1.0), (1.0, None, 1.0)]
)
def test_the_better_of_two_tries_counts(first, second, winner):
    reports = [ItemReport("f", 5, score, Verdict.FAILED) for score in (first, second)]
    assert better(*reports).score == winner
