"""A sheet is taken as it is meant, or refused with every place where it is wrong."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.build.rubrics import Criterion, Rubric
from autograder.rubric.checking import Checked, Decision, check_sheets
from autograder.rubric.marks import Mark
from autograder.rubric.questions import Answer, Question
from autograder.rubric.reading import Formula, Sheet

CRITERIA = (Criterion("first", 3, "it is named", "Name it."), Criterion("second", 0.5, "it is shown", "Show it."))
WHY = Question("rnn", "cell", Rubric("why", "Why?", "", "Because.", CRITERIA))
HOW = Question("rnn", "cell", Rubric("how", "How?", "", "So.", CRITERIA))
QUESTIONS = {question.name: question for question in (WHY, HOW)}
STUDENTS = {"anon-a": "ada", "anon-b": "bob", "anon-c": "=x", "ada": "ada", "bob": "bob", "=x": "=x", "anon-z": "zoe"}
ANSWERS = {
    WHY.name: {name: Answer(name, "…", f"id-{name}") for name in ("ada", "bob", "=x")},
    HOW.name: {},
}
HEADER = ("student", "answer", "first", "second", "comment", "answer_id")


def row(student: Any, first: Any = None, second: Any = None, comment: Any = None, id_: Any = None) -> tuple[Any, ...]:
    known = {"anon-a": "id-ada", "anon-b": "id-bob", "anon-c": "id-=x", "ada": "id-ada"}
    return (student, "…", first, second, comment, known.get(student) if id_ is None else id_)


def above(count: Any = 3) -> list[tuple[Any, ...]]:
    return [("question", WHY.name), ("answers", count), ("points", 3.5, 3, 0.5)]


GRADED = [row("anon-a", 3, 0.5), row("anon-b", 2, 0), row("anon-c", 0, 0)]
MARKS = {"ada": Mark((3, 0.5)), "bob": Mark((2, 0)), "=x": Mark((0, 0))}


def sheet(*rows: tuple[Any, ...], header: tuple[Any, ...] = HEADER, top: list[tuple[Any, ...]] | None = None) -> Sheet:
    """A sheet whose header is row 4, and whose first student is row 5."""
    return Sheet("f.xlsx, sheet why", (*(above() if top is None else top), header, *rows))


def check(*sheets: Sheet) -> Checked:
    return check_sheets(sheets, QUESTIONS, ANSWERS, STUDENTS)


def marks(checked: Checked) -> dict[str, Mark]:
    assert checked.problems == []
    return {decision.student_id: decision.mark for decision in checked.decisions}


def test_every_row_with_all_points_decides() -> None:
    checked = check(sheet(*GRADED))
    assert marks(checked) == MARKS
    assert checked.decisions[0] == Decision(WHY.name, "ada", "anon-a", Mark((3, 0.5)))
    assert (checked.ungraded, checked.unfinished, checked.questions) == (0, [], [WHY.name])


def test_rows_may_be_sorted_and_given_ones_may_stand_among_them() -> None:
    given = [("(question)", "Why?"), ("(model answer)", "Because.", 3, 0.5), ("(if not earned)", None, "Name it.")]
    assert marks(check(sheet(GRADED[2], *given, (), (None, None), GRADED[0], GRADED[1]))) == MARKS


def test_columns_may_be_moved() -> None:
    moved = [tuple(reversed(found)) for found in GRADED]
    moved = [(found[-1], *found[:-1]) for found in moved]
    header = ("student", *reversed(HEADER[1:]))
    top = [("question", WHY.name), ("answers", 3), ("points", None, None, 0.5, 3)]
    assert marks(check(sheet(*moved, header=header, top=top))) == MARKS


def test_csv_says_the_same_in_words() -> None:
    words = [tuple(None if value is None else f"{value}" for value in found) for found in GRADED]
    top = [("question", WHY.name), ("answers", "3"), ("points", "3.5", "3", "0,5")]
    assert marks(check(sheet(*words, top=top))) == MARKS
    assert marks(check(sheet(row("anon-a", "2,5", "0,50"), *GRADED[1:])))["ada"] == Mark((2.5, 0.5))


def test_names_may_be_shown_or_not_and_carry_what_neutralises_them() -> None:
    named = [row("ada", 3, 0.5), row("bob", 2, 0, id_="id-bob"), row("'=x", 0, 0, id_="id-=x")]
    assert marks(check(sheet(*named))) == MARKS


def test_a_number_for_a_name_is_read_as_written() -> None:
    students = STUDENTS | {"12345678": "12345678"}
    answers = {WHY.name: {"12345678": Answer("12345678", "…", "id-n")}}
    for name in (12345678, 12345678.0, "12345678"):
        found = sheet(row(name, 3, 0, id_="id-n"), top=above(1))
        assert marks(check_sheets([found], QUESTIONS, answers, students)) == {"12345678": Mark((3, 0))}


def test_ungraded_rows_are_skipped_and_counted() -> None:
    checked = check(sheet(row("anon-a"), row("anon-b", 2), row("anon-c", None, None, "Good")))
    assert marks(checked) == {}
    assert checked.ungraded == 1
    assert checked.unfinished == ["f.xlsx, sheet why, row 6: anon-b", "f.xlsx, sheet why, row 7: anon-c"]


def test_a_changed_answer_that_nobody_graded_may_wait() -> None:
    checked = check(sheet(row("anon-a", id_="id-other"), *GRADED[1:]))
    assert marks(checked).keys() == {"bob", "=x"}


def test_comments_lose_what_the_export_added() -> None:
    found = marks(check(sheet(row("anon-a", 3, 0, "'- a list\r\nof two "), row("anon-b", 1, 0, 5), GRADED[2])))
    assert (found["ada"].said, found["bob"].said) == ("- a list\nof two", "5")


def test_sums_of_a_spreadsheet_are_rounded() -> None:
    assert marks(check(sheet(row("anon-a", 0.1 + 0.2, 0), *GRADED[1:])))["ada"] == Mark((0.3, 0))


@pytest.mark.parametrize(
    ("bad", "place", "said"),
    [
        (row("anon-a", 3.5, 0), 5, "first: 3.5 is not between 0 and 3 points"),
        (row("anon-a", 3, 3), 5, "second: 3 is not between 0 and 0.5 points"),
        (row("anon-a", -1, 0), 5, "first: -1 is not between 0 and 3 points"),
        (row("anon-a", "-1", 0), 5, "first: '-1' is not a number; write one like 1.5, or nothing"),
        (row("anon-a", "two", 0), 5, "first: 'two' is not a number"),
        (row("anon-a", "2/3", 0), 5, "first: '2/3' is not a number"),
        (row("anon-a", "1e0", 0), 5, "first: '1e0' is not a number"),
        (row("anon-a", "nan", 0), 5, "first: 'nan' is not a number"),
        (row("anon-a", float("nan"), 0), 5, "first: nan is not a number"),
        (row("anon-a", float("inf"), 0), 5, "first: inf is not a number"),
        (row("anon-a", True, 0), 5, "first: True is not a number"),
        (row("anon-a", datetime.datetime(2027, 1, 2), 0), 5, "first: 2027-01-02 00:00:00 is not a number"),
        (row("anon-a", 1.125, 0), 5, "first: 1.125 has more than two decimals"),
        (row("anon-a", Formula("=1+1"), 0), 5, "column C holds a formula, '=1+1'; type what it should say"),
        (row("anon-a", 3, 0, Formula("=cmd|x")), 5, "column E holds a formula, '=cmd|x'"),
        (row("anon-a", 3, 0, id_="id-bob"), 5, "the answer of anon-a is not the one that was exported"),
        (row("anon-a", 3, 0, id_=""), 5, "the answer_id of anon-a is missing"),
        (row("anon-z", 3, 0, id_="id-zoe"), 5, "the answer of anon-z is not the one that was exported"),
        (row("anon-q", 3, 0), 5, "unknown student 'anon-q'; correct the name, or delete the row"),
        (row("anon-q"), 5, "unknown student 'anon-q'"),
        (row(None, 3, 0), 5, "unknown student ''"),
        (row("anon-b", 3, 0), 6, "anon-b is in row 5 already; delete one of the two"),
    ],
)
def test_a_row_that_is_wrong_is_named(bad: tuple[Any, ...], place: int, said: str) -> None:
    checked = check(sheet(bad, *GRADED[1:], top=above(2)))
    found = [problem for problem in checked.problems if f"row {place}: {said}" in problem]
    assert len(found) == 1, checked.problems
    assert found[0].startswith("f.xlsx, sheet why, row ")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (HEADER[:3] + HEADER[4:], "column 'second' is missing; take it back"),
        (("student", "answer", "first", "first", "comment", "answer_id"), "column 'first' is there twice; delete one"),
        ((*HEADER, "total"), "unknown column 'total'; delete it"),
        (("student", "answer", "first", "Second", "comment", "answer_id"), "unknown column 'Second'; delete it"),
        (HEADER[:5], "column 'answer_id' is missing"),
    ],
)
def test_a_column_that_is_wrong_is_named(header: tuple[str, ...], said: str) -> None:
    problems = check(sheet(*GRADED, header=header)).problems
    assert any(problem.startswith(f"f.xlsx, sheet why, row 4: {said}") for problem in problems), problems


@pytest.mark.parametrize(
    ("top", "number", "said"),
    [
        (above(4), 2, "1 of 4 rows are missing; answers without a row: none"),
        ([above()[0], *above()[2:]], 1, "the row `answers` and its number are missing"),
        (above("many"), 1, "the row `answers` and its number are missing"),
        (above()[:2], 1, "the row `points` above the header is missing"),
        ([*above()[:2], ("points", 3.5, 2, 0.5)], 3, "first is worth 2 points here, but 3 by the rubric of today"),
        ([*above()[:2], ("points", 3.5, 3)], 3, "second is worth nothing points here, but 0.5"),
        ([("question", "rnn/cell/what"), *above()[1:]], 1, "unknown question 'rnn/cell/what'; delete this sheet"),
        ([("question", ""), *above()[1:]], 1, "does not begin with `question` and its name"),
        (above()[1:], 1, "does not begin with `question` and its name"),
    ],
)
def test_what_stands_above_the_header_must_be_that_of_the_export(
    top: list[tuple[Any, ...]], number: int, said: str
) -> None:
    problems = check(sheet(*GRADED, top=top)).problems
    assert [problem.startswith(f"f.xlsx, sheet why, row {number}: {said}") for problem in problems] == [True], problems


def test_missing_rows_are_told_by_the_kind_of_names_that_the_sheet_has() -> None:
    [problem] = check(sheet(GRADED[0])).problems
    assert problem.endswith("row 2: 2 of 3 rows are missing; answers without a row: anon-b, anon-c; take them back "
                            "from the export")  # fmt: skip
    [problem] = check(sheet(row("ada", 3, 0))).problems
    assert "answers without a row: =x, bob;" in problem


def test_late_answers_that_were_not_exported_are_no_missing_rows() -> None:
    assert marks(check(sheet(*GRADED[:2], top=above(2)))).keys() == {"ada", "bob"}


def test_a_sheet_without_a_header_is_named() -> None:
    [problem] = check(Sheet("f.csv", tuple(above()))).problems
    assert problem.startswith("f.csv, row 1: no row begins with `student`")


def test_a_second_sheet_of_a_question_is_refused() -> None:
    other = Sheet("f.xlsx, sheet copy", sheet(*GRADED).rows)
    assert check(sheet(*GRADED), other).problems == [
        f"f.xlsx, sheet copy, row 1: a second sheet of {WHY.name}; keep one of the two"
    ]


def test_all_problems_come_together_each_with_its_row() -> None:
    bad = [row("anon-a", 9, "x"), row("anon-q", 1, 0), row("anon-b", 1, Formula("=1"), id_="id-1")]
    stranger = Sheet("f.xlsx, sheet notes", (("to do",),))
    problems = check(sheet(*bad), stranger).problems
    places = [problem.split(":")[0] for problem in problems]
    assert places == [
        "f.xlsx, sheet why, row 7",
        "f.xlsx, sheet why, row 5",
        "f.xlsx, sheet why, row 5",
        "f.xlsx, sheet why, row 6",
        "f.xlsx, sheet why, row 2",
        "f.xlsx, sheet notes, row 1",
    ]


VALUES = st.one_of(
    st.sampled_from(
        [None, "", "question", "answers", "points", *HEADER, *STUDENTS, "(model answer)", WHY.name, "id-ada"]
    ),
    st.sampled_from([0, 0.5, 3, 3.0, 1.125, "0,5", "x", True, Formula("=1"), datetime.datetime(2027, 1, 2)]),
    st.floats(),
    st.integers(),
    st.text(max_size=5),
)


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(VALUES, max_size=8), max_size=8),
    top=st.sampled_from([[], above()[:1], above(0), [*above(0), HEADER]]),
)
def test_whatever_a_sheet_holds_is_taken_or_named(rows: list[list[Any]], top: list[tuple[Any, ...]]) -> None:
    checked = check(Sheet("f.csv", (*top, *map(tuple, rows))))
    for decision in checked.decisions:
        assert all(0 <= earned <= criterion.points for earned, criterion in zip(decision.mark.points, CRITERIA))
    assert all(problem.startswith("f.csv, row ") and "\n" not in problem.strip() for problem in checked.problems)
