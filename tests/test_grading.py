"""Grading the real part in the real sandbox, from solved notebook to hopeless one."""

import json

import msgspec
import pytest

from autograder.config import HOUSE, Limits, load_course
from autograder.errors import SandboxError, SubmissionError
from autograder.grading import grade, open_session
from autograder.handed_in.submission import read_submission
from autograder.judge.collection import hidden_tests
from autograder.parts import load_part
from autograder.records import Cell, Submission, Verdict
from autograder.sandbox import bubblewrap
from autograder.sandbox.isolation import describe_isolation

COURSE = load_course()
PART = load_part("rnn_cell")
RELEASED = HOUSE / "release" / "rnn" / "rnn_cell.ipynb"


def with_limits(**limits):
    return msgspec.structs.replace(COURSE, limits=Limits(**{"call_cpu": 1.0, "wall_slack": 2.0, **limits}))


def solution():
    return (HOUSE / "solutions" / "rnn_cell.py").read_text()


def submit(*sources, item="rnn_cell_forward"):
    """A submission whose first source answers an item; the rest are cells that the student added."""
    return Submission(
        "rnn_cell", tuple(Cell(source, item if not index else None) for index, source in enumerate(sources))
    )


def scores(report):
    return {entry.grade_id: entry.score for entry in report.items}


@pytest.fixture(scope="module")
def solved():
    return grade(submit(solution()), PART, COURSE)


def test_the_model_solution_earns_all_points(solved):
    assert solved.score == solved.max_score == PART.max_score
    assert {entry.verdict for entry in solved.items} == {Verdict.PASSED}
    assert not any(entry.carried for entry in solved.items)


def test_grading_twice_gives_the_same_report_byte_for_byte(solved):
    again = grade(submit(solution()), PART, COURSE)
    assert json.dumps(again.public()) == json.dumps(solved.public())
    wrong = submit(solution().replace("np.tanh(", "np.sin("))
    first, second = grade(wrong, PART, COURSE), grade(wrong, PART, COURSE)
    assert first.score < first.max_score
    assert first == second


def test_the_release_as_it_is_earns_nothing_and_says_so_for_each_item():
    _, submission = read_submission(RELEASED, [PART], "", COURSE.limits)
    report = grade(submission, PART, COURSE)
    assert set(scores(report).values()) == {0.0}
    for entry in report.items:
        assert all("is not written yet" in test.message for test in entry.tests)


def test_a_personal_part_is_graded_for_a_student_who_is_known():
    personal = msgspec.structs.replace(PART, personal=True)
    with pytest.raises(SubmissionError, match="rnn_cell draws its numbers from the student's id: add --student ID"):
        grade(Submission("rnn_cell", ()), personal, COURSE)
    assert grade(Submission("rnn_cell", (), "ada"), personal, COURSE).score == 0


def test_an_empty_submission_earns_nothing():
    assert grade(Submission("rnn_cell", ()), PART, COURSE).score == 0


def test_a_broken_earlier_function_costs_its_own_item_only():
    broken = (
        solution().replace("def rnn_cell_forward", "def other")
        + "\ndef rnn_cell_forward(*args):\n    raise ValueError\n"
    )
    report = grade(submit(broken), PART, COURSE)
    earned = scores(report)
    assert earned.pop("rnn_cell_forward") == 0
    assert all(earned[entry.grade_id] == entry.points for entry in PART.items if entry.grade_id in earned)
    assert {entry.grade_id for entry in report.items if entry.carried} == {"rnn_forward"}


def test_a_hang_costs_its_limit_twice_and_the_other_items_are_graded():
    hang = solution() + "\ndef rnn_cell_backward(da_next, cache):\n    while True: pass\n"
    report = grade(submit(hang), PART, with_limits(call_cpu=0.3))
    by_id = {entry.grade_id: entry for entry in report.items}
    verdicts = [test.verdict for test in by_id["rnn_cell_backward"].tests]
    assert verdicts[:2] == [Verdict.TIMED_OUT] * 2
    assert set(verdicts[2:]) == {Verdict.SKIPPED}
    assert by_id["rnn_forward"].score == by_id["rnn_forward"].points
    assert by_id["rnn_backward"].carried


def test_a_cell_that_prints_is_shown_and_one_that_fails_too():
    report = grade(submit(solution() + "\nprint('hello')", "unused = 1 / 0"), PART, COURSE)
    assert report.outputs[0][0] == {"output_type": "stream", "name": "stdout", "text": "hello\n"}
    assert report.score == report.max_score


def test_a_voided_test_no_longer_counts():
    name = next(test.name for test in hidden_tests(PART, 1) if test.grade_id == "rnn_cell_forward")
    course = msgspec.structs.replace(COURSE, voided_tests={name: "it was unclear"})
    report = grade(Submission("rnn_cell", ()), PART, course)
    assert name not in {test.name for entry in report.items for test in entry.tests}


def test_reports_name_the_isolation_that_was_used(solved):
    assert solved.isolation == describe_isolation("bubblewrap")
    assert solved.isolation.startswith("bubblewrap, ")


def test_a_machine_that_cannot_isolate_refuses_to_grade(monkeypatch):
    bubblewrap.executable.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxError, match="install"):
        grade(submit(solution()), PART, COURSE)
    bubblewrap.executable.cache_clear()


def test_public_files_of_the_part_can_be_read_by_student_code():
    session = open_session(submit("import checks\ndef f(): return open('README.md').read()[:1]"), PART, COURSE)
    try:
        assert session.call("f", [], {}, 0, True)[1].value == "#"
    finally:
        session.close()


def test_a_message_that_stood_there_before_is_not_repeated_in_full():
    report = grade(submit(solution().replace("np.tanh(", "np.sin(")), PART, COURSE)
    messages = [test.message for test in report.items[0].tests if test.message]
    in_full = [message for message in messages if "To see it yourself" in message]
    assert len(in_full) == len(set(in_full))
    assert any(message.endswith("(The same case as above.)") for message in messages)


def test_without_explanations_the_scores_are_the_same():
    """An explanation is a small failing case to paste, and a hint; which tests fail is known before."""
    mistake = solution().replace("np.tanh(", "np.arctan(")
    assert mistake != solution()
    explained, bare = (grade(submit(mistake), PART, COURSE, explain=explain) for explain in (True, False))
    assert scores(explained) == scores(bare)
    first, same = explained.items[0], bare.items[0]
    assert first.score < PART.items[0].points
    assert [test.verdict for test in first.tests] == [test.verdict for test in same.tests]
    messages = [next(test.message for test in item.tests if test.message) for item in (first, same)]
    assert ["To see it yourself" in message for message in messages] == [True, False]
    assert same.hint is None


def test_items_that_are_named_earn_what_they_do_among_all():
    broken = solution().replace("def rnn_cell_forward", "def other")
    broken += "\ndef rnn_cell_forward(*args):\n    raise ValueError\n"
    whole, some = (grade(submit(broken), PART, COURSE, explain=False, only=only) for only in (None, ["rnn_forward"]))
    assert [(item.grade_id, item.score) for item in some.items] == [("rnn_forward", 0.0)]
    assert scores(whole)["rnn_forward"] > 0, "beside a broken cell, which is graded first, it is tried with a right one"
