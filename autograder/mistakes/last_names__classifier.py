"""Known mistakes in the classifier of the part last_names.

Weights are the student's own here, so outputs cannot be compared: the tests ask what must not matter, and what must.
These classes only prove that they see each mistake.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from autograder.judge import mistake

KINDS: dict[str, Any] = {"lstm": nn.LSTM, "rnn": nn.RNN}


class Model(nn.Module):
    """The reference in pieces, for a mistake to replace one."""

    def __init__(
        self,
        vocab_size: int,
        rnn_size: int,
        n_categories: int,
        num_layers: int = 1,
        dropout: float = 0.0,
        model_type: str = "lstm",
    ) -> None:
        super().__init__()
        if model_type not in KINDS:
            raise ValueError(f"model_type is {model_type!r}")
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.recurrent = KINDS[model_type](rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.to_scores = nn.Linear(rnn_size, n_categories)

    def embedded(self, x: torch.Tensor) -> Any:
        return self.embedding(x)

    def states(self, embedded: torch.Tensor) -> Any:
        return self.recurrent(embedded)[0]

    def last(self, states: torch.Tensor, last_pos: torch.Tensor) -> Any:
        return states[torch.arange(len(states)), last_pos]

    def scores(self, last: torch.Tensor) -> Any:
        return self.to_scores(self.dropout(last))

    def forward(self, x: torch.Tensor, last_pos: torch.Tensor) -> Any:
        return self.scores(self.last(self.states(self.embedded(x)), last_pos))


@mistake("RecurrentClassifier", silent=True)
class ReadsTheLastColumn(Model):
    """Your model reads the state in the last column, behind the padding. Where does each name end?"""

    def last(self, states, last_pos):
        return states[:, -1]


@mistake("RecurrentClassifier", silent=True)
class SamePlaceForAllNames(Model):
    """Your model reads every name at the place where the first one ends. Each row has a place of its own."""

    def last(self, states, last_pos):
        return states[:, last_pos[0]]


@mistake("RecurrentClassifier", silent=True)
class OneLetterTooEarly(Model):
    """Your model leaves out the last letter of each name. last_pos is a place, not a length."""

    def last(self, states, last_pos):
        return super().last(states, (last_pos - 1).clamp(min=0))


@mistake("RecurrentClassifier", silent=True)
class OneLetterTooFar(Model):
    """Your model reads one column behind each name. last_pos is a place, not a length."""

    def last(self, states, last_pos):
        return super().last(states, (last_pos + 1).clamp(max=states.shape[1] - 1))


@mistake("RecurrentClassifier", silent=True)
class MeanOfAllStates(Model):
    """Your model averages over all columns, padding included."""

    def last(self, states, last_pos):
        return states.mean(dim=1)


@mistake("RecurrentClassifier", silent=True)
class MeanOverTheLetters(Model):
    """Your model averages over the letters. The docstring says which state the scores come from."""

    def last(self, states, last_pos):
        kept = torch.arange(states.shape[1]) <= last_pos[:, None]
        return (states * kept[:, :, None]).sum(dim=1) / (last_pos[:, None] + 1)


@mistake("RecurrentClassifier", silent=True)
class EmbeddingsAveraged(Model):
    """Your model never runs its recurrent layers: the order of the letters is lost."""

    def states(self, embedded):
        return embedded.cumsum(dim=1)


class WithoutLayers(Model):
    """What is made of the letters without recurrent layers."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__(vocab_size, rnn_size, n_categories, num_layers, dropout, model_type)
        del self.recurrent

    def kept(self, x, last_pos):
        return (torch.arange(x.shape[1]) <= last_pos[:, None])[:, :, None]


@mistake("RecurrentClassifier", silent=True)
class MeanOfEmbeddings(WithoutLayers):
    """Your model has no recurrent layers: it averages over the letters, so that their order is lost."""

    def forward(self, x, last_pos):
        kept = self.kept(x, last_pos)
        return self.scores((self.embedding(x) * kept).sum(dim=1) / kept.sum(dim=1))


@mistake("RecurrentClassifier", silent=True)
class ConvolutionOverLetters(WithoutLayers):
    """Your model looks at a few neighbouring letters at a time. A state would go through the whole name."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__(vocab_size, rnn_size, n_categories, num_layers, dropout, model_type)
        self.window = nn.Conv1d(rnn_size, rnn_size, 3, padding=1)

    def forward(self, x, last_pos):
        kept = self.kept(x, last_pos)
        seen = self.window((self.embedding(x) * kept).transpose(1, 2)).transpose(1, 2)
        return self.scores(seen.masked_fill(~kept, -torch.inf).amax(dim=1))


@mistake("RecurrentClassifier", silent=True)
class StateNotCarried(Model):
    """Your layers start afresh at every letter. What should step 1 receive from step 0?"""

    def states(self, embedded):
        return torch.cat([self.recurrent(letter)[0] for letter in embedded.split(1, dim=1)], dim=1)


@mistake("RecurrentClassifier", silent=True)
class SoftmaxAtTheEnd(Model):
    """Your model returns probabilities. Cross-entropy applies softmax itself."""

    def scores(self, last):
        return super().scores(last).softmax(dim=1)


@mistake("RecurrentClassifier", silent=True)
class SquashedAtTheEnd(Model):
    """Your scores go through a ReLU, so that none is below zero."""

    def scores(self, last):
        return super().scores(last).relu()


@mistake("RecurrentClassifier", silent=True)
class AlwaysAnLstm(Model):
    """Your model is an LSTM, whatever model_type says."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__(vocab_size, rnn_size, n_categories, num_layers, dropout, model_type)
        self.recurrent = nn.LSTM(rnn_size, rnn_size, num_layers, batch_first=True)


@mistake("RecurrentClassifier", silent=True)
class AnyOtherKindIsAnRnn(Model):
    """Your model takes any other model_type for an RNN. The docstring wants it to be refused."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__(
            vocab_size, rnn_size, n_categories, num_layers, dropout, "lstm" if model_type == "lstm" else "rnn"
        )


@mistake("RecurrentClassifier", silent=True)
class OneLayerWhateverIsAsked(Model):
    """Your model has one recurrent layer, whatever num_layers says."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__(vocab_size, rnn_size, n_categories, 1, dropout, model_type)


@mistake("RecurrentClassifier", silent=True)
class ReadsBothWays(Model):
    """Your layers read in both directions, so that what stands behind a name changes its scores."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__(vocab_size, rnn_size, n_categories, num_layers, dropout, model_type)
        self.recurrent = KINDS[model_type](rnn_size, rnn_size, num_layers, batch_first=True, bidirectional=True)
        self.to_scores = nn.Linear(2 * rnn_size, n_categories)


@mistake("RecurrentClassifier", silent=True)
class BatchOnTheWrongAxis(Model):
    """Your layers take the batch for time: the state goes on from name to name. Which argument tells them?"""

    def states(self, embedded):
        return self.recurrent(embedded.transpose(0, 1))[0].transpose(0, 1)


@mistake("RecurrentClassifier", silent=True)
class DropoutForgotten(Model):
    """Your model drops nothing while training."""

    def scores(self, last):
        return self.to_scores(last)


@mistake("RecurrentClassifier", silent=True)
class DropoutForEver(Model):
    """Your model drops numbers in evaluation too."""

    def scores(self, last):
        return self.to_scores(nn.functional.dropout(last, self.dropout.p, training=True))


@mistake("RecurrentClassifier", silent=True)
class DropoutOfOneHalf(Model):
    """Your model drops half of the numbers, whatever dropout says."""

    def scores(self, last):
        return self.to_scores(nn.functional.dropout(last, 0.5, self.training))


@mistake("RecurrentClassifier", silent=True)
class StateKeptBetweenCalls(Model):
    """Your layers go on from the state of the last call."""

    kept: Any = None
    rows = 0

    def states(self, embedded):
        fits = self.kept is not None and self.rows == len(embedded)
        states, self.kept = self.recurrent(embedded, self.kept if fits else None)
        self.rows = len(embedded)
        return states


@mistake("RecurrentClassifier", silent=True)
class FirstLetterTakenForPadding(Model):
    """Your embedding takes index 0 for padding, and never learns the letter a."""

    def __init__(self, vocab_size, rnn_size, *rest):
        super().__init__(vocab_size, rnn_size, *rest)
        self.embedding = nn.Embedding(vocab_size, rnn_size, padding_idx=0)


@mistake("RecurrentClassifier", silent=True)
class EmbeddingDetached(Model):
    """Your embedding is cut off, and never learns."""

    def embedded(self, x):
        return super().embedded(x).detach()


@mistake("RecurrentClassifier", silent=True)
class OneCategoryTooFew(Model):
    """Your model has one score too few. How many categories are there?"""

    def scores(self, last):
        return super().scores(last)[:, 1:]
