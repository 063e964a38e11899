"""What stands where on the sheet of a question: shared by those who write sheets and those who read them.

    question       rnn/written/why_memory
    how            …
    answers        34
    earned when                             …             …
    points         4                        3             1
    student        answer                   names_state   says_how   comment   answer_id
    (question)     …
    (model answer) …                        3             1
    (if not earned)                         …             …
    anon-k3v9x2m7  the student's words      …             …          …         id-3f9c2b…

The first cell says what a row is, so that rows may be sorted. Labels in brackets are no student's id.
"""

from __future__ import annotations

from collections.abc import Sequence

QUESTION, HOW, ANSWERS, EARNED_WHEN, POINTS = "question", "how", "answers", "earned when", "points"
STUDENT, ANSWER, COMMENT, ANSWER_ID = "student", "answer", "comment", "answer_id"
ASKED, MODEL_ANSWER, NOT_EARNED = "(question)", "(model answer)", "(if not earned)"

#: Rows below the header that are no student's.
LABELS = (ASKED, MODEL_ANSWER, NOT_EARNED)


def columns(criteria: Sequence[str]) -> list[str]:
    """The names in the header row of a question with these criteria."""
    return [STUDENT, ANSWER, *criteria, COMMENT, ANSWER_ID]


def column_letters(position: int) -> str:
    """The name of a column, counted from 0: A, B … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
