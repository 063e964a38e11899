"""A right module passes every check in every layout; each mistake is named in the student's own words."""

import re

import pytest
import torch
from torch import nn

from autograder.judge import lstm_networks
from autograder.judge.compare import WrongAnswer
from autograder.judge.following import (
    check_gradients,
    check_outputs,
    check_parameters,
    check_start,
    check_steady,
    check_top,
    probe_input,
    random_input,
    understand,
)
from autograder.judge.modules import StudentModule
from autograder.judge.rnn_networks import layer_network, stack_network
from autograder.judge.student import StudentRaised
from tests.local_student import local_student
from tests.torch_layers import LSTM_RIGHT, RIGHT, Linears, LSTMLinear, Rows, Stack


def module_of(kind, width=2, hidden_size=3, *nonlinearity):
    network = layer_network(width, hidden_size, *nonlinearity)
    return StudentModule(
        local_student("rnn_layer", RNNLayer=kind), network, "RNNLayer", width, hidden_size, *nonlinearity
    )


def check_all(module, width=2):
    roles = understand(module, probe_input(width))
    for batch, steps in ((2, 4), (4, 1), (1, 3), (3, 3)):
        check_outputs(module, roles, random_input(batch, steps, width))
        check_gradients(module, roles, random_input(batch, steps, width))
    check_parameters(module, probe_input(width))
    check_start(module, probe_input(width))
    check_steady(module, width)


@pytest.mark.parametrize("kind", RIGHT)
def test_right_layers_pass_in_every_layout(kind):
    for width, hidden_size in ((2, 3), (1, 1), (4, 4)):
        check_all(module_of(kind, width, hidden_size), width)


def test_right_stacks_pass():
    for sizes in ((2, 3, 2), (1, 2, 3)):
        check_all(StudentModule(local_student("rnn_layer", RNN=Stack), stack_network(*sizes), "RNN", *sizes), sizes[0])


def wrong(**methods):
    return type("Wrong", (Linears,), methods)


def plain_step(self, xt, h):
    return self.nonlinearity(self.read(xt) + self.carry(h))


def forward_by(step, start=Linears.start):
    def forward(self, x):
        h, self.states = start(self, x), []
        for t in range(x.shape[1]):
            h = step(self, x[:, t], h)
            self.states.append(h)
        return torch.stack(self.states, 1), h

    return forward


def sequence_first(self, x):
    all_h, _ = Linears.forward(self, x.transpose(0, 1))
    all_h = all_h.transpose(0, 1)
    return all_h, all_h[:, -1]


def reversed_time(self, x):
    all_h, _ = Linears.forward(self, x.flip(1))
    return all_h.flip(1), all_h[:, 0]


def kept_state(self, x):
    if not hasattr(self, "h") or len(self.h) != len(x):
        self.h = torch.zeros(len(x), self.hidden_size)
    all_h, h = forward_by(plain_step, lambda self, x: self.h)(self, x)
    self.h = h.detach()
    return all_h, h


def row_bias(self, xt, h):
    scale = torch.zeros(len(xt), 1)
    scale[: self.hidden_size, 0] = self.carry.bias[: len(xt)]
    return torch.tanh(self.read(xt) + h @ self.carry.weight.T + scale)


WRONG = {
    "no nonlinearity is applied where tanh was asked for": {"step": lambda self, xt, h: self.read(xt) + self.carry(h)},
    "relu is applied where tanh was asked for": {
        "step": lambda self, xt, h: torch.relu(plain_step(self, xt, h).atanh())
    },
    "every step starts from zero": {"step": lambda self, xt, h: plain_step(self, xt, torch.zeros_like(h))},
    "the state before is added once more": {"step": lambda self, xt, h: plain_step(self, xt, h) + h},
    "the nonlinearity is applied twice": {"step": lambda self, xt, h: torch.tanh(plain_step(self, xt, h))},
    "time is axis 1 of x": {"forward": sequence_first},
    "from the last to the first": {"forward": reversed_time},
    "Every call must start afresh": {"start": lambda self, x: torch.randn(len(x), 3)},
    "Memory from torch.empty counts as nan": {"start": lambda self, x: torch.empty(len(x), 3)},
    "Two calls with the same x give different results": {"forward": kept_state},
    "batch row 0 only": {"step": row_bias},
    "the bias is missing": {"step": lambda self, xt, h: torch.tanh(self.read(xt) + h @ self.carry.weight.T)},
}


@pytest.mark.parametrize(("said", "methods"), WRONG.items(), ids=WRONG)
def test_wrong_outputs_are_named(said, methods):
    with pytest.raises(WrongAnswer, match=re.escape(said)):
        check_all(module_of(wrong(**methods)))


@pytest.mark.parametrize("methods", [{"forward": kept_state}, {"start": lambda self, x: torch.randn(len(x), 3)}])
def test_the_code_to_paste_shows_that_two_calls_differ(methods):
    kind = wrong(**methods)
    module = module_of(kind)
    with pytest.raises(WrongAnswer, match="Two calls with the same x"):
        check_all(module)
    names = {"RNNLayer": kind}
    *lines, calls = module.student.code.splitlines()
    exec("\n".join([*lines, f"first, second = {calls}"]), names)
    assert not torch.allclose(names["first"][0], names["second"][0], atol=1e-3)


def test_a_nonlinearity_that_is_ignored_is_named():
    fixed = wrong(step=lambda self, xt, h: torch.tanh(self.read(xt) + self.carry(h)))
    with pytest.raises(WrongAnswer, match="tanh is applied where relu was asked for"):
        understand(module_of(fixed, 2, 3, "relu"), probe_input(2))


WRONG_GRADIENTS = {
    "`carry.weight` gets no gradient": {
        "step": lambda self, xt, h: torch.tanh(self.read(xt) + h @ self.carry.weight.data.T + self.carry.bias)
    },
    "from one step back to the one before": {"step": lambda self, xt, h: plain_step(self, xt, h.detach())},
    "x gets no gradient": {"step": lambda self, xt, h: plain_step(self, xt.detach(), h)},
    "No parameter gets a gradient": {"forward": torch.no_grad()(Linears.forward)},
}


@pytest.mark.parametrize(("said", "methods"), WRONG_GRADIENTS.items(), ids=WRONG_GRADIENTS)
def test_wrong_gradients_are_named(said, methods):
    module = module_of(wrong(**methods))
    roles = understand(module, probe_input(2))
    check_outputs(module, roles, random_input(2, 4, 2))
    with pytest.raises(WrongAnswer, match=re.escape(said)):
        check_gradients(module, roles, random_input(2, 4, 2))


class TransposedState(Rows):
    def step(self, xt, h):
        return torch.tanh(xt @ self.W["x"] + h.T @ self.W["h"] + self.b)


def test_a_layer_that_runs_only_with_square_batches_is_told_so():
    with pytest.raises(StudentRaised, match="It runs when the batch has 3 rows, as many as the state has units"):
        module_of(TransposedState).describe(probe_input(2))


def test_parameters_are_counted_and_named():
    with pytest.raises(WrongAnswer, match=r"has 21 numbers .*`read.bias` \(3,\).*should have 18.*second bias"):
        check_parameters(module_of(wrong(__init__=two_biases)), probe_input(2))
    with pytest.raises(WrongAnswer, match=r"has 0 numbers in parameters\(\) \(none\)"):
        check_parameters(module_of(Hidden), probe_input(2))


def identity_first(self, input_size, hidden_size, nonlinearity=torch.tanh):
    Linears.__init__(self, input_size, hidden_size)
    nn.init.eye_(self.carry.weight)


def the_same_each_time(self, input_size, hidden_size, nonlinearity=torch.tanh):
    torch.manual_seed(0)
    Linears.__init__(self, input_size, hidden_size)


@pytest.mark.parametrize(("start", "alike"), [(identity_first, 9), (the_same_each_time, 18)])
def test_weights_that_do_not_start_at_random_are_counted(start, alike):
    with pytest.raises(WrongAnswer, match=f"Of the 18 numbers .* {alike} are the same in two new modules RNNLayer"):
        check_start(module_of(wrong(__init__=start)), probe_input(2))


def test_biases_may_start_from_zero():
    def zero_bias(self, input_size, hidden_size, nonlinearity=torch.tanh):
        Linears.__init__(self, input_size, hidden_size)
        nn.init.zeros_(self.carry.bias)

    check_start(module_of(wrong(__init__=zero_bias)), probe_input(2))


def test_gradients_that_exist_while_training_alone_are_missed():
    def forward(self, x):
        with torch.set_grad_enabled(self.training):
            return Linears.forward(self, x)

    module = module_of(wrong(forward=forward))
    roles = understand(module, probe_input(2))
    with pytest.raises(WrongAnswer, match="No parameter gets a gradient"):
        check_gradients(module, roles, random_input(2, 4, 2))


def test_the_last_states_of_a_tall_stack_end_with_its_top():
    class Sorted(Stack):
        def forward(self, x):
            all_h, last = super().forward(x)
            return all_h, last[sorted(range(len(last)), key=str)]

    for kind, sizes in ((Stack, (1, 2, 11)), (Sorted, (1, 2, 9))):
        check_top(StudentModule(local_student("rnn_layer", RNN=kind), stack_network(*sizes), "RNN", *sizes), UP)
    stack = StudentModule(local_student("rnn_layer", RNN=Sorted), stack_network(1, 2, 11), "RNN", 1, 2, 11)
    with pytest.raises(WrongAnswer, match=r"Of 11 layers, last_step_h\[-1\] is not the last state of the top one"):
        check_top(stack, UP)


UP = random_input(2, 3, 1)


def two_biases(self, input_size, hidden_size, nonlinearity=torch.tanh):
    Linears.__init__(self, input_size, hidden_size)
    self.read = nn.Linear(input_size, hidden_size)


class Hidden(Linears):
    """Keeps its weights where parameters() does not look."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.list = [self.read, self.carry]
        del self.read, self.carry

    def step(self, xt, h):
        return torch.tanh(self.list[0](xt) + self.list[1](h))


class Zeros(nn.Module):
    """Zeros of the right shape."""

    def __init__(self, width, hidden_size):
        super().__init__()
        self.hidden_size, self.weights = hidden_size, nn.Parameter(torch.zeros(18))

    def forward(self, x):
        all_h = 0 * self.weights.sum() + torch.zeros(*x.shape[:2], self.hidden_size)
        return all_h, all_h[:, -1]


def test_zeros_of_the_right_shape_pass_no_check():
    module = module_of(Zeros)
    with pytest.raises(WrongAnswer, match="No parameter changes anything"):
        understand(module, probe_input(2))
    with pytest.raises(WrongAnswer, match=r"`weights\[0\]` changes nothing"):
        check_parameters(module, probe_input(2))
    with pytest.raises(WrongAnswer, match="0 everywhere"):
        check_steady(module, 2)


def lstm_of(kind, *sizes):
    network = lstm_networks.layer_network(*sizes)
    return StudentModule(local_student("lstm", LSTMLayer=kind), network, "LSTMLayer", *sizes)


@pytest.mark.parametrize("kind", LSTM_RIGHT)
def test_right_lstm_layers_pass_in_every_layout(kind):
    module = lstm_of(kind, 2, 3)
    roles = understand(module, probe_input(2))
    for batch, steps in ((2, 4), (4, 1), (1, 3)):
        check_outputs(module, roles, random_input(batch, steps, 2))
        check_gradients(module, roles, random_input(batch, steps, 2))
    check_parameters(module, probe_input(2), spare=12)
    check_steady(module, 2)


def cell(make_c=None, make_h=None):
    """The step of an LSTM, with a wrong part."""

    def step(self, xt, h, c):
        f, i, g, o = self.mix(xt, h)
        f, i, g, o = f.sigmoid(), i.sigmoid(), g.tanh(), o.sigmoid()
        c = make_c(f, i, g, c) if make_c else f * c + i * g
        return make_h(o, c) if make_h else o * c.tanh(), c

    return {"step": step}


def shared_bias(self, xt, h):
    both = torch.cat([h, xt], 1) @ self.gates.weight.T
    return [gate + self.gates.bias[: self.hidden_size] for gate in both.chunk(4, 1)]


def open_gates(self, xt, h, c):
    f, i, g, o = self.mix(xt, h)
    c = f * c + i * g.tanh()
    return o * c.tanh(), c


WRONG_GATES = {
    "the cell state is not carried": cell(lambda f, i, g, c: i * g),
    "the forget gate has no effect": cell(lambda f, i, g, c: c + i * g),
    "the forget gate is added to the previous c": cell(lambda f, i, g, c: f + c + i * g),
    "the input gate is added to the candidate": cell(lambda f, i, g, c: f * c + i + g),
    "the input gate has no effect": cell(lambda f, i, g, c: f * c + g),
    "one minus the forget gate": cell(lambda f, i, g, c: f * c + (1 - f) * g),
    "the output gate is multiplied with c itself": cell(None, lambda o, c: o * c),
    "the output gate has no effect": cell(None, lambda o, c: c.tanh()),
    "the output gate is added to tanh(c)": cell(None, lambda o, c: o + c.tanh()),
    "only c is carried": {"step": lambda self, xt, h, c: LSTMLinear.step(self, xt, 0 * h, c)},
    "c from one step to the one before": {"step": lambda self, xt, h, c: LSTMLinear.step(self, xt, h, c.detach())},
    "h from one step to the one before": {"step": lambda self, xt, h, c: LSTMLinear.step(self, xt, h.detach(), c)},
    "Each needs a number of its own": {"mix": shared_bias},
    "does each go through a sigmoid?": {"step": open_gates},
}


@pytest.mark.parametrize(("said", "methods"), WRONG_GATES.items(), ids=WRONG_GATES)
def test_wrong_gates_are_named(said, methods):
    module = lstm_of(type("Wrong", (LSTMLinear,), methods), 2, 3)
    with pytest.raises(WrongAnswer, match=re.escape(said)):
        check_gradients(module, understand(module, probe_input(2)), random_input(2, 4, 2))


class BackwardsStack(Stack):
    def forward(self, x):
        all_h, last = super().forward(x)
        return all_h, last.flip(0)


def test_a_mistake_in_one_output_alone_can_be_spared():
    stack = StudentModule(local_student("rnn_layer", RNN=BackwardsStack), stack_network(2, 3, 2), "RNN", 2, 3, 2)
    with pytest.raises(WrongAnswer, match="last_step_h holds the layers in the opposite order"):
        understand(stack, probe_input(2))
    roles = understand(stack, probe_input(2), spares=("last_step_h",))
    check_outputs(stack, roles, random_input(2, 4, 2))
    check_gradients(stack, roles, random_input(2, 4, 2))


class RepeatedStack(Stack):
    def forward(self, x):
        all_h, last = super().forward(x)
        return all_h, last[-1:].repeat(len(last), 1, 1)


def test_a_variant_in_which_some_weights_never_show_is_suggested():
    stack = StudentModule(local_student("rnn_layer", RNN=RepeatedStack), stack_network(2, 3, 2), "RNN", 2, 3, 2)
    with pytest.raises(WrongAnswer, match="So it would be if last_step_h holds the last layer's state for every layer"):
        understand(stack, probe_input(2))


class BatchFirstStack(Stack):
    def forward(self, x):
        all_h, last = super().forward(x)
        return all_h, last.transpose(0, 1)


def test_the_output_in_which_a_change_shows_is_named():
    stack = StudentModule(local_student("rnn_layer", RNN=BatchFirstStack), stack_network(2, 3, 2), "RNN", 2, 3, 2)
    with pytest.raises(WrongAnswer, match=r"changes last_step_h in a way that no weight of the exercise does\.$"):
        understand(stack, probe_input(2))
