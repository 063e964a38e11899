"""Mutants of a small course: weak tests let some through, strong ones none; equivalents need reasons."""

import msgspec
import pytest

from autograder.config import load_course
from autograder.errors import ConfigError
from autograder.parts import load_part
from autograder.proving.behaviours import behaviours
from autograder.proving.evidence import (
    Evidence,
    _without_prose,
    digest_of,
    read_evidence,
    stale_evidence,
    survivors_as_text,
    write_evidence,
)
from autograder.proving.survivors import load_equivalents, merged, trial_of, try_mutants


@pytest.fixture(scope="module")
def course():
    return load_course()


@pytest.fixture(autouse=True)
def _few_mutants(monkeypatch):
    few = ("argument 0 damaged in place", "result 0 negated", "result 1 transposed", "answers share their arrays")
    chosen = [(name, wrap) for name, wrap in behaviours() if name in few]
    monkeypatch.setattr("autograder.proving.mutants.behaviours", lambda: chosen)


@pytest.fixture(scope="module")
def part():
    return load_part("rnn_cell")


def without(course, *names):
    return msgspec.structs.replace(course, voided_tests=dict.fromkeys(names, "to see what it is for"))


STATE = "test_cell_keeps_no_state_and_changes_no_argument"


@pytest.mark.slow
def test_all_tests_together_notice_every_wrong_behaviour(course, part):
    report = try_mutants(part, "rnn_cell_forward", course, quick=True)
    assert report.survivors == () and report.score == 1 and report.tried == report.killed == 4


@pytest.mark.slow
def test_without_a_test_what_it_alone_notices_survives(course, part):
    report = try_mutants(part, "rnn_cell_forward", without(course, STATE), quick=True)
    assert "argument 0 damaged in place" in {mutant.now for mutant in report.survivors}
    assert report.score < 1
    assert any("argument 0 damaged in place" in line for line in survivors_as_text([report]))


@pytest.mark.slow
def test_shares_add_up_to_the_whole(course, part):
    shares = [try_mutants(part, "rnn_cell_forward", course, share=(k, 3), quick=True) for k in range(3)]
    assert merged(shares) == try_mutants(part, "rnn_cell_forward", course, quick=True)


def write(folder, text):
    (folder / "some.py").write_text(text)
    return folder / "some.py"


def house_with(folder, text):
    (folder / "autograder" / "proving" / "equivalents").mkdir(parents=True)
    (folder / "autograder" / "proving" / "equivalents" / "echo.toml").write_text(text)
    return folder


def test_equivalents_are_read(tmp_path):
    text = '[[equivalent]]\nitem = "echo"\nwas = "a"\nnow = "b"\nreason = "both are the same number"\n'
    (entry,) = load_equivalents("echo", house_with(tmp_path, text))
    assert entry.reason == "both are the same number"


@pytest.mark.parametrize(
    "text",
    [
        "[[equivalent",
        '[[equivalent]]\nitem = "echo"\n',
        '[[equivalent]]\nitem = "echo"\nwas = "a"\nnow = "b"\nreason = ""\n',
        '[[equivalent]]\nitem = "echo"\nwas = "a"\nnow = "b"\nreason = "it just is"\nextra = 1\n',
    ],
)
def test_an_equivalent_without_a_reason_is_refused(tmp_path, text):
    with pytest.raises(ConfigError, match=r"echo\.toml"):
        load_equivalents("echo", house_with(tmp_path, text))


def test_a_test_stops_being_asked_once_two_have_noticed(course, part):
    trial = trial_of(part, "rnn_cell_backward", course)
    wrong = vars(trial.reference) | {"rnn_cell_backward": lambda da_next, cache: {}}
    assert len(trial.failures(wrong)) == len(trial.tests) > 2
    assert trial.failures(wrong, enough=2) == trial.failures(wrong)[:2]


class TestEvidence:
    def test_prose_does_not_count(self, part, course, tmp_path):
        assert _without_prose(write(tmp_path, '"""Doc."""\n# why\nx  =  1\n')) == _without_prose(
            write(tmp_path, "x = 1")
        )
        assert _without_prose(write(tmp_path, "x = 1")) != _without_prose(write(tmp_path, "x = 2"))

    def test_a_deleted_test_is_named(self, part, course):
        problems = stale_evidence(part, without(course, STATE))
        assert any(STATE in problem and "is gone" in problem for problem in problems)

    def test_another_seed_makes_it_stale(self, part, course):
        (problem,) = stale_evidence(part, msgspec.structs.replace(course, grading_seed=1))
        assert "changed since its mutants were tried" in problem

    def test_a_part_that_was_never_tried_is_said_to_be(self, part, course, tmp_path):
        assert read_evidence("rnn_cell", tmp_path) == Evidence()

    @pytest.mark.slow
    def test_it_is_written_as_it_is_read(self, part, course, tmp_path, monkeypatch):
        (tmp_path / "autograder" / "proving" / "mutants").mkdir(parents=True)
        report = try_mutants(part, "rnn_cell_forward", course, quick=True)
        monkeypatch.setattr("autograder.proving.evidence.digest_of", lambda *_: "1234")
        write_evidence(part, [report], course, tmp_path)
        kept = read_evidence("rnn_cell", tmp_path)
        assert kept.digest == "1234" and kept.items["rnn_cell_forward"].tried == report.tried

    def test_a_damaged_file_is_named(self, tmp_path):
        (tmp_path / "autograder" / "proving" / "mutants").mkdir(parents=True)
        (tmp_path / "autograder" / "proving" / "mutants" / "echo.json").write_text("{")
        with pytest.raises(ConfigError, match="delete it"):
            read_evidence("echo", tmp_path)

    def test_the_digest_is_the_same_twice(self, part, course):
        assert digest_of(part, course) == digest_of(part, course)
