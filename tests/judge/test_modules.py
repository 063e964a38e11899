"""A student's module is described in the student's own names, and every case can be repeated by pasting code."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from autograder.judge.compare import WrongAnswer
from autograder.judge.following import probe_input, random_input, random_settings
from autograder.judge.modules import StudentModule
from autograder.judge.rnn_networks import layer_network, readout_network
from autograder.judge.student import Answer
from tests.local_student import local_student
from tests.torch_layers import Fused, Linears, Rows


def module_of(kind, *nonlinearity, shown=None):
    network = layer_network(2, 3, *nonlinearity)
    return StudentModule(
        local_student("rnn_layer", RNNLayer=kind), network, "RNNLayer", 2, 3, *nonlinearity, shown=shown
    )


def described(kind):
    module = module_of(kind)
    module.describe(probe_input(2))
    return module


def test_entries_are_named_as_the_student_named_their_parameters():
    module = described(Rows)
    assert [parameter.name for parameter in module.parameters] == ["b", "W.h", "W.x"]
    assert [module.entry(0), module.entry(3), module.entry(17)] == ["`b[0, 0]`", "`W.h[0, 0]`", "`W.x[1, 2]`"]
    assert module.parameter_of(17).name == "W.x"


@pytest.mark.parametrize(
    "told",
    [
        None,
        "two modules",
        [np.zeros(18)],
        [np.zeros(18), torch.zeros(18)],
        [np.zeros(18), np.zeros(17)],
        [np.zeros(18), [0.0] * 18],
        [np.zeros((18, 1))] * 2,
    ],
)
def test_first_numbers_that_no_module_has_are_a_wrong_answer(told):
    module = described(Linears)
    module.student = SimpleNamespace(starts=lambda *args: Answer(0, told, [], {}))
    with pytest.raises(WrongAnswer):
        module.starts(probe_input(2))


def test_a_module_in_float64_is_given_float64():
    class Strict(Fused):
        def step(self, xt, h):
            return torch.tanh(torch.cat([h, xt, torch.ones(len(xt), 1, dtype=torch.float64)], 1) @ self.weight)

    module = described(Strict)
    assert module.dtype == torch.float64
    assert module.play(random_settings(module, 2), random_input(4, 3, 2))[0].shape == (2, 4, 3, 3)


@pytest.mark.parametrize("kind", [Linears, Rows])
def test_the_code_to_paste_repeats_the_case(kind):
    module = described(kind)
    setting, x = random_settings(module, 1)[0], random_input(4, 3, 2)
    module.show(setting, x)
    names = {"RNNLayer": kind}
    *lines, call = module.student.code.splitlines()
    exec("\n".join([*lines, f"result = {call}"]), names)
    assert np.allclose(names["result"][0].detach(), module.play(setting[None], x)[0][0], atol=1e-6)


def test_parameters_that_are_zero_are_not_written_out():
    module = described(Rows)
    module.show(np.eye(18)[0], probe_input(2))
    assert "parameter.zero_()" in module.student.code
    assert re.findall(r"get_parameter\('(.*?)'\)", module.student.code) == ["b"]


def test_arguments_are_shown_as_code():
    module = module_of(Linears, "relu", shown="2, 3, torch.relu")
    assert "module = RNNLayer(2, 3, torch.relu)" in module.student.code


def test_what_is_no_module_is_said_so():
    with pytest.raises(WrongAnswer, match=r"RNNLayer\(2, 3\) is no torch.nn.Module"):
        module = module_of(lambda *sizes: lambda x: x)
        module.describe(probe_input(2))


def test_far_too_many_parameters_are_not_probed():
    class Huge(Linears):
        def __init__(self, *sizes):
            super().__init__(*sizes)
            self.more = nn.Parameter(torch.zeros(10_000))

    with pytest.raises(WrongAnswer, match=r"RNNLayer\(2, 3\) has 10018 parameters; 18 are asked for"):
        described(Huge)


def test_an_input_that_is_changed_in_place_is_noticed():
    class InPlace(Linears):
        def forward(self, x):
            outputs = super().forward(x)
            x.zero_()
            return outputs

    module = described(InPlace)
    settings, x = random_settings(module, 3), random_input(4, 3, 2)
    with pytest.raises(WrongAnswer, match="changed its argument x"):
        module.play_anew(settings, x, x_stays=True)
    right = described(Linears)
    for changed, kept in zip(module.play(settings, x), right.play(settings, x)):
        np.testing.assert_array_equal(changed, kept)  # and costs nothing where nobody asks


def test_the_same_question_is_asked_once():
    module = described(Linears)
    settings, x = random_settings(module, 1), random_input(4, 3, 2)
    before = module.student.calls
    assert module.play(settings, x) is module.play(settings.copy(), x.copy())
    assert module.student.calls == before + 1
    module.play_anew(settings, x)
    assert module.student.calls == before + 2


FORGED = {
    "describe": [
        5,
        "x",
        [1],
        [("w", (2,))],
        [("w", (-1,), "float32")],
        [("w", (1 << 40,), "float32")],
        [(1, 2, 3)],
        {},
    ],
    "play": [None, [], [1], (1, 2, 3), "three", [None, None]],
    "differentiate": [None, (1,), ((), []), ((), [None]), ((), [None] * 3), ((), ["a"] * 4), (1, 2, 3)],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in FORGED.items() for value in values])
def test_answers_that_no_adapter_gives_are_wrong_answers(name, value):
    module = described(Linears)
    module.student._session.caller.adapters |= {name: lambda *args: value}
    with pytest.raises(WrongAnswer):
        module.describe(probe_input(2))
        settings, x = random_settings(module, 2), random_input(4, 3, 2)
        module.play(settings, x)
        module.differentiate(settings[0], x, [np.ones(shape) for shape in module.network.shapes(x)])


def test_outputs_of_another_shape_have_no_gradients_and_are_named():
    class Short(Linears):
        def forward(self, x):
            all_h, h = super().forward(x)
            return (all_h, h) if len(x) == 2 else all_h

    module, x = described(Short), random_input(4, 3, 2)
    with pytest.raises(WrongAnswer, match="RNNLayer returned a tensor of shape"):
        module.differentiate(random_settings(module, 1)[0], x, [np.ones(shape) for shape in module.network.shapes(x)])


def test_what_an_adapter_made_is_not_shown_as_code():
    class Model(nn.Module):
        def __init__(self, net):
            super().__init__()
            self.net = net

        def forward(self, x):
            return self.net(x)[0]

    student = local_student("rnn_layer", RecurrentRegressionModel=Model)
    net = student.mixing_net(2, 3)
    module = StudentModule(student, readout_network(2, 3, 1), "RecurrentRegressionModel", net, shown="net")
    module.describe(probe_input(2))
    assert (module.made, student.code) == ("RecurrentRegressionModel(net)", "")
    with pytest.raises(WrongAnswer, match=r"RecurrentRegressionModel returned a tensor of shape"):
        module.play(random_settings(module, 1), random_input(4, 3, 2))
