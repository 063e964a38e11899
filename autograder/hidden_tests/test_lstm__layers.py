"""Hidden tests of the part lstm: the layers in torch."""

from __future__ import annotations

from autograder.judge import item
from autograder.judge.following import (
    check_gradients,
    check_last,
    check_outputs,
    check_parameters,
    check_steady,
    check_top,
    probe_input,
    random_input,
    understand,
)
from autograder.judge.lstm_networks import layer_network, stack_network
from autograder.judge.modules import StudentModule
from autograder.judge.student import Student

#: D and H, then D, H and L; then B and T of inputs. Small ones first.
LAYERS = [(2, 3), (3, 2), (2, 2), (1, 1)]
STACKS = [(1, 2, 2), (2, 1, 3), (1, 1, 2), (3, 2, 1)]
INPUTS = [(2, 4), (4, 3), (3, 1), (1, 6), (3, 3), (5, 30)]
#: A batch of sequences so long that a gradient which is cut now and then does not come through.
LONG = (2, 35)
LONGER = (1, 130)
#: Biases that, when they are large, let the memory grow step by step.
OPEN = ("b of the forget gate", "b of the input gate", "b of the candidate")
#: Standard deviation of weights: the gates are neither all open nor all shut.
SCALE = 0.8


def lstm_layer(student: Student, *sizes: int, judged: tuple[str, ...] = ("all_h",)) -> StudentModule:
    """A layer; its last states are judged apart."""
    return StudentModule(student, layer_network(*sizes, judged), "LSTMLayer", *sizes)


def lstm(student: Student, *sizes: int) -> StudentModule:
    return StudentModule(student, stack_network(*sizes), "LSTM", *sizes)


# LSTMLayer ----------------------------------------------------------------------------------------


@item("LSTMLayer", weight=4)
def test_gates_make_the_states(student: Student) -> None:
    """Every c is kept and written to as its gates say, and every h is read from it, whatever B, T, D and H are.

    Credits right states: last states and gradients are judged apart.
    """
    for number, sizes in enumerate(LAYERS):
        layer = lstm_layer(student, *sizes)
        roles = understand(layer, probe_input(sizes[0]))
        for batch, steps in INPUTS[:3] if number else [*INPUTS, LONGER]:
            check_outputs(layer, roles, random_input(batch, steps, sizes[0]), SCALE)
        if not number:
            check_outputs(layer, roles, random_input(*LONG, sizes[0]), SCALE, raised=OPEN)


@item("LSTMLayer", weight=1)
def test_last_h_and_last_c_come_second(student: Student) -> None:
    """The second result is the pair (h_last, c_last) of the last step, in this order.

    Credits the pair of last states, in their order.
    """
    for sizes in LAYERS[:2]:
        layer = lstm_layer(student, *sizes, judged=("all_h", "h_last", "c_last"))
        roles = understand(layer, probe_input(sizes[0]))
        check_outputs(layer, roles, random_input(4, 3, sizes[0]), SCALE)
    check_last(layer, random_input(4, 3, sizes[0]), SCALE)


@item("LSTMLayer", weight=2)
def test_every_gate_has_its_own_weights_and_bias(student: Student) -> None:
    """The parameters are 4·H·(D + H) weights and 4·H biases, or twice as many biases, and each of them matters.

    Credits the right parameters, also where the recurrence is wrong.
    """
    for sizes in LAYERS[:3]:
        check_parameters(lstm_layer(student, *sizes), probe_input(sizes[0]), spare=4 * sizes[1])


@item("LSTMLayer", weight=2)
def test_every_parameter_of_the_gates_can_be_trained(student: Student) -> None:
    """The gradient of a loss reaches x and every parameter, through h and through c, from every step.

    Credits gradients that flow everywhere.
    """
    for sizes in LAYERS[:2]:
        layer = lstm_layer(student, *sizes)
        roles = understand(layer, probe_input(sizes[0]))
        for batch, steps in [*INPUTS[:4], LONG]:
            check_gradients(layer, roles, random_input(batch, steps, sizes[0]), SCALE)


@item("LSTMLayer", weight=1)
def test_lstm_layer_starts_afresh_in_every_call(student: Student) -> None:
    """A second call is not swayed by the first, whatever its batch size, and x stays as it was.

    Credits a layer that keeps nothing, also where the recurrence is wrong.
    """
    check_steady(lstm_layer(student, 3, 6), 3)


# LSTM ---------------------------------------------------------------------------------------------

LAST = ("last_step_h", "last_step_c")


@item("LSTM", weight=3)
def test_each_lstm_layer_reads_the_one_below(student: Student) -> None:
    """last_layer_h holds every h of the last layer; each layer reads all h of the one below, and starts from zeros.

    Credits the way up through the stack: last states are judged apart.
    """
    for sizes in STACKS:
        stack = lstm(student, *sizes)
        roles = understand(stack, probe_input(sizes[0]), spares=LAST)
        for batch, steps in INPUTS[:3] if sizes[2] > 1 else [LONGER]:
            check_outputs(stack, roles, random_input(batch, steps, sizes[0]), SCALE)


@item("LSTM", weight=1)
def test_every_lstm_layer_gives_its_last_h_and_c(student: Student) -> None:
    """last_step_h and last_step_c hold the states of every layer after the last step, the first layer first.

    Credits the last states of every layer.
    """
    stack = lstm(student, 1, 2, 2)
    roles = understand(stack, probe_input(1))
    check_outputs(stack, roles, random_input(4, 5, 1), SCALE)
    check_top(lstm(student, 1, 2, 11), random_input(2, 3, 1))


@item("LSTM", weight=1)
def test_every_lstm_layer_has_its_own_parameters(student: Student) -> None:
    """Every layer has parameters of its own, all of them found by parameters().

    Credits the right parameters, also where layers are joined wrongly.
    """
    for width, hidden_size, num_layers in STACKS[:3]:
        stack = lstm(student, width, hidden_size, num_layers)
        check_parameters(stack, probe_input(width), spare=4 * hidden_size * num_layers)


@item("LSTM", weight=1)
def test_every_lstm_layer_can_be_trained(student: Student) -> None:
    """The gradient of a loss reaches x and every parameter of every layer.

    Credits gradients that flow through all layers.
    """
    for sizes in STACKS[::3]:
        stack = lstm(student, *sizes)
        roles = understand(stack, probe_input(sizes[0]), spares=LAST)
        check_gradients(stack, roles, random_input(4, 5, sizes[0]), SCALE)
