"""The public checks of written: right answers pass, forms are named, and no right answer is given away."""

import re
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import checks
import checks_written as public

from solutions import written as reference

NUMBERS = reference.numbers_of("ada", 1)
CHECKS = {
    "two_steps": public.check_two_steps,
    "parameter_counts": public.check_parameter_counts,
    "gradient_factor": public.check_gradient_factor,
    "reading_a_loss": public.check_reading_a_loss,
    "stacked_shapes": public.check_stacked_shapes,
}


@pytest.fixture(autouse=True)
def _numbers_of_ada(monkeypatch):
    monkeypatch.setattr(reference, "numbers", NUMBERS)


def answered(item, **changes):
    """An exercise that gives the right answers, but for some."""

    def exercise():
        return {**getattr(reference, item)(), **changes}

    exercise.__name__ = item
    return exercise


def complaint(item, **changes):
    with pytest.raises(checks.CheckFailed) as failure:
        CHECKS[item](answered(item, **changes), NUMBERS)
    message = str(failure.value)
    assert len(message.splitlines()) <= 4
    assert len(message.split()) <= 62
    assert "Next:" in message
    return message


@pytest.mark.parametrize("item", CHECKS)
@pytest.mark.parametrize("student", [f"student-{place}" for place in range(25)])
def test_right_answers_pass_with_the_numbers_of_any_student(item, student, monkeypatch, capsys):
    numbers = reference.numbers_of(student, 1)
    monkeypatch.setattr(reference, "numbers", numbers)
    CHECKS[item](getattr(reference, item), numbers)
    assert "passes:" in capsys.readouterr().out


@pytest.mark.parametrize("style", [Fraction, np.float32, np.float64, np.array, lambda value: np.array([value])])
def test_every_kind_of_number_passes(style):
    counts = reference.parameter_counts()
    CHECKS["parameter_counts"](answered("parameter_counts", **{k: style(v) for k, v in counts.items()}), NUMBERS)
    shapes = {name: np.array(shape) for name, shape in reference.stacked_shapes().items()}
    CHECKS["stacked_shapes"](answered("stacked_shapes", **shapes), NUMBERS)


@pytest.mark.parametrize(("item", "changes", "says"), [
    ("two_steps", {"h1": None, "dW_h": None}, "6 of 8 answers are there. Without an answer: h1, dW_h"),
    ("two_steps", {"h1": "4.5"}, "without quotes"),
    ("two_steps", {"h1": (4, 5)}, "write 4.5, not 4,5"),
    ("two_steps", {"h1": True}, "h1 is True"),
    ("two_steps", {"h1": 3j}, "it should be a number"),
    ("two_steps", {"h1": float("nan")}, "division by zero"),
    ("two_steps", {"h1": [[1]]}, "decimal comma"),
    ("two_steps", {"loss": -3}, "a sum of squares is above 0"),
    ("parameter_counts", {"rnn": 3.5}, "rnn is 3.5; it should be a whole number above 0"),
    ("parameter_counts", {"gru": 1}, "although it has more blocks"),
    ("parameter_counts", {"rnn_two": 1}, "although it has one bias more"),
    ("gradient_factor", {"radius": -0.9}, "it is an absolute value"),
    ("gradient_factor", {"radius": 0.9, "factor": 9.0}, "one of them shrinks"),
    ("gradient_factor", {"steps": 12.4}, "a part of one"),
    ("gradient_factor", {"critical_radius": 0.8}, "the slope of tanh only makes gradients smaller"),
    ("reading_a_loss", {"uniform_nats": -4}, "a loss is minus a logarithm"),
    ("reading_a_loss", {"bits_per_step": 0.2}, "a bit is the smaller unit"),
    ("reading_a_loss", {"perplexity": 0.2}, "fewer than 1 character"),
    ("stacked_shapes", {"logits": 32}, "write the sizes in brackets"),
    ("stacked_shapes", {"logits": (32.5, 4)}, "logits[0] is 32.5"),
    ("stacked_shapes", {"logits": (1, 4)}, "1 is no size of this model"),
    ("stacked_shapes", {"logits": ()}, "it has no axes"),
])  # fmt: skip
def test_a_wrong_form_is_named(item, changes, says):
    assert says in complaint(item, **changes)


def test_a_gradient_that_points_downhill_is_noticed():
    assert "a gradient points to where the loss grows" in complaint("two_steps", dh2=-reference.two_steps()["dh2"])


@pytest.mark.parametrize("item", CHECKS)
def test_the_starter_is_not_written_and_without_an_id_there_is_nothing_to_do(item):
    def starter():
        raise NotImplementedError("starter")

    starter.__name__ = item
    with pytest.raises(checks.NotWritten, match="not written yet"):
        CHECKS[item](starter, NUMBERS)
    with pytest.raises(checks.NotWritten, match="student_id is empty"):
        CHECKS[item](starter, {})


@pytest.mark.parametrize("wrong", [lambda: None, lambda: 3, lambda: {}, lambda: {"h1": 3}])
def test_what_is_no_dict_of_answers_is_named(wrong):
    wrong.__name__ = "two_steps"
    with pytest.raises(checks.CheckFailed, match="it should be a dict with h1, h2, yhat1"):
        public.check_two_steps(wrong, NUMBERS)


@pytest.mark.parametrize("item", CHECKS)
def test_no_message_holds_a_right_answer(item, capsys):
    """Wrong answers of every kind: whatever is said, the right ones are not in it."""
    right = getattr(reference, item)()
    for name, value in right.items():
        for wrong in (-1, 0, 0.5, 3, 1e9, "x", None, (), (7, 7), float("inf")):
            said = ""
            try:
                CHECKS[item](answered(item, **{name: wrong}), NUMBERS)
            except checks.CheckFailed as failure:
                said = str(failure)
            said += capsys.readouterr().out
            shown = f"{value:g}" if not isinstance(value, tuple) else str(value)
            assert not re.search(rf"(?<![\w.]){re.escape(shown)}(?![\w.])", said) or len(shown) < 3, (name, wrong, said)
