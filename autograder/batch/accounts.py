"""The scores of a batch beside those of before: entries for the history, and the table of a dry run."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.batch.journal import Entry, Journal, now
from autograder.batch.outcomes import Change, scores_of, total
from autograder.dependencies import combined
from autograder.keys import HANDED_IN, VOIDED, changes
from autograder.nbgrader_hooks.executor import unusable_report
from autograder.nbgrader_hooks.rows import Rows
from autograder.records import Part, Report

#: Of a digest, so many characters tell one from another.
_SHORT = 16


class Accounts:
    """What the parts of an assignment earned, and on what that depends."""

    def __init__(self, assignment: str, parts: Mapping[str, Part], depends: Mapping[str, Mapping[str, str]]) -> None:
        self.assignment, self.parts = assignment, parts
        self.depends = {
            part: {word: value if word == VOIDED else value[:_SHORT] for word, value in words.items()}
            for part, words in depends.items()
        }

    def entries(
        self, journal: Journal, student: str, reports: Mapping[str, Report], digests: Mapping[str, str]
    ) -> dict[str, Entry]:
        """The score of each part as it came about now.

        ``digests`` are those of the submissions, or of the reason why nothing could be used.
        """
        before = journal.latest(self.assignment, student)
        entries = {}
        for part in self.parts:
            report = reports.get(part) or unusable_report(self.parts[part])
            depends = {HANDED_IN: digests[part][:_SHORT], **self.depends[part]}
            last, items = before.get(part), scores_of(report)
            if last is None:
                why = "graded for the first time"
            else:
                why = changes(last.depends, depends) or ("" if last.items == items else "graded again")
            entries[part] = Entry(now(), total(items), report.max_score, items, depends, why)
        return entries

    def compare(self, student: str, rows: Rows, entries: Mapping[str, Entry]) -> list[Change]:
        """What the gradebook holds beside what it would hold."""
        found = []
        for part, entry in entries.items():
            before = self._recorded(rows, part)
            moved = {item: (score, entry.items.get(item)) for item, score in before.items()}
            moved = {item: pair for item, pair in moved.items() if pair[0] != pair[1]}
            known = total(before) if before else None
            found.append(Change(student, part, known, entry.score, entry.max_score, moved, entry.why))
        return found

    def _recorded(self, rows: Rows, part: str) -> dict[str, float | None]:
        """What the gradebook holds on the items of a part that the grader decides."""
        scores = rows.scores(part)
        names = [item.grade_id for item in self.parts[part].items if not item.manual]
        return {name: scores[f"test_{name}"] for name in names if f"test_{name}" in scores}


def why_unusable(reason: str) -> str:
    """What stands for the digest of a submission where there is none."""
    return combined("unusable", reason)
