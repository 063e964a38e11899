"""Hidden tests of the part rnn_layer: the layer, and the stack of layers."""

from __future__ import annotations

import numpy as np

from autograder.judge import item
from autograder.judge.compare import WrongAnswer, check_close
from autograder.judge.following import (
    check_gradients,
    check_last,
    check_outputs,
    check_parameters,
    check_start,
    check_steady,
    check_top,
    probe_input,
    random_input,
    random_settings,
    understand,
    upstream_for,
)
from autograder.judge.modules import StudentModule
from autograder.judge.rnn_networks import NONLINEARITIES, layer_network, stack_network
from autograder.judge.student import Student
from autograder.judge.tensors import check_tensor, kind_of_tensor

#: Sizes of a layer, then of inputs to it: (B, T). All differ, small ones first.
LAYERS = [(2, 3), (3, 2), (4, 4), (1, 1)]
INPUTS = [(2, 4), (4, 3), (3, 1), (1, 6), (3, 3), (5, 40)]
#: A batch of sequences so long that a gradient which is cut now and then does not come through.
LONG = (2, 35)
LONGER = (1, 130)
STACKS = [(2, 3, 2), (1, 2, 3), (1, 1, 2), (3, 2, 1)]


def rnn_layer(student: Student, width: int, hidden_size: int, *nonlinearity: str) -> StudentModule:
    """A layer; which of its states comes last is judged apart."""
    shown = ", ".join([str(width), str(hidden_size), *map(_as_code, nonlinearity)])
    network = layer_network(width, hidden_size, *nonlinearity or ("tanh",), judged=("all_h",))
    return StudentModule(student, network, "RNNLayer", width, hidden_size, *nonlinearity, shown=shown)


def _as_code(nonlinearity: str) -> str:
    return "lambda values: values" if nonlinearity == "identity" else f"torch.{nonlinearity}"


# RNNLayer -----------------------------------------------------------------------------------------


@item("RNNLayer", weight=4)
def test_states_follow_the_recurrence(student: Student) -> None:
    """Each state is tanh of the weighted input, the weighted state before and the bias, whatever B, T, D and H are.

    Credits right states: last state, kept states and gradients are judged apart.
    """
    for number, (width, hidden_size) in enumerate(LAYERS):
        layer = rnn_layer(student, width, hidden_size)
        roles = understand(layer, probe_input(width))
        for batch, steps in INPUTS[:3] if number else [*INPUTS, LONGER]:
            check_outputs(layer, roles, random_input(batch, steps, width), scale=0.5)


@item("RNNLayer", weight=2)
def test_parameters_are_two_matrices_and_one_bias(student: Student) -> None:
    """The parameters are D·H + H·H + H numbers, 18 for RNNLayer(2, 3); each matters, and all start at random."""
    for width, hidden_size in LAYERS[:3]:
        check_parameters(rnn_layer(student, width, hidden_size), probe_input(width))
    check_start(rnn_layer(student, 2, 3), probe_input(2))


@item("RNNLayer", weight=3)
def test_every_parameter_can_be_trained(student: Student) -> None:
    """The gradient of a loss reaches x and every parameter, on all paths through time.

    Credits gradients that flow everywhere.
    """
    for width, hidden_size in LAYERS[:2]:
        layer = rnn_layer(student, width, hidden_size)
        roles = understand(layer, probe_input(width))
        for batch, steps in [*INPUTS[:4], LONG]:
            check_gradients(layer, roles, random_input(batch, steps, width))


@item("RNNLayer", weight=1)
def test_nonlinearity_is_the_one_given(student: Student) -> None:
    """The layer applies the nonlinearity that it was given: ReLU, a sigmoid, or none at all, also to large sums.

    Credits whoever uses the argument, and limits nothing besides.
    """
    for nonlinearity in NONLINEARITIES:
        layer = rnn_layer(student, 2, 3, nonlinearity)
        roles = understand(layer, probe_input(2))
        check_outputs(layer, roles, random_input(4, 3, 2))
        check_outputs(layer, roles, 200 * random_input(2, 3, 2))


@item("RNNLayer", weight=2)
def test_states_of_the_last_call_are_kept(student: Student) -> None:
    """Afterwards layer.states is the list of the T states (B, H) that all_h was stacked from.

    Credits the list of states, also where the recurrence is wrong.
    """
    layer = rnn_layer(student, 2, 3)
    layer.describe(probe_input(2))
    for batch, steps in ((2, 4), (4, 3), (1, 1)):
        check_states(layer, random_input(batch, steps, 2))


def check_states(layer: StudentModule, x: np.ndarray) -> None:
    setting = random_settings(layer, 1)[0]
    upstream = upstream_for(layer, x)
    layer.show(setting, x)
    outputs, kept = layer.pair(layer.student.states(layer.handle, setting, layer.tensor(x), upstream).value)
    all_h = layer.checked(outputs, x)[0]
    steps = x.shape[1]
    if not isinstance(kept, list) or len(kept) != steps:
        count = f"a list of {len(kept)}" if isinstance(kept, list) else kind_of_tensor(kept)
        should = f"a list of {steps} tensors (B, H)"
        raise WrongAnswer(f"After a call with {steps} steps, layer.states is {count}; it should be {should}.")
    for t, (state, gradient) in enumerate(map(layer.pair, kept)):
        expected = all_h[:, t]
        check_close(f"layer.states[{t}]", check_tensor(f"layer.states[{t}]", state, expected.shape, "(B, H)"), expected)
        own = t < steps - 1 and isinstance(gradient, np.ndarray) and same_shape_and_close(gradient, upstream[0][:, t])
        if gradient is None or own or not all_h.any():
            raise WrongAnswer(
                f"layer.states[{t}] holds the right numbers, but all_h and the later states were not computed from "
                "that very tensor: no gradient comes back to it from later steps. Keep the states, not copies."
            )


def same_shape_and_close(gradient: np.ndarray, direct: np.ndarray) -> bool:
    return gradient.shape == direct.shape and np.allclose(gradient, direct, atol=1e-6)


@item("RNNLayer", weight=1)
def test_last_state_comes_second(student: Student) -> None:
    """The second result is the state after the last step, also when there is only one step.

    Credits the last state, also where the recurrence is wrong.
    """
    layer = StudentModule(student, layer_network(2, 3), "RNNLayer", 2, 3)
    layer.describe(probe_input(2))
    setting = random_settings(layer, 1)
    for batch, steps in INPUTS[:4]:
        x = random_input(batch, steps, 2)
        layer.show(setting[0], x)
        all_h, last_h = (output[0] for output in layer.play(setting, x))
        check_close("last_h", last_h, all_h[:, -1], "(B, H)")
        if not all_h.any():
            raise WrongAnswer("all_h is 0 everywhere, whatever the parameters are.")
    check_last(layer, random_input(4, 3, 2))


@item("RNNLayer", weight=1)
def test_layer_starts_afresh_in_every_call(student: Student) -> None:
    """A second call is not swayed by the first, whatever its batch size, and x stays as it was.

    Credits a layer that keeps nothing, also where the recurrence is wrong.
    """
    check_steady(rnn_layer(student, 3, 6), 3)


# RNN ----------------------------------------------------------------------------------------------


def rnn(student: Student, width: int, hidden_size: int, num_layers: int) -> StudentModule:
    return StudentModule(student, stack_network(width, hidden_size, num_layers), "RNN", width, hidden_size, num_layers)


@item("RNN", weight=4)
def test_each_layer_reads_the_states_of_the_one_below(student: Student) -> None:
    """last_layer_h holds the last layer's states at every step; each layer reads those of the layer below.

    Credits the way up through the stack: last states are judged apart.
    """
    for width, hidden_size, num_layers in STACKS:
        stack = rnn(student, width, hidden_size, num_layers)
        roles = understand(stack, probe_input(width), spares=("last_step_h",))
        for batch, steps in INPUTS[:4] if num_layers > 1 else [LONGER]:
            check_outputs(stack, roles, random_input(batch, steps, width))


@item("RNN", weight=2)
def test_every_layer_gives_its_last_state(student: Student) -> None:
    """last_step_h holds the state of every layer after the last step, the first layer first.

    Credits the last states of every layer.
    """
    for width, hidden_size, num_layers in STACKS[::3]:
        stack = rnn(student, width, hidden_size, num_layers)
        roles = understand(stack, probe_input(width))
        check_outputs(stack, roles, random_input(4, 5, width))
    check_top(rnn(student, 1, 2, 11), random_input(2, 3, 1))


@item("RNN", weight=1)
def test_every_layer_has_its_own_parameters(student: Student) -> None:
    """Every layer has parameters of its own, all of them found by parameters(): 18 + 21 for RNN(2, 3, 2).

    Credits the right parameters, also where layers are joined wrongly.
    """
    for width, hidden_size, num_layers in STACKS[:3]:
        check_parameters(rnn(student, width, hidden_size, num_layers), probe_input(width))
    check_start(rnn(student, 2, 3, 2), probe_input(2))


@item("RNN", weight=1)
def test_every_layer_can_be_trained(student: Student) -> None:
    """The gradient of a loss reaches x and every parameter of every layer.

    Credits gradients that flow through all layers.
    """
    for width, hidden_size, num_layers in STACKS[:2]:
        stack = rnn(student, width, hidden_size, num_layers)
        roles = understand(stack, probe_input(width), spares=("last_step_h",))
        check_gradients(stack, roles, random_input(4, 5, width))
