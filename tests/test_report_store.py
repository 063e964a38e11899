"""Reports are found again by everything that they are computed from."""

from __future__ import annotations

import threading
from pathlib import Path

from autograder.config import Assignment, Course, Limits
from autograder.records import Cell, Item, ItemReport, Part, Report, Submission, Verdict
from autograder.report_store import ReportStore, report_key

PART = Part("cell", "rnn", (Item("double", 6),), {"double": "..."}, support_files={"a": b"\xff", "b": b""})
COURSE = Course("c", {"rnn": Assignment(("cell",))}, 1)
SUBMISSION = Submission("cell", (Cell("x", "double"),), "alice", {"data": b"1", "more": b"2"}, (), ("healed",))
REPORT = Report("cell", (ItemReport("double", 6, 3.5, Verdict.FAILED),), outputs={3: [{"a": "ü"}]})


def test_a_report_is_found_again(tmp_path: Path) -> None:
    store = ReportStore(tmp_path / "reports")
    key = report_key(SUBMISSION, PART, COURSE)
    assert store.get(key) is None
    store.put(key, REPORT)
    assert store.get(key) == REPORT
    assert ReportStore(tmp_path / "reports").get(key) == REPORT


def test_the_key_depends_on_what_is_graded_and_on_nothing_else() -> None:
    def key(submission: Submission = SUBMISSION, part: Part = PART, course: Course = COURSE) -> str:
        return report_key(submission, part, course)

    def changed(record, **values):
        fields = {name: getattr(record, name) for name in record.__struct_fields__}
        return type(record)(**(fields | values))

    reordered = changed(SUBMISSION, files={"more": b"2", "data": b"1"}, notes=())
    assert key(reordered) == key()
    others = [
        key(changed(SUBMISSION, student_id="bob")),
        key(changed(SUBMISSION, files={})),
        key(changed(SUBMISSION, missing=("double",))),
        key(changed(SUBMISSION, cells=(Cell("x ", "double"),))),
        key(part=changed(PART, refuses=("torch",))),
        key(course=changed(COURSE, grading_seed=2)),
        key(course=changed(COURSE, numbers_seed=2)),
        key(course=changed(COURSE, limits=Limits(call_cpu=1))),
        key(course=changed(COURSE, voided_tests={"t": "why"})),
    ]
    assert len({key(), *others}) == 1 + len(others)


def test_half_a_report_is_no_report(tmp_path: Path) -> None:
    store = ReportStore(tmp_path)
    store.put("abc", REPORT)
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(path.read_bytes()[:20])
    assert store.get("abc") is None


def test_two_writers_leave_one_whole_report(tmp_path: Path) -> None:
    writers = [threading.Thread(target=ReportStore(tmp_path).put, args=("abc", REPORT)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert ReportStore(tmp_path).get("abc") == REPORT
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["abc.json"]
