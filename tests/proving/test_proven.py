"""A gate runs once for the same facts if it found nothing, and each time if it found something."""

from autograder.proving.proven import once


def gate(found):
    runs = []
    return runs, lambda: runs.append(1) or list(found)


def test_what_was_proven_is_not_proven_again_until_a_fact_changes(tmp_path):
    runs, nothing = gate([])
    assert once(nothing, tmp_path, "a", "b") == once(nothing, tmp_path, "a", "b") == []
    assert len(runs) == 1
    once(nothing, tmp_path, "a", "c")
    once(nothing, tmp_path, "ab", "")
    assert len(runs) == 3


def test_a_problem_is_found_again(tmp_path):
    runs, something = gate(["a problem"])
    assert once(something, tmp_path, "a") == once(something, tmp_path, "a") == ["a problem"]
    assert len(runs) == 2


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path):
    (tmp_path / ".autograder").write_text("no folder")
    runs, nothing = gate([])
    assert once(nothing, tmp_path, "a") == once(nothing, tmp_path, "a") == []
    assert len(runs) == 2
