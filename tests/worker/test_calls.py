"""Calls are answered with data; what a student's code does in between is theirs alone."""

import types

import numpy as np
import pytest

from autograder.protocol.messages import Call, Failure, Raised, Told
from autograder.protocol.values import Generator, Handle, Opaque, unwrap, wrap
from autograder.worker.calls import Caller, Substituted
from autograder.worker.shell import Outputs


@pytest.fixture
def namespace():
    return {}


@pytest.fixture
def call(namespace):
    shell = types.SimpleNamespace(user_ns=namespace, outputs=Outputs(1000))
    caller = Caller(shell, {"adapted": lambda names, x: names["f"](x) + 1})
    ids = iter(range(1, 100))

    def make(function, *args, fresh=True, seed=0):
        wrapped = [wrap(arg, handles=True) for arg in args]
        return caller.answer(Call(next(ids), function, wrapped, {}, seed, fresh))

    return make


def test_a_call_returns_the_value_as_plain_data(call, namespace):
    namespace["f"] = lambda x: (x + 1, {"k": x})
    value = unwrap(call("f", np.zeros(2)).value)
    assert value[0].tolist() == [1.0, 1.0]


def test_changed_arguments_come_back_and_unchanged_ones_do_not(call, namespace):
    def f(x, y):
        x[0] = 9.0

    namespace["f"] = f
    reply = call("f", np.zeros(2), np.zeros(2))
    assert list(reply.changed) == [0]
    assert unwrap(reply.changed[0]).tolist() == [9.0, 0.0]


def test_an_array_kept_from_an_earlier_call_cannot_change_a_later_argument(call, namespace):
    kept = []

    def f(x):
        for other in kept:
            other[:] = 7.0
        kept.append(x)
        return x

    namespace["f"] = f
    call("f", np.zeros(2))
    assert call("f", np.zeros(2)).changed == {}


def test_a_part_of_an_earlier_result_can_be_passed_on_although_it_is_not_plain_data(call, namespace):
    namespace["make"] = lambda: (1, object())
    namespace["use"] = lambda thing: type(thing).__name__
    first = call("make")
    assert isinstance(unwrap(first.value)[1], Opaque)
    assert call("use", Handle(first.id, (1,)), fresh=False).value == "object"


def test_a_fresh_call_forgets_earlier_results(call, namespace):
    namespace["f"] = lambda x=1: x
    first = call("f")
    assert isinstance(call("f", Handle(first.id), fresh=True), Raised)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_whatever_a_function_raises_is_an_answer(call, namespace, body, kind):
    exec(f"def f():\n    {body}", namespace)
    assert call("f").failure.type == kind


def test_a_missing_function_is_a_name_error(call):
    assert call("rnn_forward").failure == Failure("NameError", "name 'rnn_forward' is not defined", "")


def test_generators_are_seeded_before_each_call(call, namespace):
    import random

    namespace["f"] = lambda: (random.random(), np.random.rand())
    assert call("f", seed=3).value == call("f", seed=3).value
    assert call("f", seed=3).value != call("f", seed=4).value


def test_torch_is_seeded_as_a_notebook_would_seed_it(call, namespace):
    torch = pytest.importorskip("torch")
    namespace["f"] = lambda: torch.rand(3)
    torch.manual_seed(3)
    expected = torch.rand(3)
    assert call("f", seed=3).value == wrap(expected)


def test_an_adapter_answers_in_place_of_a_function(call, namespace):
    namespace["f"] = lambda x: x * 2
    assert call("adapted", 5).value == 11


def test_what_a_call_prints_is_captured(call, namespace, capsys):
    namespace["f"] = lambda: print("debugging")
    call("f")
    assert capsys.readouterr().out == ""


def test_a_substituted_function_asks_the_judge_and_hands_back_its_answer():
    asked = []

    def exchange(ask):
        asked.append(ask)
        return Told(wrap((1.5, 2)))

    assert Substituted("rnn_cell_forward", lambda: 7, exchange)(np.zeros(1), key=2) == (1.5, 2)
    assert (asked[0].id, asked[0].function) == (7, "rnn_cell_forward")


def test_what_the_judge_changed_in_place_changes_here_too():
    weights, order = {"W": np.ones(2), "kept": np.zeros(1)}, [3, 1]
    array, other = weights["W"], weights["kept"]
    told = Told(None, changed={0: wrap({"W": np.full(2, 0.5), "kept": np.zeros(1)}), "order": wrap([1, 3, 4])})
    Substituted("optimize", lambda: 1, lambda ask: told)(weights, order=order)
    assert weights["W"] is array
    assert weights["kept"] is other
    assert array.tolist() == [0.5, 0.5]
    assert order == [1, 3, 4]


def test_a_substituted_function_is_sent_a_seed_drawn_from_its_generator():
    asked = []
    substituted = Substituted("sample", lambda: 1, lambda ask: asked.append(ask) or Told(None))
    rng = np.random.default_rng(0)
    substituted(rng)
    substituted(rng=rng)
    assert isinstance(asked[0].args[0], Generator)
    assert asked[0].args[0] != asked[1].kwargs["rng"]


@pytest.mark.parametrize(("kind", "raised"), [("ValueError", ValueError), ("LinAlgError", RuntimeError)])
def test_an_exception_of_the_reference_is_raised_in_the_students_code(kind, raised):
    substituted = Substituted("f", lambda: 1, lambda ask: Told(None, Failure(kind, "bad shape")))
    with pytest.raises(raised, match="bad shape"):
        substituted()


def test_a_generator_is_made_in_the_worker_and_is_no_changed_argument(call, namespace):
    namespace["f"] = lambda rng: rng.integers(10**9)
    reply = call("f", Generator(5))
    assert unwrap(reply.value) == np.random.default_rng(5).integers(10**9)
    assert reply.changed == {}
