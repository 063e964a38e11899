"""Known slips in the answers worked by hand: two steps of a network, and counts of parameters.

Each is a wrong formula for one answer. It reads the student's numbers, and answers before it: as the student gave
them, or as they are.
"""

from __future__ import annotations

from autograder.judge.reference import load_reference
from autograder.judge.slips import slips_of

slip = slips_of(load_reference("written"))

# two_steps ----------------------------------------------------------------------------------------


@slip("two_steps", "h1")
def start_forgotten(W_x, x1):
    """Yours is what the input alone gives. What else does the first state read?"""
    return W_x * x1


@slip("two_steps", "h1")
def weights_exchanged(W_h, h0, W_x, x1):
    """Yours comes out when the two weights change places. Which of them belongs to the state?"""
    return W_x * h0 + W_h * x1


@slip("two_steps", "h1")
def start_without_its_weight(h0, W_x, x1):
    """Yours comes out when h0 enters without a weight. What does the recurrence do to the state before?"""
    return h0 + W_x * x1


@slip("two_steps", "h2")
def state_not_carried(W_x, x2):
    """Yours is what the second input alone gives. What does the network remember of the first step?"""
    return W_x * x2


@slip("two_steps", "h2")
def second_state_from_the_start(W_h, h0, W_x, x2):
    """Yours comes out when the second step begins at h0 again. Which state is the one before this step?"""
    return W_h * h0 + W_x * x2


@slip("two_steps", "h2")
def first_input_twice(W_h, h1, W_x, x1):
    """Yours comes out when the second step reads x1 again. Which input belongs to it?"""
    return W_h * h1 + W_x * x1


@slip("two_steps", "yhat1")
def first_state_for_its_prediction(h1):
    """Yours is the state itself. What stands between a state and its prediction?"""
    return h1


@slip("two_steps", "yhat2")
def second_state_for_its_prediction(h2):
    """Yours is the state itself. What turns a state into a prediction?"""
    return h2


@slip("two_steps", "yhat2")
def first_prediction_again(W_y, h1):
    """Yours is read from h1. Which state belongs to the second prediction?"""
    return W_y * h1


@slip("two_steps", "loss")
def loss_of_the_last_step(yhat2, y2):
    """Yours counts the second step alone. Over which steps does the loss of this exercise go?"""
    return (yhat2 - y2) ** 2


@slip("two_steps", "loss")
def mean_or_half_of_the_squares(yhat1, y1, yhat2, y2):
    """Yours is half of the squared errors together. What does this exercise do with the two of them?"""
    return ((yhat1 - y1) ** 2 + (yhat2 - y2) ** 2) / 2


@slip("two_steps", "loss")
def errors_without_their_squares(yhat1, y1, yhat2, y2):
    """Yours adds the sizes of the errors. What is done to each error before they are added?"""
    return abs(yhat1 - y1) + abs(yhat2 - y2)


@slip("two_steps", "dh2")
def factor_of_the_square_forgotten(W_y, yhat2, y2):
    """Yours is half of what belongs there. What is the derivative of a square?"""
    return W_y * (yhat2 - y2)


@slip("two_steps", "dh2")
def output_weight_forgotten(yhat2, y2):
    """Yours is the gradient of the loss with respect to yhat2. What lies between yhat2 and h2?"""
    return 2 * (yhat2 - y2)


@slip("two_steps", "dh2")
def target_minus_prediction(W_y, yhat2, y2):
    """The sign of yours is turned. Would the loss grow or shrink if h2 grew a little?"""
    return 2 * W_y * (y2 - yhat2)


@slip("two_steps", "dh1")
def own_prediction_alone(W_y, yhat1, y1):
    """Yours counts the way through yhat1 alone. By which other way does h1 reach the loss?"""
    return 2 * W_y * (yhat1 - y1)


@slip("two_steps", "dh1")
def second_state_alone(W_h, dh2):
    """Yours counts the way through h2 alone. By which other way does h1 reach the loss?"""
    return W_h * dh2


@slip("two_steps", "dh1")
def carried_without_its_weight(W_y, yhat1, y1, dh2):
    """Yours adds dh2 as it is. How much does h2 change when h1 changes by one?"""
    return 2 * W_y * (yhat1 - y1) + dh2


@slip("two_steps", "dW_h")
def last_use_alone(dh2, h1):
    """Yours counts the use of W_h in the second step alone. Where else is W_h used?"""
    return dh2 * h1


@slip("two_steps", "dW_h")
def first_use_alone(dh1, h0):
    """Yours counts the use of W_h in the first step alone. Where else is W_h used?"""
    return dh1 * h0


@slip("two_steps", "dW_h")
def gradients_meet_the_new_states(dh2, h2, dh1, h1):
    """In yours each gradient meets the state of its own step. By which state is W_h multiplied in that step?"""
    return dh2 * h2 + dh1 * h1


# parameter_counts ---------------------------------------------------------------------------------


@slip("parameter_counts", "rnn")
def biases_not_counted(H, D):
    """Yours counts the weights alone. What is added in each block besides the two products?"""
    return H * (D + H)


@slip("parameter_counts", "rnn")
def bias_counted_once(H, D):
    """Yours counts one number for the bias. How many numbers does a bias hold?"""
    return H * (D + H) + 1


@slip("parameter_counts", "rnn")
def torchs_biases_at_once(H, D):
    """Yours has two biases already. How many are asked for in the first three answers?"""
    return H * (D + H + 2)


@slip("parameter_counts", "rnn")
def input_alone(H, D):
    """Yours leaves out the weights that read the state. What besides the input does a step read?"""
    return H * (D + 1)


@slip("parameter_counts", "gru")
def four_blocks_in_a_gru(rnn):
    """Yours counts four blocks. Which gates does a GRU have, and which block beside them?"""
    return 4 * rnn


@slip("parameter_counts", "gru")
def gates_of_a_gru_alone(rnn):
    """Yours counts the two gates. Which block of a GRU is no gate?"""
    return 2 * rnn


@slip("parameter_counts", "lstm")
def gates_of_an_lstm_alone(rnn):
    """Yours counts the three gates. Which block of an LSTM is no gate?"""
    return 3 * rnn


@slip("parameter_counts", "rnn_two")
def everything_twice(rnn):
    """Yours has everything twice. What is there once more with a second bias, and what is not?"""
    return 2 * rnn


@slip("parameter_counts", "gru_two")
def second_bias_in_one_block_of_a_gru(gru, H):
    """Yours has one more bias in all. In how many blocks of a GRU does a second one stand?"""
    return gru + H


@slip("parameter_counts", "lstm_two")
def second_bias_in_one_block_of_an_lstm(lstm, H):
    """Yours has one more bias in all. In how many blocks of an LSTM does a second one stand?"""
    return lstm + H
