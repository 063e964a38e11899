"""Known slips in the answers worked by hand: what a recurrence does to a gradient, a loss, the shapes of a stack."""

from __future__ import annotations

import math

from autograder.judge.reference import load_reference
from autograder.judge.slips import slips_of

slip = slips_of(load_reference("written"))

# gradient_factor ----------------------------------------------------------------------------------


@slip("gradient_factor", "radius")
def larger_entry(p, q):
    """Yours is the larger entry of W. The spectral radius is a property of the eigenvalues: which are those of W?"""
    return max(abs(p), abs(q))


@slip("gradient_factor", "radius")
def smaller_eigenvalue(p, q):
    """Yours is the smaller eigenvalue of the two, by its size. Which of them has the last word after many steps?"""
    return min(abs(p + q), abs(p - q))


@slip("gradient_factor", "radius")
def length_of_a_row(p, q):
    """Yours is the length of a row of W. Along which vectors does W do nothing but stretch?"""
    return math.hypot(p, q)


@slip("gradient_factor", "factor")
def radius_times_k(radius, k):
    """Yours grows by the radius at each step, as a sum would. What does W do to a gradient that it has met before?"""
    return radius * k


@slip("gradient_factor", "factor")
def one_step_too_few(radius, k):
    """Yours is the factor of k - 1 steps. How often is the gradient multiplied on its way?"""
    return radius ** (k - 1)


@slip("gradient_factor", "factor")
def one_step_too_many(radius, k):
    """Yours is the factor of k + 1 steps. How often is the gradient multiplied on its way?"""
    return radius ** (k + 1)


@slip("gradient_factor", "steps")
def steps_rounded_down(radius):
    """Yours is one step early. Try the factor after so many steps: has it passed the bound?"""
    return math.floor(math.log(100) / abs(math.log(radius)))


@slip("gradient_factor", "steps")
def half_of_the_way(radius):
    """Yours is where the factor passes 1/10 or 10. Which bound is asked for?"""
    return 1 + math.floor(math.log(10) / abs(math.log(radius)))


@slip("gradient_factor", "critical_radius")
def border_without_a_tanh():
    """Yours is the border of a network without tanh. What does the slope do to a gradient at each step?"""
    return 1.0


@slip("gradient_factor", "critical_radius")
def slope_itself(slope):
    """Yours is the slope itself: such a W would shrink the gradient once more. What must W make up for?"""
    return slope


# reading_a_loss -----------------------------------------------------------------------------------


@slip("reading_a_loss", "nats_per_step")
def newline_not_counted(name_nats, letters):
    """Yours divides by the number of letters. What else does the network predict in a name?"""
    return name_nats / letters


@slip("reading_a_loss", "nats_per_step")
def one_prediction_too_many(name_nats, letters):
    """Yours divides by two predictions more than there are letters. Is anything predicted after the newline?"""
    return name_nats / (letters + 2)


@slip("reading_a_loss", "nats_per_step")
def sum_for_the_mean(name_nats):
    """Yours is the loss of the whole name. How many predictions share it?"""
    return name_nats


@slip("reading_a_loss", "bits_per_step")
def bits_multiplied(nats_per_step):
    """Yours multiplies by ln 2. Is a bit more or less than a nat?"""
    return nats_per_step * math.log(2)


@slip("reading_a_loss", "bits_per_step")
def logarithm_of_ten(nats_per_step):
    """Yours divides by ln 10, as digits are counted. Which base do bits have?"""
    return nats_per_step / math.log(10)


@slip("reading_a_loss", "perplexity")
def two_to_the_nats(nats_per_step):
    """Yours raises 2 to a number of nats. Which base goes with nats, and which with bits?"""
    return 2**nats_per_step


@slip("reading_a_loss", "perplexity")
def e_to_the_bits(bits_per_step):
    """Yours raises e to a number of bits. Which base goes with bits, and which with nats?"""
    return math.exp(bits_per_step)


@slip("reading_a_loss", "perplexity")
def perplexity_of_the_whole_name(name_nats):
    """Yours is made of the loss of the whole name. Among how many characters does it seem to choose at one step?"""
    return math.exp(name_nats)


@slip("reading_a_loss", "uniform_nats")
def one_prediction_of_the_name(V):
    """Yours is the loss of one prediction. How many predictions does the whole name have?"""
    return math.log(V)


@slip("reading_a_loss", "uniform_nats")
def newline_is_not_predicted(V, letters):
    """Yours is the loss of the letters. Which character has to be predicted besides them?"""
    return letters * math.log(V)


@slip("reading_a_loss", "uniform_nats")
def bits_for_nats(V, letters):
    """Yours is right in bits. Which unit is asked for?"""
    return (letters + 1) * math.log2(V)


# stacked_shapes -----------------------------------------------------------------------------------


@slip("stacked_shapes", "embedded")
def time_first(B, T, E):
    """Yours has time before the batch. Which axis comes first in this drawing?"""
    return T, B, E


@slip("stacked_shapes", "embedded")
def as_wide_as_the_alphabet(B, T, V):
    """Yours is as wide as the alphabet, as one-hot vectors are. How long is the vector that a character gets?"""
    return B, T, V


@slip("stacked_shapes", "embedded")
def indices_for_vectors(B, T):
    """Yours is the shape of the indices. What does the embedding put in place of each of them?"""
    return B, T


@slip("stacked_shapes", "last_layer_h")
def top_layer_at_one_step(B, U):
    """Yours has the states of one step. At how many steps are they asked for?"""
    return B, U


@slip("stacked_shapes", "last_layer_h")
def all_layers_at_all_steps(L, B, T, U):
    """Yours has all layers. Of which one are the states asked for?"""
    return L, B, T, U


@slip("stacked_shapes", "last_step_h")
def top_layer_alone(B, U):
    """Yours has one layer. Of how many are the last states asked for?"""
    return B, U


@slip("stacked_shapes", "last_step_h")
def layers_behind_the_batch(B, L, U):
    """Yours has the layers behind the batch. Which axis does your LSTM put first?"""
    return B, L, U


@slip("stacked_shapes", "summary")
def summary_of_all_layers(L, B, U):
    """Yours has all layers. Which one does the summary read?"""
    return L, B, U


@slip("stacked_shapes", "summary")
def summary_of_all_steps(B, T, U):
    """Yours has all steps. At which one has the network read everything?"""
    return B, T, U


@slip("stacked_shapes", "logits")
def scores_at_every_step(B, T, C):
    """Yours has scores at every step. How many decisions are made for one sequence?"""
    return B, T, C


@slip("stacked_shapes", "logits")
def scores_of_characters(B, V):
    """Yours has a score for each character of the alphabet. What is told apart here?"""
    return B, V
