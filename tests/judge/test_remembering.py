"""What is the same for every submission is worked out once, and no submission can tell."""

import collections
import types

import msgspec
import numpy as np
import pytest
import torch

from autograder.judge.cases import decode_case, encode_case
from autograder.judge.remembering import Remembering, own, remembered


class Case(msgspec.Struct):
    x: np.ndarray
    parameters: dict[str, np.ndarray]


def recorded(scale=1.0):
    case = Case(np.ones(3) * scale, {"W": np.ones(2) * scale})
    return lambda: decode_case(encode_case({"case": case}))["case"]


class Counted:
    """A function that knows how often it was run."""

    def __init__(self, function):
        def counted(*args):
            self.runs += 1
            return function(*args)

        self.runs, self.function = 0, counted

    def __call__(self, *args):
        return remembered(self.function, *args)


def test_an_answer_to_a_recorded_case_is_worked_out_once():
    scale, again = Counted(lambda x, parameters: x * parameters["W"].sum()), recorded()
    answers = [scale(case.x, case.parameters).tolist() for case in (again(), again())]
    assert answers == [[2.0, 2.0, 2.0]] * 2
    assert scale.runs == 1


def test_an_answer_to_an_answer_is_worked_out_once():
    forward, backward, again = (
        Counted(lambda x: ([(x, {"x": x})], 2 * x)),
        Counted(lambda cache: cache[0][0]),
        recorded(2),
    )
    for _ in range(2):
        assert backward(forward(again().x)[0]).tolist() == [2.0, 2.0, 2.0]
    assert (forward.runs, backward.runs) == (1, 1)


def test_other_cases_functions_and_options_have_answers_of_their_own():
    add = Counted(lambda x, option: (x, option))
    one, other = recorded(3)(), recorded(4)()
    for args in ((one.x, 0.0), (other.x, 0.0), (one.x, -0.0), (one.x, 0), (one.x, None), ([one.x], 0), ((one.x,), 0)):
        add(*args)
    assert add.runs == 7
    assert remembered(lambda x: "another function", one.x) == "another function"


def test_numbers_that_a_test_made_itself_are_never_remembered():
    double, case = Counted(lambda x: 2 * x), recorded(5)()
    for step in (1.0, 2.0):
        assert double(case.x + step)[0] == 2 * (5 + step)
    changed = case.x.copy()
    assert double(changed)[0] == 10
    changed[0] = 7
    assert double(changed)[0] == 14


def test_what_a_test_does_to_an_answer_or_a_case_does_not_reach_the_next():
    make, again = Counted(lambda x, parameters: {"a": [x], "parameters": parameters}), recorded(6)
    case = again()
    answer = make(case.x, case.parameters)
    answer["a"].append("more")
    answer["parameters"]["W"] = None
    case.parameters["W"] = None
    case.x = None
    case = again()
    assert case.parameters["W"].tolist() == [6.0, 6.0]
    again_answer = make(case.x, case.parameters)
    assert [entry.tolist() for entry in again_answer["a"]] == [[6.0, 6.0, 6.0]]
    assert again_answer["parameters"]["W"].tolist() == [6.0, 6.0]
    with pytest.raises(ValueError, match="read-only"):
        case.x += 1
    with pytest.raises(ValueError, match="read-only"):
        again_answer["a"][0][0] = 1


def test_what_cannot_be_kept_and_what_is_raised_is_worked_out_each_time():
    case = recorded(7)()
    draw = Counted(lambda x: torch.from_numpy(x.copy()))
    assert torch.equal(draw(case.x), draw(case.x))
    fail = Counted(lambda x: x["no such key"])
    for _ in range(2):
        with pytest.raises(IndexError):
            fail(case.x)
    assert (draw.runs, fail.runs) == (2, 2)


def test_a_function_that_changes_a_dict_or_list_does_so_each_time():
    again = recorded(8)
    for add in (lambda x, table: table.update(y=x), lambda x, table: table.update(n=1)):
        count = Counted(add)
        for _ in range(2):
            table = {"x": again().x}
            count(again().x, table)
            assert len(table) == 2
        assert count.runs == 2


def test_kinds_of_their_own_are_worked_out_each_time():
    Pair = collections.namedtuple("Pair", "first second")
    pair = Counted(lambda x: Pair(x, [x]))
    case = recorded(9)()
    pair(case.x).second.append("mine")
    assert len(pair(case.x).second) == 1


def test_one_object_stays_one_object():
    shared = {"W": np.ones(2)}
    first, second = own([(shared, 1), (shared, 2)])
    assert first[0] is second[0]
    assert first[0] is not shared


def test_what_is_no_function_comes_as_it_is():
    module = types.ModuleType("reference")
    module.RATE, module.Layer, module.double = 0.5, torch.nn.Linear, lambda x: 2 * x
    reference = Remembering(module)
    assert reference.RATE == 0.5
    assert reference.Layer is torch.nn.Linear
    assert reference.double(4) == 8
    with pytest.raises(AttributeError):
        reference.missing()
