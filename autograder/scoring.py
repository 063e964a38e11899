"""From test results to scores: pure, no input or output."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.records import Item, ItemReport, TestResult, Verdict, worst


def item_report(item: Item, results: Sequence[TestResult], carried: bool = False) -> ItemReport:
    """What an item earned: points × earned weight ÷ total weight, rounded to 2 decimals.

    A test that passed earns its weight, one that failed the credit that it gives, if it gives any.

    An item whose tests met a failure of the grader has no score: neither a zero nor credit.
    """
    verdict = worst(result.verdict for result in results) if results else Verdict.GRADER_ERROR
    score = None if verdict is Verdict.GRADER_ERROR else _score(item.points, results)
    return ItemReport(item.grade_id, item.points, score, verdict, carried, None, tuple(results))


def manual_report(item: Item) -> ItemReport:
    """An item that waits for a person."""
    return ItemReport(item.grade_id, item.points, None, Verdict.MANUAL)


def _score(points: float, results: Sequence[TestResult]) -> float:
    total = sum(result.weight for result in results)
    return round(points * sum(result.weight * _share(result) for result in results) / total, 2)


def _share(result: TestResult) -> float:
    if result.verdict is Verdict.PASSED:
        return 1.0
    return result.credit if result.verdict is Verdict.FAILED else 0.0


def better(first: ItemReport, second: ItemReport) -> ItemReport:
    """The report with the higher score; the first if they are equal, or if the second has none."""
    if second.score is None or (first.score is not None and first.score >= second.score):
        return first
    return second
