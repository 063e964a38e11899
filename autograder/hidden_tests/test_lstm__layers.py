"""Hidden tests of the part lstm: the layers in torch."""

from __future__ import annotations

from autograder.judge import item
from autograder.judge.student import Student


@item("LSTMLayer")
def test_layer_can_be_built(student: Student) -> None:
    """A layer can be built from two sizes."""
    student.LSTMLayer(2, 3)


@item("LSTM")
def test_stack_can_be_built(student: Student) -> None:
    """A stack of layers can be built from three sizes."""
    student.LSTM(2, 3, 2)
