"""Which items the gates play to: those that are called, and of a sample those that it touches."""

import msgspec
import pytest

from autograder.config import load_course
from autograder.parts import load_part
from autograder.proving import gates
from autograder.proving.gates import code_items, refusing_nothing, sample_earns_what_it_states
from autograder.records import Item, ItemReport, Part, Report, Verdict
from autograder.sample_class.samples import load_samples


def test_written_questions_and_files_of_an_items_name_are_not_called():
    items = (Item("encode", 2.0), Item("guesses", 2.0), Item("why", 2.0, manual=True))
    assert code_items(Part("names", "rnn", items, {})) == ["encode", "guesses"]
    assert code_items(Part("names", "rnn", items, {}, hands_in=("names_guesses.csv",))) == ["encode"]


def test_what_refuses_nothing_returns_where_another_raises():
    assert refusing_nothing(int)("7") == 7
    careless = refusing_nothing(lambda text: int(text))
    assert careless("7") == 7
    assert careless("seven") is None


@pytest.fixture
def graded(monkeypatch):
    """The items that were graded, each time; those that are earn nothing."""
    asked = []

    def grade(submission, part, course, house, explain, only):
        asked.append(only)
        chosen = [item for item in part.items if only is None or item.grade_id in only]
        reports = tuple(ItemReport(item.grade_id, item.points, 0.0, Verdict.FAILED) for item in chosen)
        return Report(part.name, reports, (), {}, "", False, ())

    monkeypatch.setattr(gates, "grade", grade)
    return asked


def test_beside_the_model_solution_only_what_a_sample_touches_is_graded(graded):
    samples = {sample.name: sample for sample in load_samples("rnn_cell")}
    model = samples["model_solution"]
    sample = next(one for one in samples.values() if one.kind == "partial" and one.answers == ("rnn_backward",))
    problems = sample_earns_what_it_states(sample, load_course(), model=model)
    assert graded == [{"rnn_backward"}]
    assert all("rnn_backward: 0, not" in problem and "rnn_forward" not in problem for problem in problems)
    assert problems or sample.expect["rnn_backward"] == 0
    (problem,) = sample_earns_what_it_states(model, load_course(), model=model)
    assert all(f"{item.grade_id}: 0, not" in problem for item in load_part("rnn_cell").items)
    sample_earns_what_it_states(sample, load_course())
    assert graded[2] is None


def test_a_sample_may_not_expect_less_of_an_item_that_it_leaves_as_it_is(graded):
    samples = {sample.name: sample for sample in load_samples("rnn_cell")}
    sample = next(one for one in samples.values() if one.kind == "partial" and one.answers == ("rnn_backward",))
    less = msgspec.structs.replace(sample, expect=sample.expect | {"rnn_forward": 1.0})
    (problem,) = sample_earns_what_it_states(less, load_course(), model=samples["model_solution"])
    assert "rnn_forward: " in problem
