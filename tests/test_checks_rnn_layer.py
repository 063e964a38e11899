"""The public checks of rnn_layer: right solutions pass, each known mistake gets a message that names it."""

import functools
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import checks
import checks_rnn_layer as public

from autograder.config import HOUSE
from solutions import rnn_layer as reference
from tests import sample_cells

SAMPLES = HOUSE / "tests" / "submissions" / "rnn_layer"
CHECKS = {
    "RNNLayer": lambda own: public.check_rnn_layer(own["RNNLayer"]),
    "RecurrentRegressionModel": lambda own: public.check_regression_model(own["RecurrentRegressionModel"]),
    "loss_fn": lambda own: public.check_loss_fn(own["loss_fn"]),
    "hidden_gradients": lambda own: public.check_hidden_gradients(
        own["hidden_gradients"], own["RecurrentRegressionModel"], own["RNNLayer"], own["loss_fn"]
    ),
    "RNN": lambda own: public.check_rnn(own["RNN"], own["RNNLayer"]),
}


submitted = functools.partial(sample_cells.submitted, reference)

#: sample submission -> (item, what the check says)
MISTAKES = {
    "bias_for_each_row": ("RNNLayer", "it has 207 parameters, of shapes (64, 3)"),
    "last_step_dropped": ("RNNLayer", "your loop has one turn for each"),
    "first_step_dropped": ("RNNLayer", "your loop has one turn for each"),
    "two_biases": ("RNNLayer", "H too many: a second bias"),
    "no_bias": ("RNNLayer", "Is the bias missing?"),
    "one_bias_for_all_units": ("RNNLayer", "it has 16 parameters, of shapes (1,)"),
    "nothing_squashed": ("RNNLayer", "self.nonlinearity was called 0 times"),
    "always_tanh": ("RNNLayer", "self.nonlinearity was called 0 times"),
    "squashed_one_by_one": ("RNNLayer", "self.nonlinearity was called 4 times for 2 steps"),
    "product_for_the_sum": ("RNNLayer", "x[:, 1] has no influence on the second step"),
    "starts_from_whatever_is_in_memory": ("RNNLayer", "nobody has filled (torch.empty)"),
    "starts_from_chance": ("RNNLayer", "a second call with the same x"),
    "starts_from_ones": ("RNNLayer", "the state before the first step"),
    "starts_from_a_trained_state": ("RNNLayer", "a first state that is trained?"),
    "state_kept_between_calls": ("RNNLayer", "a state that is kept in self"),
    "past_forgotten": ("RNNLayer", "the state before, which the nonlinearity returned, has no influence"),
    "carries_the_sum": ("RNNLayer", "the state before, which the nonlinearity returned, has no influence"),
    "reads_from_the_end": ("RNNLayer", "in which order the steps come"),
    "time_comes_first": ("RNNLayer", "step t of x is x[:, t]"),
    "stacked_along_the_batch": ("RNNLayer", "Two axes look exchanged"),
    "weights_through_data": ("RNNLayer", "no gradient reaches W_in.weight, W_in.bias, W_rec.weight"),
    "recurrent_weights_detached": ("RNNLayer", "no gradient reaches W_rec.weight"),
    "past_detached": ("RNNLayer", "between two steps"),
    "plain_tensors": ("RNNLayer", "Only nn.Parameters and modules in self are found"),
    "weights_made_anew": ("RNNLayer", "a second call with the same x"),
    "states_detached": ("RNNLayer", "are copies: no gradient flows"),
    "states_are_slices_of_the_stack": ("RNNLayer", "are copies: no gradient flows"),
    "states_pile_up": ("RNNLayer", "it should be the list of the 4 states"),
    "states_not_kept": ("RNNLayer", "it should be the list of the 4 states"),
    "states_with_the_start": ("RNNLayer", "layer.states is a list of 5"),
    "last_state_of_the_batch": ("RNNLayer", "last_h has shape (4, 3)"),
    "first_state_second": ("RNNLayer", "last_h is not the state of the last step"),
    "changes_its_input": ("RNNLayer", "your call changed a tensor that it was given"),
    "reads_the_last_state_only": ("RecurrentRegressionModel", "out has shape (2, 4)"),
    "last_state_at_every_step": ("RecurrentRegressionModel", "or not the same at every step"),
    "readout_without_bias": ("RecurrentRegressionModel", "Is the bias missing?"),
    "readout_squashed": ("RecurrentRegressionModel", "no linear function of all_h"),
    "softmax_on_numbers": ("RecurrentRegressionModel", "no linear function of all_h"),
    "always_one_number": ("RecurrentRegressionModel", "out has shape (2, 6, 1)"),
    "net_cut_off": ("RecurrentRegressionModel", "no gradient flows from out back to the states"),
    "gives_the_last_state": ("RecurrentRegressionModel", "all_h has shape (2, 3)"),
    "net_of_its_own": ("RecurrentRegressionModel", "not what the recurrent network returned first"),
    "net_by_another_name": ("RecurrentRegressionModel", "put them back as they were"),
    "readout_made_anew": ("RecurrentRegressionModel", "it has 0 parameters"),
    "sum_for_the_mean": ("loss_fn", "It fits the sum of the squares"),
    "summed_over_time": ("loss_fn", "what the mean runs over"),
    "last_of_the_batch": ("loss_fn", "It fits the last sequence of the batch"),
    "always_all_steps": ("loss_fn", "It fits the value for all steps"),
    "always_the_last_step": ("loss_fn", "with last_timestep_only=False"),
    "last_step_divided_by_all": ("loss_fn", "It fits the last squares divided by all"),
    "root_of_the_mean": ("loss_fn", "It fits the root of the mean"),
    "absolute_errors": ("loss_fn", "It fits the mean of the absolute errors"),
    "averaged_over_the_batch_only": ("loss_fn", "the loss has shape (3, 1)"),
    "first_step_for_the_last": ("loss_fn", "It fits the value for the first step"),
    "half_the_mean": ("loss_fn", "It fits half of it"),
    "plain_number": ("loss_fn", "the loss is a float"),
    "loss_cut_off": ("loss_fn", "no gradient flows back to pred"),
    "predictions_overwritten": ("loss_fn", "your call changed a tensor that it was given"),
    "gradient_of_the_stack": ("hidden_gradients", "not its copy in the stack"),
    "squares_of_the_norms": ("hidden_gradients", "They are the squares of the norms"),
    "mean_of_the_norms": ("hidden_gradients", "They are means of one norm for each sequence"),
    "norms_from_the_end": ("hidden_gradients", "They are in reverse order"),
    "absolute_sums": ("hidden_gradients", "They are sums of absolute values"),
    "loss_at_all_steps_always": ("hidden_gradients", "how last_timestep_only gets to loss_fn"),
    "norms_of_the_states": ("hidden_gradients", "They are the norms of the states themselves"),
    "gradient_of_the_last_state_only": ("hidden_gradients", "from which tensors the gradient is taken"),
    "matrices_for_norms": ("hidden_gradients", "has shape (5, 4, 3)"),
    "takes_a_training_step": ("hidden_gradients", "it changed the parameters of the model"),
    "layers_in_a_plain_list": ("RNN", "A Python list hides its layers"),
    "every_layer_reads_x": ("RNN", "as if every layer read x"),
    "one_layer_for_all": ("RNN", "That is two layers"),
    "batch_before_layers": ("RNN", "Two axes look exchanged"),
    "last_layer_at_last_step_only": ("RNN", "last_step_h has shape (5, 3)"),
    "last_layer_first": ("RNN", "the order of the layers in last_step_h"),
    "first_layers_states": ("RNN", "last_layer_h is not what the last layer returned"),
    "one_layer_too_few": ("RNN", "That is one layer."),
    "one_layer_too_many": ("RNN", "one layer too many"),
    "upper_layers_read_the_last_state": ("RNN", "layer 1 does not read the states of layer 0"),
    "layers_cut_off": ("RNN", "no gradient reaches layers.0"),
}
#: sample submission -> item; wrong only for large, long, many or faint inputs, or in what is left behind.
BEYOND = {
    "batch_in_pieces_without_weights": "hidden_gradients",
    "errors_cut_at_a_hundred": "loss_fn",
    "last_answer_remembered": "RecurrentRegressionModel",
    "losses_remembered": "loss_fn",
    "model_left_in_evaluation_mode": "hidden_gradients",
    "small_norms_raised": "hidden_gradients",
    "one_layer_where_sizes_agree": "RNN",
    "predictions_held_within_ten": "RecurrentRegressionModel",
    "root_squared_again": "loss_fn",
    "square_multiplied_out": "loss_fn",
    "sums_held_within_twenty": "RNNLayer",
}


@pytest.mark.parametrize("name", MISTAKES)
def test_known_mistake_is_named_in_a_short_message(name):
    item, says = MISTAKES[name]
    with pytest.raises(checks.CheckFailed) as failure:
        CHECKS[item](submitted("partial", name))
    message = str(failure.value)
    assert says in message
    assert "Where to look:" in message
    assert "Next:" in message
    assert len(message.splitlines()) <= 4
    assert len(message.split()) <= 62


def test_every_single_mistake_of_the_sample_class_is_in_the_table_or_raises():
    names = {path.stem for path in (SAMPLES / "partial").glob("*.py")}
    assert names - set(MISTAKES) - set(BEYOND) == {
        "bias_on_the_batch_axis",
        "state_on_its_side",
        "half_way",
        "wrong_layer_and_right_stack",
        "wrong_loss_and_right_gradients",
    }


@pytest.mark.parametrize(("name", "item"), BEYOND.items())
def test_what_goes_wrong_at_the_edges_alone_is_left_to_grading(name, item):
    CHECKS[item](submitted("partial", name))


@pytest.mark.parametrize("name", ["bias_on_the_batch_axis", "state_on_its_side"])
def test_an_error_inside_the_students_code_keeps_its_traceback_and_gains_a_note(name):
    with pytest.raises(RuntimeError) as failure:
        CHECKS["RNNLayer"](submitted("partial", name))
    assert "Raised inside your RNNLayer, called with tensors of shape (5, 4, 2)" in failure.value.__notes__[0]


@pytest.mark.parametrize("item", CHECKS)
def test_the_starter_says_that_it_is_not_written(item):
    def starter(*arguments):
        raise NotImplementedError("starter")

    own = submitted("correct", "model_solution") | {item: starter}
    if item == "RNN":
        own["RNNLayer"] = reference.RNNLayer
    with pytest.raises(checks.NotWritten, match="not written yet"):
        CHECKS[item](own)


@pytest.mark.parametrize("item", CHECKS)
def test_nothing_and_zeros_do_not_pass(item):
    zeros = submitted("none", "zeros_of_the_right_shape")[item]
    for wrong in (lambda *arguments: None, zeros):
        with pytest.raises((checks.CheckFailed, TypeError)):
            CHECKS[item](submitted("correct", "model_solution") | {item: wrong})


@pytest.mark.parametrize("style", sorted(path.stem for path in (SAMPLES / "correct").glob("*.py")))
def test_right_solutions_pass_whatever_their_style(style, capsys):
    own = submitted("correct", style)
    checked = dict(CHECKS)
    if style == "double_precision_and_cells":
        # grading accepts norms in a list and a model of mixed precision; the notebook goes on with tensors of one
        del checked["hidden_gradients"]
    for check in checked.values():
        check(own)
    assert capsys.readouterr().out.count("passes:") == len(checked)


@pytest.mark.parametrize("seed", range(3))
def test_the_reference_passes_with_other_seeds(seed):
    public.check_rnn_layer(reference.RNNLayer, seed)
    public.check_regression_model(reference.RecurrentRegressionModel, seed)
    public.check_loss_fn(reference.loss_fn, seed)
    classes = (reference.RecurrentRegressionModel, reference.RNNLayer, reference.loss_fn)
    public.check_hidden_gradients(reference.hidden_gradients, *classes, seed)
    public.check_rnn(reference.RNN, reference.RNNLayer, seed)
