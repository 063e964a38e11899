"""The written questions of an assignment, and what the class answered: from ``autograded/`` and the gradebook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, SubmittedNotebook

from autograder.build.nbgrader_traits import TEXT_STUB
from autograder.build.rubrics import Rubric
from autograder.config import Course
from autograder.errors import GraderError
from autograder.nbgrader_hooks.converting import Nbgrader
from autograder.records import Record


class Question(Record, frozen=True):
    """A written question and where it stands."""

    assignment: str
    part: str
    rubric: Rubric

    @property
    def name(self) -> str:
        return f"{self.assignment}/{self.part}/{self.rubric.item}"


class Answer(Record, frozen=True):
    """One student's answer that a person has to grade, and what the gradebook holds for it by hand.

    ``answer_id`` changes with every change of the answer; ``settled`` says that it waits for nobody.
    """

    student_id: str
    text: str
    answer_id: str
    score: float | None = None
    comment: str | None = None
    settled: bool = False


class Gathered(Record, frozen=True):
    """Questions by name, answers by question and student. ``untouched`` answers are 0 points already."""

    course: Course
    questions: dict[str, Question]
    answers: dict[str, dict[str, Answer]]
    students: tuple[str, ...]
    untouched: int
    unread: tuple[str, ...]


def open_gradebook(nbgrader: Nbgrader) -> AbstractContextManager[Gradebook]:
    """The course's gradebook; SQLite waits for its lock, so that formgrader may be open meanwhile."""
    url = nbgrader.coursedir.db_url
    if url.startswith("sqlite:///") and "?" not in url:
        url += "?timeout=60"
    return Gradebook(url, nbgrader.coursedir.course_id)


def gather(nbgrader: Nbgrader, gradebook: Gradebook) -> Gathered:
    """All that there is to grade by rubric in an assignment.

    Raises ConfigError where a rubric is not sound, GraderError where gradebook and rubric disagree.
    """
    course = nbgrader.hook.course()
    questions = {question.name: question for question in _questions(nbgrader, course)}
    answers: dict[str, dict[str, Answer]] = {name: {} for name in questions}
    students: list[str] = []
    unread: list[str] = []
    untouched = 0
    for submission in gradebook.assignment_submissions(nbgrader.assignment):
        student_id = str(submission.student_id)
        students.append(student_id)
        for notebook in submission.notebooks:
            asked = [question for question in questions.values() if question.part == notebook.name]
            waiting = [question for question in asked if _waits(question, notebook)]
            untouched += len(asked) - len(waiting)
            cells = _cells(nbgrader, student_id, str(notebook.name)) if waiting else {}
            for question in waiting:
                cell = cells.get(question.rubric.item)
                if cell is None:
                    unread.append(student_id)
                else:
                    answers[question.name][student_id] = _answer(question, student_id, cell, notebook)
    return Gathered(course, questions, answers, tuple(students), untouched, tuple(dict.fromkeys(unread)))


def _questions(nbgrader: Nbgrader, course: Course) -> Iterator[Question]:
    for part in course.assignments[nbgrader.assignment].parts:
        for rubric in nbgrader.hook.rubrics(part).values():
            yield Question(nbgrader.assignment, part, rubric)


def _waits(question: Question, notebook: SubmittedNotebook) -> bool:
    """Whether a person has to grade this: nbgrader gives 0 by itself where nothing was written."""
    grade = _row(notebook.grades, question)
    points = grade.cell.max_score  # grade.max_score would ask the database once for each answer
    if points != question.rubric.points:
        raise GraderError(
            f"{question.name} is worth {points:g} points in the gradebook, but "
            f"{question.rubric.points:g} by its rubric: run `autograder build`"
        )
    return grade.auto_score is None


def _row(rows: Iterable[Any], question: Question) -> Any:
    found = [row for row in rows if row.name == question.rubric.item]
    if not found:
        raise GraderError(
            f"the gradebook does not know {question.name}: run `autograder build`, then `autograder batch "
            f"{question.assignment}`"
        )
    return found[0]


def _cells(nbgrader: Nbgrader, student_id: str, part: str) -> dict[str, Mapping[str, Any]]:
    """The graded cells of an autograded notebook by grade_id; none if there is no such notebook."""
    coursedir = nbgrader.coursedir
    folder = coursedir.format_path(coursedir.autograded_directory, student_id, nbgrader.assignment)
    try:
        notebook = json.loads((Path(folder) / f"{part}.ipynb").read_bytes())
    except FileNotFoundError:
        return {}
    flagged = [(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell) for cell in notebook["cells"]]
    return {grade_id: cell for grade_id, cell in flagged if grade_id}


def _answer(question: Question, student_id: str, cell: Mapping[str, Any], notebook: SubmittedNotebook) -> Answer:
    grade, comment = _row(notebook.grades, question), _row(notebook.comments, question)
    return Answer(
        student_id=student_id,
        text=_own_words(cell, question.rubric.prompt),
        answer_id=_answer_id(question, student_id, cell),
        score=grade.manual_score,
        comment=comment.manual_comment,
        settled=grade.manual_score is not None and not grade.needs_manual_grade,
    )


def _own_words(cell: Mapping[str, Any], prompt: str) -> str:
    """The answer without what students were given, and with a word on what a sheet cannot show."""
    text = "".join(cell["source"]).strip().removeprefix(prompt).strip()
    text = "\n".join(line for line in text.split("\n") if line.strip() != TEXT_STUB).strip()
    pictures = len(cell.get("attachments") or {})
    shown = f"[{pictures} picture(s): formgrader shows them]" if pictures else ""
    return "\n".join(filter(None, [text, shown])) or "[nothing]"


def _answer_id(question: Question, student_id: str, cell: Mapping[str, Any]) -> str:
    facts = [question.name, student_id, "".join(cell["source"]), cell.get("attachments") or {}]
    encoded = json.dumps(facts, sort_keys=True).encode()
    # letters first: a spreadsheet would take some digests for numbers
    return "id-" + hashlib.sha256(encoded).hexdigest()[:12]
