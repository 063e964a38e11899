"""Known mistakes in the part lstm: a whole sequence forward, and counting what a layer learns."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("lstm")


# lstm_forward -------------------------------------------------------------------------------------


def sequence(x: Any, a0: Any, parameters: Any, **pieces: Any) -> Any:
    """The reference but for the pieces given: ``first``, ``steps(T)``, ``output(state, a0)``, ``memory(c)``."""
    T = x.shape[2]
    a, c = np.zeros((*a0.shape, T)), np.zeros((*a0.shape, T))
    y = np.zeros((parameters["by"].shape[0], *x.shape[1:]))
    state, memory, kept = a0, pieces.get("first", np.zeros(a0.shape)), []
    for t in pieces.get("steps", range)(T):
        before = pieces.get("output", lambda state, a0: state)(state, a0)
        old = pieces.get("memory", lambda memory: memory)(memory)
        state, memory, yt, cache = reference.lstm_cell_forward(x[:, :, t], before, old, parameters)
        a[:, :, t], c[:, :, t], y[:, :, pieces.get("place", lambda t: t)(t)] = state, memory, yt
        kept.append(cache)
    return a, y, c, (kept, x)


@mistake("lstm_forward")
def first_output_at_every_step(x, a0, parameters):
    """Every step of yours reads a0. What should step 1 receive from step 0?"""
    return sequence(x, a0, parameters, output=lambda state, a0: a0)


@mistake("lstm_forward")
def no_output_carried(x, a0, parameters):
    """Every step of yours reads an output of zeros, the first one too. Where does a0 enter, and what replaces it?"""
    return sequence(x, a0, parameters, output=lambda state, a0: 0 * a0)


@mistake("lstm_forward")
def zeros_for_the_first_output(x, a0, parameters):
    """Your first step reads zeros for the output before it. The caller hands you that output: where is it used?"""
    return sequence(x, 0 * a0, parameters)


@mistake("lstm_forward")
def memory_not_carried(x, a0, parameters):
    """Every step of yours begins with an empty memory. Which line hands the new memory to the next step?"""
    return sequence(x, a0, parameters, memory=lambda memory: 0 * memory)


@mistake("lstm_forward")
def memory_begins_as_a0(x, a0, parameters):
    """Your memory before the first step is a0. The docstring says what that memory holds."""
    return sequence(x, a0, parameters, first=a0)


@mistake("lstm_forward")
def memory_begins_as_ones(x, a0, parameters):
    """Your memory before the first step is full of ones. The docstring says what that memory holds."""
    return sequence(x, a0, parameters, first=np.ones(a0.shape))


@mistake("lstm_forward")
def output_taken_for_the_memory(x, a0, parameters):
    """The memory that your steps start from is the output of the step before. Which of the cell's results is which?"""
    state, memory, found = a0, np.zeros(a0.shape), []
    for t in range(x.shape[2]):
        found.append(reference.lstm_cell_forward(x[:, :, t], state, memory, parameters))
        state = memory = found[-1][0]
    a, c, y, kept = zip(*found, strict=True)
    return np.stack(a, 2), np.stack(y, 2), np.stack(c, 2), (list(kept), x)


@mistake("lstm_forward")
def first_step_left_out(x, a0, parameters):
    """Your a[:, :, 0] stays zero: the loop begins at the second step. Which indices do T steps have?"""
    return sequence(x, a0, parameters, steps=lambda T: range(1, T))


@mistake("lstm_forward")
def last_step_left_out(x, a0, parameters):
    """Your last output stays zero: the loop ends one step early. Which indices do T steps have?"""
    return sequence(x, a0, parameters, steps=lambda T: range(T - 1))


@mistake("lstm_forward")
def read_from_the_end(x, a0, parameters):
    """You read the sequence from its end. Step 0 comes first, and what it makes goes to step 1."""
    return sequence(x, a0, parameters, steps=lambda T: reversed(range(T)))


@mistake("lstm_forward")
def predictions_not_stored(x, a0, parameters):
    """Your y stays zero. Each step returns a prediction: where is it kept?"""
    a, y, c, caches = reference.lstm_forward(x, a0, parameters)
    return a, 0 * y, c, caches


@mistake("lstm_forward")
def predictions_all_in_one_place(x, a0, parameters):
    """Only one step of your y is ever filled. Look at the index under which a prediction is stored."""
    return sequence(x, a0, parameters, place=lambda t: 0)


@mistake("lstm_forward")
def memories_before_predictions(x, a0, parameters):
    """Your second and third results stand in each other's place. Compare the return line with the docstring."""
    a, y, c, caches = reference.lstm_forward(x, a0, parameters)
    return a, c, y, caches


@mistake("lstm_forward")
def one_array_for_outputs_and_memories(x, a0, parameters):
    """Your a holds the same numbers as your c. Are they two arrays, and what is stored in each?"""
    _, y, c, caches = reference.lstm_forward(x, a0, parameters)
    return c, y, c, caches


@mistake("lstm_forward")
def outputs_shifted_by_one(x, a0, parameters):
    """Your a[:, :, t] is the output before step t, beginning with a0. Is an output stored before or after the cell is
    called?"""
    a, y, c, caches = reference.lstm_forward(x, a0, parameters)
    return np.concatenate([a0[:, :, None], a[:, :, :-1]], axis=2), y, c, caches


@mistake("lstm_forward", silent=True)
def caches_from_the_last_step_to_the_first(x, a0, parameters):
    """Your list of caches begins with the last step. Entry t belongs to step t."""
    a, y, c, (kept, x) = reference.lstm_forward(x, a0, parameters)
    return a, y, c, (kept[::-1], x)


# lstm_parameter_count -----------------------------------------------------------------------------


@mistake("lstm_parameter_count")
def one_gate_counted(input_size, hidden_size):
    """Your number is that of a single gate. How often does a layer hold such weights?"""
    return hidden_size * (input_size + hidden_size + 1)


@mistake("lstm_parameter_count")
def three_gates_counted(input_size, hidden_size):
    """You count three gates. What else in the cell has a matrix and a bias of its own?"""
    return 3 * hidden_size * (input_size + hidden_size + 1)


@mistake("lstm_parameter_count")
def biases_not_counted(input_size, hidden_size):
    """Your number leaves out what is added to each sum. Which parameters of a gate stand in no matrix?"""
    return 4 * hidden_size * (input_size + hidden_size)


@mistake("lstm_parameter_count")
def two_biases_counted(input_size, hidden_size):
    """You count two biases for each gate, as some libraries have them. How many does the docstring give it?"""
    return 4 * hidden_size * (input_size + hidden_size + 2)


@mistake("lstm_parameter_count")
def one_bias_counted_in_all(input_size, hidden_size):
    """You count one bias for the whole layer. How many gates have one of their own?"""
    return 4 * hidden_size * (input_size + hidden_size) + hidden_size


@mistake("lstm_parameter_count")
def one_number_for_each_bias(input_size, hidden_size):
    """You count each bias as one number. A gate has many units: how long is its bias?"""
    return 4 * hidden_size * (input_size + hidden_size) + 4


@mistake("lstm_parameter_count")
def weights_on_the_output_not_counted(input_size, hidden_size):
    """Your gates read the input alone. What else does each gate look at before it opens?"""
    return 4 * hidden_size * (input_size + 1)


@mistake("lstm_parameter_count")
def weights_on_the_input_not_counted(input_size, hidden_size):
    """Your number is the same for every input_size. How many columns of each matrix meet xt?"""
    return 4 * hidden_size * (hidden_size + 1)


@mistake("lstm_parameter_count")
def sizes_exchanged(input_size, hidden_size):
    """Your input_size and hidden_size have changed places. Which of the two is the number of rows of Wf?"""
    return 4 * input_size * (input_size + hidden_size + 1)


@mistake("lstm_parameter_count")
def prediction_counted_too(input_size, hidden_size):
    """You count a prediction of the same width besides the gates. The docstring says whether it belongs to the
    layer."""
    return 4 * hidden_size * (input_size + hidden_size + 1) + hidden_size * (hidden_size + 1)
