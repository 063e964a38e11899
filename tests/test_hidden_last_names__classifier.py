"""The hidden tests of the classifier of last_names: right ones of any make pass, each mistake is caught."""

import functools
import inspect
import types

import pytest
import torch
from torch import nn

from autograder.judge.reference import load_reference
from tests import local_student
from tests.name_classifiers import Cells, FromScratch, Gathered, Packed, RememberingFirst, Right, Transposed

torch.set_num_threads(1)
REFERENCE = load_reference("last_names")
PADDING = REFERENCE.PADDING
failures = functools.partial(local_student.failures, "last_names")


# Classifiers that are right ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Right, Packed, Gathered, Cells, FromScratch, Transposed, RememberingFirst])
def test_right_classifiers_pass_in_every_make(kind):
    assert failures("RecurrentClassifier", {"RecurrentClassifier": kind}) == {}


# Classifiers that are wrong ------------------------------------------------------------------------


def read_with(pick):
    """A classifier that picks another state (B, R) from all states (B, T, R)."""

    class Wrong(Right):
        def forward(self, x, last_pos):
            states = self.recurrent(self.embedding(x))[0]
            return self.to_scores(self.dropout(pick(states, last_pos, torch.arange(len(x)))))

    return Wrong


def scored_with(change):
    class Wrong(Right):
        def forward(self, x, last_pos):
            return change(super().forward(x, last_pos))

    return Wrong


def built_with(change, forward=None):
    """A classifier of which something is changed after it was built; the arguments come by name."""

    class Wrong(Right):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            given = inspect.signature(Right).bind(*args, **kwargs)
            given.apply_defaults()
            change(self, types.SimpleNamespace(**given.arguments))

    if forward:
        Wrong.forward = forward
    return Wrong


def mean_of_letters(states, last_pos, rows):
    kept = (torch.arange(states.shape[1]) <= last_pos[:, None])[:, :, None]
    return (states * kept).sum(1) / kept.sum(1)


def time_first(self, given):
    kind = nn.LSTM if given.model_type == "lstm" else nn.RNN
    self.recurrent = kind(given.rnn_size, given.rnn_size, given.num_layers)


def always_lstm(self, given):
    self.recurrent = nn.LSTM(given.rnn_size, given.rnn_size, given.num_layers, batch_first=True)


def one_layer(self, given):
    kind = nn.LSTM if given.model_type == "lstm" else nn.RNN
    self.recurrent = kind(given.rnn_size, given.rnn_size, batch_first=True)


def both_ways(self, given):
    kind = nn.LSTM if given.model_type == "lstm" else nn.RNN
    self.recurrent = kind(given.rnn_size, given.rnn_size, given.num_layers, batch_first=True, bidirectional=True)
    self.to_scores = nn.Linear(2 * given.rnn_size, given.n_categories)


class Letters(nn.Module):
    """No recurrent layer at all: an embedding, something that makes one row of the letters', a linear map."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        if model_type not in ("lstm", "rnn"):
            raise ValueError(model_type)
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.convolution = nn.Conv1d(rnn_size, rnn_size, 3, padding=1)
        self.dropout, self.to_scores = nn.Dropout(dropout), nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        kept = (torch.arange(x.shape[1]) <= last_pos[:, None])[:, :, None]
        return self.to_scores(self.dropout(self.one_row(self.embedding(x) * kept, kept)))

    def one_row(self, embedded, kept):
        return self.convolved(embedded).masked_fill(~kept, -9.0).amax(1)

    def convolved(self, embedded):
        return self.convolution(embedded.transpose(1, 2)).transpose(1, 2).tanh()


class MeanOfEmbeddings(Letters):
    def __init__(self, *args):
        super().__init__(*args)
        del self.convolution

    def one_row(self, embedded, kept):
        return embedded.sum(1) / kept.sum(1)


class MeanOfConvolutions(Letters):
    def one_row(self, embedded, kept):
        return (self.convolved(embedded) * kept).sum(1) / kept.sum(1)


class BagOfPlaces(MeanOfEmbeddings):
    """Every place has a weight of its own, so that order matters."""

    def one_row(self, embedded, kept):
        return (embedded * torch.arange(1, embedded.shape[1] + 1)[:, None]).sum(1).tanh()


class StateNotCarried(FromScratch):
    def layer(self, inputs, weight, bias):
        return torch.cat([super(StateNotCarried, self).layer(one, weight, bias) for one in inputs.split(1, 1)], 1)


class NoTanh(FromScratch):
    def layer(self, inputs, weight, bias):
        if self.gates > 1:
            return super().layer(inputs, weight, bias)
        h, states = inputs.new_zeros(inputs.shape[0], self.rnn_size), []
        for t in range(inputs.shape[1]):
            h = torch.cat([inputs[:, t], h], 1) @ weight + bias
            states.append(h)
        return torch.stack(states, 1)


def first_letter_blind(self, given):
    self.embedding = nn.Embedding(given.vocab_size, given.rnn_size, padding_idx=0)


def keeps_state(self, x, last_pos):
    start = getattr(self, "kept", None)
    start = start if start is not None and len(start) == len(x) else torch.zeros(len(x), self.embedding.embedding_dim)
    states = self.recurrent(self.embedding(x))[0]
    last = states[torch.arange(len(x)), last_pos] + start
    self.kept = last.detach()
    return self.to_scores(self.dropout(last))


def cut(self, x, last_pos):
    states = self.recurrent(self.embedding(x).detach())[0]
    return self.to_scores(self.dropout(states[torch.arange(len(x)), last_pos]))


def always_drops(self, x, last_pos):
    states = self.recurrent(self.embedding(x))[0][torch.arange(len(x)), last_pos]
    return self.to_scores(nn.functional.dropout(states, self.dropout.p))


def drops_embedded(self, x, last_pos):
    states = self.recurrent(self.dropout(self.embedding(x)))[0]
    return self.to_scores(states[torch.arange(len(x)), last_pos])


def drops_scores(self, x, last_pos):
    states = self.recurrent(self.embedding(x))[0]
    return self.dropout(self.to_scores(states[torch.arange(len(x)), last_pos]))


def drops_between_layers(self, given):
    if given.num_layers > 1:
        self.recurrent.dropout, self.dropout = given.dropout, nn.Identity()


def reads_32_letters(self, x, last_pos):
    return Right.forward(self, x[:, :32], last_pos.clamp(max=31))


FOLLOWS, ALONE, LETTERS, LAST, KIND, DROP, TRAIN, AFRESH, SHAPE = (
    "what_follows_the_last_letter_is_not_read",
    "names_of_a_batch_do_not_disturb_each_other",
    "every_letter_counts_and_so_does_their_order",
    "scores_come_from_the_last_state",
    "layers_are_of_the_kind_and_number_asked_for",
    "dropout_acts_in_training_alone",
    "every_parameter_can_be_trained",
    "every_call_starts_afresh",
    "every_name_has_one_score_for_each_category",
)
WRONG = {
    "last column": (read_with(lambda h, p, r: h[:, -1]), {FOLLOWS, ALONE, LAST}),
    "one too far": (read_with(lambda h, p, r: h[r, (p + 1).clamp(max=h.shape[1] - 1)]), {FOLLOWS, ALONE, LAST}),
    "one too early": (read_with(lambda h, p, r: h[r, (p - 1).clamp(min=0)]), {LETTERS, LAST}),
    "first letter": (read_with(lambda h, p, r: h[:, 0]), {LETTERS, LAST}),
    "mean of all columns": (read_with(lambda h, p, r: h.mean(1)), {FOLLOWS, ALONE, LAST}),
    "mean of the letters": (read_with(mean_of_letters), {LAST}),
    "first name's place": (read_with(lambda h, p, r: h[r, p[0]]), {FOLLOWS, ALONE, LAST}),
    "all places": (read_with(lambda h, p, r: h[:, p]), {SHAPE}),
    "softmax": (scored_with(lambda scores: scores.softmax(1)), {LAST}),
    "sigmoid": (scored_with(lambda scores: scores.sigmoid()), {LAST}),
    "softmax over the batch": (scored_with(lambda scores: scores.softmax(0)), {ALONE, LAST}),
    "best category only": (scored_with(lambda scores: scores.argmax(1)), {SHAPE}),
    "double precision": (scored_with(lambda scores: scores.double()), set()),
    "time first": (built_with(time_first), {FOLLOWS, ALONE, LETTERS, LAST}),
    "always an LSTM": (built_with(always_lstm), {KIND}),
    "always one layer": (built_with(one_layer), {KIND}),
    "both ways": (built_with(both_ways), {FOLLOWS, ALONE, KIND}),
    "no dropout": (built_with(lambda self, given: setattr(self, "dropout", nn.Identity())), {DROP}),
    "dropout of one half": (built_with(lambda self, given: setattr(self, "dropout", nn.Dropout(0.5))), {DROP}),
    "dropout of the embedding": (built_with(lambda self, given: None, drops_embedded), {DROP}),
    "dropout of the scores": (built_with(lambda self, given: None, drops_scores), {DROP}),
    "dropout between layers alone": (built_with(drops_between_layers), {DROP}),
    "32 letters": (built_with(lambda self, given: None, reads_32_letters), {LETTERS}),
    "dropout for ever": (built_with(lambda self, given: None, always_drops), {DROP}),
    "detached": (built_with(lambda self, given: None, cut), {TRAIN}),
    "blind for index 0": (built_with(first_letter_blind), {TRAIN}),
    "unused layer": (built_with(lambda self, given: setattr(self, "more", nn.Linear(2, 2))), {KIND, TRAIN}),
    "mean of embeddings": (MeanOfEmbeddings, {FOLLOWS, ALONE, LETTERS, LAST, KIND}),
    "convolution and maximum": (Letters, {FOLLOWS, ALONE, LETTERS, LAST, KIND}),
    "convolution and mean": (MeanOfConvolutions, {FOLLOWS, ALONE, LETTERS, LAST, KIND}),
    "letters weighed by place": (BagOfPlaces, {LAST, KIND}),
    "state not carried": (StateNotCarried, {FOLLOWS, ALONE, LETTERS, LAST}),
    "no tanh": (NoTanh, {LAST}),
    "keeps its state": (built_with(lambda self, given: None, keeps_state), {AFRESH}),
}


@pytest.mark.parametrize("name", WRONG)
def test_every_wrong_classifier_is_caught_where_it_is_wrong(name):
    kind, expected = WRONG[name]
    failed = set(failures("RecurrentClassifier", {"RecurrentClassifier": kind}))
    missed = expected - failed
    assert not missed, f"passes {missed}"
    if expected:
        assert SHAPE in expected or SHAPE not in failed
    else:
        assert failed == set()


def test_other_kinds_of_layers_must_be_refused():
    class Lenient(Right):
        def __init__(self, *args):
            super().__init__(*[arg if arg != "transformer" else "lstm" for arg in args])

    class PartsOfAWord(Right):
        def __init__(self, *args):
            super().__init__(*["lstm" if isinstance(arg, str) and arg in "lstm" else arg for arg in args])

    for kind in (Lenient, PartsOfAWord):
        assert set(failures("RecurrentClassifier", {"RecurrentClassifier": kind})) == {KIND}


def test_a_classifier_that_changes_its_arguments_is_told_which():
    class Greedy(Right):
        def forward(self, x, last_pos):
            scores = super().forward(x, last_pos)
            x[:] = 0
            return scores

    failed = failures("RecurrentClassifier", {"RecurrentClassifier": Greedy})
    assert "changed its argument x" in failed[AFRESH]


def test_a_classifier_that_keeps_its_state_is_not_told_that_it_reads_padding():
    failed = failures("RecurrentClassifier", {"RecurrentClassifier": WRONG["keeps its state"][0]})
    for name in {FOLLOWS, ALONE} & failed.keys():
        assert "Two calls with the same names give different scores" in failed[name]
        assert "padding" not in failed[name]
        assert failed[name].endswith("model(x, last_pos), model(x, last_pos)")
    assert FOLLOWS in failed


def test_a_message_ends_with_code_that_repeats_the_case():
    message = failures("RecurrentClassifier", {"RecurrentClassifier": WRONG["last column"][0]})[FOLLOWS]
    code = "\n".join(line.removeprefix("    ") for line in message.split("To see it yourself:\n")[1].splitlines())
    names = {"RecurrentClassifier": WRONG["last column"][0]}
    exec(code, names)
    assert names["model"](names["x"], names["last_pos"]).shape == (2, 3)
