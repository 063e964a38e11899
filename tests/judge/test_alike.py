"""Recurrent layers whose parameters are all one number."""

import itertools

import numpy as np
import pytest
import torch
from torch import nn

from autograder.judge.alike import LENGTHS, VALUES, Make, check_states, known_states, makes
from autograder.judge.classifiers import Sizes
from autograder.judge.compare import WrongAnswer
from autograder.judge.reference import load_reference
from tests.local_student import local_student

WIDTHS = (4, 5, 6)
SIZES = Sizes(9, 4, 3)
Right = load_reference("last_names").RecurrentClassifier


@pytest.mark.parametrize("kind", ["rnn", "lstm"])
@pytest.mark.parametrize("biases", [0, 2])
def test_states_are_those_of_torch(kind, biases):
    for layers, width, value in itertools.product((1, 2, 3), WIDTHS, VALUES):
        torchs = {"rnn": nn.RNN, "lstm": nn.LSTM}[kind](
            width, width, layers, bias=biases > 0, batch_first=True
        ).double()
        with torch.no_grad():
            for parameter in torchs.parameters():
                parameter.fill_(value)
            expected = torchs(torch.full((1, len(LENGTHS), width), value, dtype=torch.float64))[0][0]
        states = Make(kind, layers, biases).states(width, value)
        np.testing.assert_allclose(np.repeat([states], width, axis=0).T, expected.numpy(), atol=1e-12)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_state_is_too_small_to_be_seen(width):
    assert np.abs(known_states(width)).min() > 2e-3


@pytest.mark.parametrize("width", WIDTHS)
def test_no_two_makes_have_the_same_states(width):
    states = np.abs(known_states(width)).reshape(len(makes()), -1)
    distances = np.abs(states[:, None] - states).max(axis=2)
    assert distances[~np.eye(len(states), dtype=bool)].min() > 5e-3


CHANGES = {
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "doubled": lambda scores: 2 * scores,
    "softmax": lambda scores: scores.softmax(1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_scores_that_are_changed_after_the_readout_are_refused(change):
    class Wrong(Right):
        def forward(self, x, last_pos):
            return change(super().forward(x, last_pos))

    with pytest.raises(WrongAnswer):
        check_states(local_student("last_names", RecurrentClassifier=Wrong), SIZES)


def test_a_first_state_that_is_learned_is_left_to_the_count_of_parameters():
    class Learned(Right):
        def __init__(self, *args):
            super().__init__(*args)
            size = (self.recurrent.num_layers, 1, self.recurrent.hidden_size)
            self.h0, self.c0 = nn.Parameter(torch.zeros(size)), nn.Parameter(torch.zeros(size))

        def forward(self, x, last_pos):
            start = [state.expand(-1, len(x), -1).contiguous() for state in (self.h0, self.c0)]
            states = self.recurrent(self.embedding(x), tuple(start))[0]
            return self.to_scores(states[torch.arange(len(x)), last_pos])

    check_states(local_student("last_names", RecurrentClassifier=Learned), SIZES)


def test_letters_may_be_read_by_a_linear_map_with_a_bias():
    class OneHot(Right):
        def __init__(self, vocab_size, rnn_size, *rest):
            super().__init__(vocab_size, rnn_size, *rest)
            self.vocab_size, self.embedding = vocab_size, nn.Linear(vocab_size, rnn_size)

        def forward(self, x, last_pos):
            return super().forward(nn.functional.one_hot(x, self.vocab_size).float(), last_pos)

    for sizes in (SIZES, Sizes(8, 5, 2, 3, 0.0, "rnn")):
        check_states(local_student("last_names", RecurrentClassifier=OneHot), sizes)


def test_a_readout_of_more_than_the_state_is_refused():
    class Wrong(Right):
        def forward(self, x, last_pos):
            states = self.recurrent(self.embedding(x))[0]
            return self.to_scores(states[torch.arange(len(x)), last_pos] + states[:, 0])

    with pytest.raises(WrongAnswer, match="No RNN or LSTM"):
        check_states(local_student("last_names", RecurrentClassifier=Wrong), SIZES)


FOREIGN = {
    "nothing": [],
    "no names": [[], []],
    "words": [["a"] * 6] * 2,
    "zeros": [[np.zeros(3)] * 6] * 2,
    "nan": [[np.full(9, np.nan)] * 6] * 2,
    "no numbers": [[np.zeros(0)] * 6] * 2,
}


@pytest.mark.parametrize("answer", FOREIGN.values(), ids=FOREIGN)
def test_what_the_adapter_never_answers_is_refused(answer):
    student = local_student("last_names", RecurrentClassifier=Right)
    student._session.caller.adapters["gains"] = lambda *given: answer
    with pytest.raises(WrongAnswer):
        check_states(student, SIZES)


def test_a_classifier_without_gradients_is_refused():
    class Wrong(Right):
        @torch.no_grad()
        def forward(self, x, last_pos):
            return super().forward(x, last_pos)

    with pytest.raises(WrongAnswer):
        check_states(local_student("last_names", RecurrentClassifier=Wrong), SIZES)
