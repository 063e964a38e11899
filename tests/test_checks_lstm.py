"""The public checks of lstm: right solutions pass, each known mistake gets a message that names it."""

import sys
from pathlib import Path

import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import checks
import checks_lstm as public
import checks_lstm_layers as layers

from autograder.config import HOUSE
from solutions import lstm as reference
from tests import sample_cells

torch.set_num_threads(1)  # as in the notebook: more threads would only wait for each other

SAMPLES = HOUSE / "tests" / "submissions" / "lstm"
ITEMS = (
    "lstm_cell_forward", "lstm_forward", "lstm_cell_backward", "lstm_backward", "lstm_parameter_count",
    "LSTMLayer", "LSTM",
)  # fmt: skip


def check(item, answers, seed=0):
    """The check of an item as a notebook calls it, where ``answers`` holds what the student wrote."""
    arguments = {
        "lstm_forward": ("lstm_cell_forward",),
        "lstm_cell_backward": ("lstm_cell_forward",),
        "lstm_backward": ("lstm_forward",),
        "LSTM": ("LSTMLayer",),
    }
    module = layers if item.startswith("LSTM") else public
    seeds = () if item == "lstm_parameter_count" else (seed,)
    getattr(module, f"check_{item}")(answers[item], *(answers[name] for name in arguments.get(item, ())), *seeds)


def submitted(kind, name):
    """What a made-up student wrote, on top of the reference, and the items that it answers."""
    return sample_cells.submitted(reference, kind, name), sample_cells.items(reference, kind, name)


#: sample submission -> what the check of its item says
MISTAKES = {
    "input_above_the_output": "The stack should have a_prev above xt",
    "forget_and_input_gate_exchanged": "It is so with the two exchanged",
    "memory_shown_without_tanh": "It is c_next itself",
    "old_memory_shown": "a_next should be tanh(c_next)",
    "sum_for_the_product": "It is c_prev + 1",
    "sigmoid_for_the_candidate": "It fits sigmoid instead of tanh",
    "tanh_for_the_gates": "as by tanh",
    "one_bias_for_all_gates": "It does not change with bi",
    "no_biases": "It does not change with bi",
    "prediction_from_the_memory": "is read from c_next",
    "softmax_over_the_whole_batch": "column by column",
    "no_cache": "came back as None",
    "cache_in_another_order": "cache[6] should be cct",
    "memory_changed_in_place": "changed its argument c_prev in place",
    "memory_not_carried": "They fit a memory of zeros",
    "first_output_at_every_step": "They fit a0 as the output before",
    "memory_begins_as_a0": "They fit a0 as the memory before",
    "zeros_for_the_first_output": "They fit an output of zeros before",
    "loop_starts_at_one": "first and last t",
    "memories_before_predictions": "y has shape (5, 4, 6)",
    "one_array_for_both": "is c another name for a?",
    "caches_flattened": "the list of the T step caches, and x",
    "predictions_forgotten": "y[:,:,0] is not the prediction of that step",
    "caches_in_a_default_argument": "came back as a list of 7",
    "gradient_for_the_weight": "through which matrix each dz goes back",
    "parentheses_missing": "wrong if only dc_next is",
    "tanh_of_the_output": "which slope, at which number?",
    "memory_for_its_tanh": "which slope, at which number?",
    "slope_of_the_input_gate_left_out": "only gate i is wrong",
    "gate_gradient_for_the_gate": "only dc_prev differs",
    "one_gate_missing": "It is so if Wo alone is not zero",
    "memory_route_left_out": "wrong if only dc_next is",
    "output_route_left_out": "the route from a_next into c_next",
    "averages_over_the_batch": "0.25 times the measured one",
    "biases_without_their_axis": "dbf has shape (5,)",
    "rows_of_the_stack_exchanged": "which rows are whose",
    "gates_exchanged": "are gates f and i exchanged?",
    "gradient_changed_in_place": "changed its argument dc_next in place",
    "neither_gradient_carried": "on both lanes",
    "only_the_memory_gradient_carried": "the lower lane",
    "only_the_output_gradient_carried": "the upper lane",
    "memory_gradient_added_to_the_output": "the upper lane",
    "gradients_overwritten": "does it add up, or is it replaced?",
    "accumulator_added_to_itself": "dWf differ, dx and da0 do not",
    "loss_of_each_step_unused": "twice the da gives the same gradients",
    "only_the_last_loss": "what joins da[:,:,t]",
    "first_upstream_for_da0": "da0 differs for every number of steps",
    "upstream_changed_in_place": "changed its argument da in place",
    "divided_by_the_batch": "0.1667 times the measured one",
    "two_biases_counted": "How many biases has a gate?",
    "biases_not_counted": "Are the biases in it?",
    "one_gate_counted": "How many gates are there?",
    "one_bias_counted_in_all": "came back as 63",
    "count_is_a_float": "came back as a float",
    "layer_memory_zero_at_every_step": "never grows beyond 1",
    "layer_memory_not_carried": "never grows beyond 1",
    "layer_output_not_carried": "the h of the step before",
    "layer_output_of_the_raw_memory": "It is a gate times c itself",
    "layer_output_gate_added": "what is multiplied, what added",
    "layer_forget_gate_added": "what is multiplied, what added",
    "layer_input_gate_added": "what is multiplied, what added",
    "layer_candidate_through_sigmoid": "sigmoid(0) is not",
    "layer_forget_gate_by_tanh": "a memory went from",
    "layer_gates_without_sigmoid": "a gate between 0 and 1",
    "layer_one_gate_for_all": "it has 36 parameters",
    "layer_one_bias_for_all_gates": "Has each gate a bias of its own?",
    "layer_without_biases": "Are the biases missing?",
    "layer_last_step_dropped": "all_h has shape (5, 3, 3)",
    "layer_batch_second": "h_last has shape (4, 3)",
    "layer_starts_from_random_numbers": "never set (torch.empty)",
    "layer_memory_begins_as_ones": "h and c before the first step",
    "layer_keeps_its_states": "kept in self",
    "layer_weights_through_data": "no gradient reaches forget.weight",
    "layer_states_detached": "`.detach()` or `.data` between two steps",
    "layer_memory_detached": "`.detach()` or `.data` between two steps",
    "layer_last_states_swapped": "in which order",
    "layer_memories_returned": "h_last is not the output of the last step",
    "layer_outputs_stacked_first": "Two axes look exchanged",
    "layer_is_the_ready_made_one": "a ready-made layer of torch",
    "layer_wraps_the_ready_made_cell": "a ready-made layer of torch",
    "stack_every_layer_reads_x": "as if every layer read x",
    "stack_in_a_plain_list": "A Python list hides its layers",
    "stack_uses_one_layer_again": "should have 200 + 2·220 = 640",
    "stack_last_layer_first": "the order of the layers in last_step_h",
    "stack_last_states_swapped": "last_step_h[-1] is not last_layer_h[:, -1]",
    "stack_memory_of_the_top_layer": "last_step_c[0] is not what layer 0 returned",
    "stack_last_states_of_the_top_layer_only": "last_step_h has shape (5, 3)",
    "stack_only_the_last_output_goes_up": "last_layer_h has shape (5, 1, 3)",
    "stack_one_layer_too_few": "That is one layer",
    "stack_detaches_between_layers": "no gradient reaches layers.0",
    "stack_is_the_ready_made_one": "a ready-made layer of torch",
}


@pytest.mark.parametrize("name", MISTAKES)
def test_known_mistake_is_named_in_a_short_message(name):
    answers, (item,) = submitted("partial", name)
    with pytest.raises(checks.CheckFailed) as failure:
        check(item, answers)
    message = str(failure.value)
    assert MISTAKES[name] in message
    assert "Where to look:" in message
    assert "Next:" in message
    assert len(message.splitlines()) <= 4
    assert len(message.split()) <= 62


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("batch_axis_sliced", ValueError),
        ("weights_from_globals", NameError),
        ("first_step_left_out", UnboundLocalError),
        ("layer_bias_on_the_batch_axis", RuntimeError),
        ("layer_state_transposed", RuntimeError),
    ],
)
def test_an_error_inside_the_students_code_keeps_its_traceback_and_gains_a_note(name, error):
    answers, (item,) = submitted("partial", name)
    with pytest.raises(error) as failure:
        check(item, answers)
    assert f"Raised inside your {item}" in failure.value.__notes__[0]


@pytest.mark.parametrize("item", ITEMS)
def test_the_starter_says_that_it_is_not_written(item):
    def starter(*arguments):
        raise NotImplementedError("starter")

    with pytest.raises(checks.NotWritten, match="not written yet"):
        check(item, dict.fromkeys(ITEMS, starter) | {"LSTMLayer": reference.LSTMLayer} | {item: starter})


@pytest.mark.parametrize("item", ITEMS)
def test_nothing_and_zeros_do_not_pass(item):
    zeros, _ = submitted("none", "zeros_of_the_right_shape")
    for answer in (lambda *arguments: None, zeros[item]):
        with pytest.raises((checks.CheckFailed, TypeError, AttributeError)):
            check(item, vars(reference) | {item: answer})


CORRECT = sorted(path.stem for path in (SAMPLES / "correct").glob("*.py"))


@pytest.mark.parametrize("style", CORRECT)
def test_right_solutions_pass_whatever_their_style(style, capsys):
    answers, items = submitted("correct", style)
    # a cache of one's own earns full points; only the checks of the numpy part want the documented one
    wanted = [item for item in ITEMS if style != "own_cache_layout" or item in items[4:]]
    for item in wanted:
        check(item, answers)
    assert capsys.readouterr().out.count("passes:") == len(wanted)


@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("item", ITEMS)
def test_the_reference_passes_with_other_seeds(item, seed):
    check(item, vars(reference), seed)


def test_a_check_leaves_torch_as_it_was():
    with pytest.raises(checks.CheckFailed):
        check("LSTMLayer", submitted("partial", "layer_forget_gate_by_tanh")[0])
    assert torch.get_default_dtype() == torch.float32
