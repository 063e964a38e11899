"""The edges that every submission meets are there, whatever is drawn."""

import numpy as np
import pytest

from autograder.judge.cases import decode_case, encode_case
from autograder.judge.edges import lstm_cell_edges, lstm_sequence_edges, rnn_cell_edges, rnn_sequence_edges, text_edges
from solutions.char_lm import sequence_loss
from solutions.lstm import lstm_cell_forward, lstm_forward
from solutions.rnn_cell import rnn_cell_forward, rnn_forward


def cases(edges):
    return [edge["case"] for edge in edges]


CELLS = cases(rnn_cell_edges()) + cases(lstm_cell_edges())
SEQUENCES = cases(rnn_sequence_edges(5, 2, 26)) + cases(lstm_sequence_edges(5, 2, 26))


def sizes(case):
    inputs = getattr(case, "xt", None) if hasattr(case, "xt") else case.x
    parameters = case.parameters
    return inputs.shape[0], len(parameters.get("Waa", parameters.get("Wf"))), len(parameters["by"]), inputs.shape[1]


@pytest.mark.parametrize("found", [CELLS[:8], CELLS[8:], SEQUENCES[:7], SEQUENCES[7:]])
def test_every_size_is_one_somewhere_all_are_equal_somewhere_and_classes_are_many(found):
    every = [sizes(case) for case in found]
    for place in range(4):
        assert any(one[place] == 1 and len(set(one)) == 4 for one in every)
    assert (3, 3, 3, 3) in every
    assert max(n_y for _, _, n_y, _ in every) == 30


def test_one_cell_is_saturated():
    states = [rnn_cell_forward(case.xt, case.a_prev, case.parameters)[0] for case in cases(rnn_cell_edges())]
    assert (abs(states[-1]) == 1).all()
    assert not any((abs(state) == 1).any() for state in states[:-1])


@pytest.mark.parametrize("edges", [rnn_cell_edges, lstm_cell_edges])
def test_scores_are_shifted_beyond_what_exp_can_tell_apart(edges):
    for case in cases(edges(-1000.0)):
        assert np.exp(case.parameters["by"]).max() == 0


def test_cells_and_sequences_fit_the_references():
    for case in CELLS:
        memory = [case.c_prev] if hasattr(case, "c_prev") else []
        cell = lstm_cell_forward if memory else rnn_cell_forward
        assert cell(case.xt, case.a_prev, *memory, case.parameters)[0].shape == case.da_next.shape
    for case in SEQUENCES:
        forward = lstm_forward if "Wf" in case.parameters else rnn_forward
        assert forward(case.x, case.a0, case.parameters)[0].shape == case.da.shape


def test_names_have_the_lengths_asked_for():
    found = cases(text_edges(4, 1, 12))
    assert [len(case.Y) for case in found] == [4, 1, 12, 4, 1, 1, 1]
    assert all(max(case.Y) < len(case.parameters["by"]) for case in found)
    assert all([None, *case.Y[:-1]] == case.X for case in found)


@pytest.mark.parametrize(("place", "probability"), [(-2, 1.0), (-1, 0.0)])
def test_a_network_is_certain_of_the_right_letter_and_of_a_wrong_one(place, probability):
    case = cases(text_edges(4, 3, 12))[place]
    _, (probabilities, _) = sequence_loss(case.X, case.Y, case.a_prev, case.parameters)
    assert [column[y, 0] for column, y in zip(probabilities, case.Y, strict=True)] == pytest.approx([probability] * 3)


def test_edges_are_the_same_each_time_and_can_be_recorded():
    for edges in (rnn_cell_edges, lambda: lstm_sequence_edges(3), lambda: text_edges(4, 1)):
        written = [encode_case(edge) for edge in edges()]
        assert written == [encode_case(edge) for edge in edges()]
        assert list(decode_case(written[0])) == ["case"]
