"""What stands in for grading: another submission for each student, and a report of it after some sleep."""

import msgspec
import pytest

from autograder.batch.remote import Answer, Sender
from autograder.config import load_course
from autograder.parts import load_part
from benchmarks import simulation
from benchmarks.simulation import PART, Driver, graded, prepared


@pytest.fixture
def slept(monkeypatch):
    naps = []
    monkeypatch.setattr(simulation.time, "sleep", naps.append)
    return naps


def test_a_message_of_the_driver_gets_a_full_report_after_a_while(slept):
    sender = Sender(load_part(PART), load_course(), {})
    answers = [graded(sender.message(prepared("", name).submissions[PART][1])) for name in ("alice", "alice", "bob")]
    report = msgspec.msgpack.decode(answers[0], type=Answer).report
    assert report.score == report.max_score > 0
    assert slept[0] == slept[1]
    assert set(slept) <= {seconds / simulation.HASTE for seconds in simulation.TIMES}


def test_each_student_hands_in_something_else():
    digests = {prepared("", name).submissions[PART][0] for name in ("alice", "bob")}
    assert len(digests) == 2


def test_the_driver_is_looked_at_after_each_tenth():
    driver = Driver(50)
    for _ in range(50):
        driver.result()
    assert [results for results, _, _ in driver.marks] == list(range(0, 51, 5))
