"""Hidden tests of the part written: the answers worked by hand, with each student's own numbers."""

from __future__ import annotations

import math

from autograder.judge import item
from autograder.judge.by_hand import Count, Number, Numbers, Shape, Sheet
from autograder.judge.reference import load_reference
from autograder.judge.slips import load_slips
from autograder.judge.student import Student

reference = load_reference("written")
SLIPS = load_slips("written")

EXACT, ROUNDED = Number(2e-5), Number(0.005)  # float32, and three digits
#: A radius of 1 makes all powers trivial.
RADIUS = Number(0.005, trivial=(1.0,))
SHAPE = Shape("B", "T", "V", "E", "U", "L", "C")


def square_sum(yhat1: float, y1: float, yhat2: float, y2: float) -> float:
    return (yhat1 - y1) ** 2 + (yhat2 - y2) ** 2


def dh2_of_another_loss(loss: float, yhat1: float, y1: float, yhat2: float, y2: float, W_y: float) -> float:
    """Whoever halved the loss, or turned its sign, did so in the gradient too."""
    return loss / square_sum(yhat1, y1, yhat2, y2) * 2 * W_y * (yhat2 - y2)


def dh1_in_the_way_of_dh2(dh2: float, yhat1: float, y1: float, yhat2: float, y2: float, W_h: float) -> float:
    """Whoever left something out of dh2, or turned its sign, did so at the first prediction too."""
    return dh2 / (yhat2 - y2) * (yhat1 - y1) + W_h * dh2


TWO_STEPS = Sheet(
    "two_steps",
    h1=(EXACT, lambda W_h, h0, W_x, x1: W_h * h0 + W_x * x1),
    h2=(EXACT, lambda W_h, h1, W_x, x2: W_h * h1 + W_x * x2),
    yhat1=(EXACT, lambda W_y, h1: W_y * h1),
    yhat2=(EXACT, lambda W_y, h2: W_y * h2),
    loss=(EXACT, square_sum),
    dh2=(EXACT, lambda W_y, yhat2, y2: 2 * W_y * (yhat2 - y2), dh2_of_another_loss),
    dh1=(EXACT, lambda W_y, yhat1, y1, W_h, dh2: 2 * W_y * (yhat1 - y1) + W_h * dh2, dh1_in_the_way_of_dh2),
    dW_h=(EXACT, lambda dh2, h1, dh1, h0: dh2 * h1 + dh1 * h0),
)

COUNTS = Sheet(
    "parameter_counts",
    rnn=(Count(), lambda H, D: H * (D + H + 1)),
    gru=(Count(), lambda rnn: 3 * rnn),
    lstm=(Count(), lambda rnn: 4 * rnn),
    rnn_two=(Count(), lambda rnn, H: rnn + H),
    gru_two=(Count(), lambda gru, H: gru + 3 * H, lambda gru, rnn, rnn_two: gru * rnn_two / rnn),
    lstm_two=(Count(), lambda lstm, H: lstm + 4 * H, lambda lstm, rnn, rnn_two: lstm * rnn_two / rnn),
)

FACTOR = Sheet(
    "gradient_factor",
    radius=(RADIUS, lambda p, q: max(abs(p + q), abs(p - q))),
    factor=(ROUNDED, lambda radius, k: abs(radius) ** k),
    steps=(Count(), lambda radius: 1 + math.floor(math.log(100) / abs(math.log(abs(radius))))),
    critical_radius=(ROUNDED, lambda slope: 1 / slope),
)

LOSS = Sheet(
    "reading_a_loss",
    nats_per_step=(ROUNDED, lambda name_nats, letters: name_nats / (letters + 1)),
    bits_per_step=(ROUNDED, lambda nats_per_step: nats_per_step / math.log(2)),
    perplexity=(ROUNDED, lambda nats_per_step: math.exp(nats_per_step), lambda bits_per_step: 2**bits_per_step),
    # whoever counted other predictions in the first answer may count them here
    uniform_nats=(ROUNDED, lambda name_nats, nats_per_step, V: name_nats / nats_per_step * math.log(V)),
)

SHAPES = Sheet(
    "stacked_shapes",
    embedded=(SHAPE, lambda B, T, E: (B, T, E)),
    last_layer_h=(SHAPE, lambda embedded, U: (*embedded[:2], U)),
    last_step_h=(SHAPE, lambda L, B, U: (L, B, U)),
    last_step_c=(SHAPE, lambda last_step_h: last_step_h),
    summary=(SHAPE, lambda B, U: (B, U)),
    logits=(SHAPE, lambda summary, C: (*summary[:-1], C)),
)


def check(student: Student, sheet: Sheet, name: str) -> None:
    """Judge one answer by the numbers of whoever handed it in."""
    numbers: Numbers = reference.numbers_of(student.id, student.numbers_seed)
    sheet.check(student, numbers, name, SLIPS)


# two_steps ----------------------------------------------------------------------------------------


@item("two_steps")
def test_first_state(student: Student) -> None:
    """h1 is W_h·h0 + W_x·x1."""
    check(student, TWO_STEPS, "h1")


@item("two_steps")
def test_second_state(student: Student) -> None:
    """h2 is W_h·h1 + W_x·x2, also if your h1 was a slip."""
    check(student, TWO_STEPS, "h2")


@item("two_steps", weight=0.5)
def test_first_prediction(student: Student) -> None:
    """yhat1 is W_y·h1, read from your h1."""
    check(student, TWO_STEPS, "yhat1")


@item("two_steps", weight=0.5)
def test_second_prediction(student: Student) -> None:
    """yhat2 is W_y·h2, read from your h2."""
    check(student, TWO_STEPS, "yhat2")


@item("two_steps")
def test_loss_of_both_steps(student: Student) -> None:
    """The loss is the sum of the two squared errors, of your predictions."""
    check(student, TWO_STEPS, "loss")


@item("two_steps")
def test_gradient_of_the_second_state(student: Student) -> None:
    """dh2 is twice the error of the last prediction, back through W_y."""
    check(student, TWO_STEPS, "dh2")


@item("two_steps", weight=1.5)
def test_gradient_of_the_first_state_joins_two_routes(student: Student) -> None:
    """dh1 is what its own prediction says, plus what dh2 says through W_h."""
    check(student, TWO_STEPS, "dh1")


@item("two_steps", weight=1.5)
def test_gradient_of_the_recurrent_weight_has_two_terms(student: Student) -> None:
    """dL/dW_h adds both uses of W_h: dh2 times h1, and dh1 times h0."""
    check(student, TWO_STEPS, "dW_h")


# parameter_counts ---------------------------------------------------------------------------------


@item("parameter_counts")
def test_count_of_the_rnn(student: Student) -> None:
    """An RNN layer has one block: H rows with D + H weights and one bias each."""
    check(student, COUNTS, "rnn")


@item("parameter_counts", weight=0.5)
def test_count_of_the_gru(student: Student) -> None:
    """A GRU has three times the parameters of the RNN."""
    check(student, COUNTS, "gru")


@item("parameter_counts", weight=0.5)
def test_count_of_the_lstm(student: Student) -> None:
    """An LSTM has four times the parameters of the RNN."""
    check(student, COUNTS, "lstm")


@item("parameter_counts", weight=0.5)
def test_count_of_the_rnn_with_two_biases(student: Student) -> None:
    """A second bias adds H parameters to the one block of the RNN."""
    check(student, COUNTS, "rnn_two")


@item("parameter_counts", weight=0.25)
def test_count_of_the_gru_with_two_biases(student: Student) -> None:
    """A second bias adds H parameters to each of the three blocks of the GRU."""
    check(student, COUNTS, "gru_two")


@item("parameter_counts", weight=0.25)
def test_count_of_the_lstm_with_two_biases(student: Student) -> None:
    """A second bias adds H parameters to each of the four blocks of the LSTM."""
    check(student, COUNTS, "lstm_two")


# gradient_factor ----------------------------------------------------------------------------------


@item("gradient_factor")
def test_spectral_radius(student: Student) -> None:
    """The eigenvalues of W are p + q and p − q; the radius is the larger absolute value."""
    check(student, FACTOR, "radius")


@item("gradient_factor")
def test_factor_after_k_steps(student: Student) -> None:
    """After k steps the leading direction is multiplied by your radius to the power k."""
    check(student, FACTOR, "factor")


@item("gradient_factor")
def test_steps_until_almost_nothing_or_far_too_much(student: Student) -> None:
    """The first whole number of steps at which your radius to that power is below 1/100, or above 100."""
    check(student, FACTOR, "steps")


@item("gradient_factor")
def test_critical_radius_with_tanh(student: Student) -> None:
    """A gradient keeps its size where slope times radius is 1."""
    check(student, FACTOR, "critical_radius")


# reading_a_loss -----------------------------------------------------------------------------------


@item("reading_a_loss")
def test_mean_over_all_predictions(student: Student) -> None:
    """The mean is taken over one prediction for each letter, and one for the newline."""
    check(student, LOSS, "nats_per_step")


@item("reading_a_loss")
def test_bits_from_nats(student: Student) -> None:
    """A nat is 1/ln 2 bits."""
    check(student, LOSS, "bits_per_step")


@item("reading_a_loss")
def test_perplexity_takes_the_base_of_its_unit(student: Student) -> None:
    """The perplexity is e to the power of the nats, or 2 to the power of the bits."""
    check(student, LOSS, "perplexity")


@item("reading_a_loss")
def test_loss_of_a_uniform_guess(student: Student) -> None:
    """If all V characters are equally likely, each prediction costs ln V nats."""
    check(student, LOSS, "uniform_nats")


# stacked_shapes -----------------------------------------------------------------------------------


@item("stacked_shapes")
def test_shape_of_the_embedded_texts(student: Student) -> None:
    """The embedding adds an axis: (B, T, E).

    Credits this shape alone.
    """
    check(student, SHAPES, "embedded")


@item("stacked_shapes")
def test_shape_of_all_states_of_the_top_layer(student: Student) -> None:
    """The top layer keeps batch and time, as in your embedded, and changes the last axis to U.

    Credits this shape, also after a slip in the one before.
    """
    check(student, SHAPES, "last_layer_h")


@item("stacked_shapes")
def test_shape_of_the_last_states_of_all_layers(student: Student) -> None:
    """After the last step there is one state for each layer and text: (L, B, U).

    Credits this shape alone.
    """
    check(student, SHAPES, "last_step_h")


@item("stacked_shapes")
def test_shape_of_the_cell_states(student: Student) -> None:
    """Cell states have the shape of the states.

    Credits this shape alone.
    """
    check(student, SHAPES, "last_step_c")


@item("stacked_shapes")
def test_shape_of_what_the_linear_layer_reads(student: Student) -> None:
    """Of all layers only the top one is read: (B, U).

    Credits this shape alone.
    """
    check(student, SHAPES, "summary")


@item("stacked_shapes")
def test_shape_of_the_scores(student: Student) -> None:
    """The linear layer changes the last axis of your summary to C.

    Credits this shape, also after a slip in the one before.
    """
    check(student, SHAPES, "logits")
