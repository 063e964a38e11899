"""The public checks of char_lm: right solutions pass, each known mistake gets a message that names it."""

import functools
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import checks
import checks_char_lm as public

from autograder.build.source import read_source
from autograder.config import HOUSE
from solutions import char_lm as reference
from tests import sample_cells

LOSS, GRADIENTS, CLIP = reference.sequence_loss, reference.sequence_gradients, reference.clip
SAMPLES = HOUSE / "tests" / "submissions" / "char_lm"
CHECKS = {
    "clip": public.check_clip,
    "sequence_loss": public.check_sequence_loss,
    "sequence_gradients": lambda back: public.check_sequence_gradients(back, LOSS),
    "sample": public.check_sample,
    "optimize": lambda step: public.check_optimize(step, LOSS, GRADIENTS, CLIP),
    "model": lambda model: public.check_model(model, LOSS),
}


submitted = functools.partial(sample_cells.submitted, reference)

#: sample submission -> (item, what the check says)
MISTAKES = {
    "zeroes_large_gradients": ("clip", "and is now 0"),
    "flips_large_gradients": ("clip", "sketch the number line"),
    "clips_above_only": ("clip", "sketch the number line"),
    "clips_by_norm": ("clip", "lie within the bound have changed"),
    "clips_at_five_always": ("clip", "clip with maxValue 0.3"),
    "clips_into_the_wind": ("clip", "sketch the number line"),
    "none_is_everything": ("sequence_loss", "although X[0] is None"),
    "none_is_the_first_character": ("sequence_loss", "although X[0] is None"),
    "mean_over_time": ("sequence_loss", "sum or mean"),
    "overflowing_softmax": ("sequence_loss", "exp of 1000 overflows"),
    "starts_from_zeros": ("sequence_loss", "how Waa enters"),
    "state_not_carried": ("sequence_loss", "does not follow from X[1] and states[1]"),
    "reads_the_old_state": ("sequence_loss", "the state after X[t]"),
    "logarithm_of_base_two": ("sequence_loss", "divide your loss by ln n_x"),
    "looks_up_the_input": ("sequence_loss", "which probability is looked up"),
    "gradient_not_carried": ("sequence_gradients", "what step t + 1 hands to step t"),
    "gradients_overwritten": ("sequence_gradients", "does it add up"),
    "probability_without_truth": ("sequence_gradients", "probability minus truth"),
    "slope_left_out": ("sequence_gradients", "subgoal B and C"),
    "tanh_of_the_state": ("sequence_gradients", "subgoal B and C"),
    "output_meets_the_old_state": ("sequence_gradients", "dWya"),
    "recurrent_weights_meet_the_new_state": ("sequence_gradients", "dWaa"),
    "none_has_a_column": ("sequence_gradients", "nothing came in through Wax"),
    "matrix_not_transposed": ("sequence_gradients", "what step t + 1 hands to step t"),
    "most_probable_character": ("sample", "All of them begin alike"),
    "drawn_character_not_read": ("sample", "what the next step reads"),
    "writer_without_memory": ("sample", "which state each step starts from"),
    "begins_with_newline": ("sample", "what the first step reads"),
    "newline_written_twice": ("sample", "stand nowhere else"),
    "full_name_without_newline": ("sample", "Newline should be the last entry"),
    "one_character_too_many": ("sample", "At most max_length characters"),
    "goes_on_after_newline": ("sample", "stand nowhere else"),
    "chance_of_its_own": ("sample", "does it come from rng"),
    "same_chance_each_time": ("sample", "All of them begin alike"),
    "temperature_multiplied": ("sample", "how one index is drawn"),
    "uniform_characters": ("sample", "what the next step reads"),
    "clips_at_ten": ("optimize", "the bound of clip"),
    "does_not_clip": ("optimize", "by the gradients before clipping"),
    "learning_rate_ignored": ("optimize", "at rate 0.01"),
    "climbs": ("optimize", "along the gradient, not against it"),
    "new_parameters_thrown_away": ("optimize", "did not change at all"),
    "loss_after_the_step": ("optimize", "before the step it was"),
    "none_missing": ("model", "None first in X"),
    "newline_missing": ("model", "without its newline in Y"),
    "both_shifted": ("model", "without its first letter"),
    "targets_are_the_inputs": ("model", "None first in X"),
    "shuffled_once": ("model", "each should have a new one"),
    "never_shuffled": ("model", "each should have a new one"),
    "data_shuffled_in_place": ("model", "changed its argument data in place"),
    "drawn_with_repetition": ("model", "should hold each name once"),
    "rate_of_its_own": ("model", "fits none of the names"),
    "vocabulary_of_27_in_the_model": ("model", "dWax has shape"),
    "state_carried_from_name_to_name": ("model", "the first state"),
    "smoothed_losses": ("model", "fits none of the names"),
    "starts_from_nothing": ("model", "nats only"),
    "empty_list_not_refused": ("model", "ZeroDivisionError"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_known_mistake_is_named_in_a_short_message(name):
    item, says = MISTAKES[name]
    with pytest.raises(checks.CheckFailed) as failure:
        CHECKS[item](submitted("partial", name)[item])
    message = str(failure.value)
    assert says in message
    assert "Where to look:" in message
    assert "Next:" in message
    assert len(message.splitlines()) <= 4
    assert len(message.split()) <= 62


@pytest.mark.parametrize(("name", "item", "error"), [
    ("vocabulary_of_27", "sequence_loss", ValueError),
    ("twenty_seven_to_choose_from", "sample", ValueError),
    ("no_modulo", "model", IndexError),
])  # fmt: skip
def test_an_error_inside_the_students_code_keeps_its_traceback_and_gains_a_note(name, item, error):
    with pytest.raises(error) as failure:
        CHECKS[item](submitted("partial", name)[item])
    assert f"Raised inside your {item}" in failure.value.__notes__[0]


def test_a_probability_held_above_a_bound_is_noticed():
    def bounded(X, Y, a_prev, parameters):
        _, (probabilities, states) = LOSS(X, Y, a_prev, parameters)
        chances = [probabilities[t][Y[t], 0] for t in range(len(X))]
        return float(-np.log(np.maximum(chances, 1e-12)).sum()), (probabilities, states)

    with pytest.raises(checks.CheckFailed, match=r"a very small probability before the log"):
        public.check_sequence_loss(bounded)


def test_numpys_global_generator_is_noticed_unless_the_draws_happen_to_fit():
    np.random.seed(0)
    with pytest.raises(checks.CheckFailed, match="does it come from rng"):
        CHECKS["sample"](submitted("partial", "global_chance")["sample"])


@pytest.mark.parametrize("item", CHECKS)
def test_the_starter_says_that_it_is_not_written(item):
    def starter(*arguments):
        raise NotImplementedError("starter")

    with pytest.raises(checks.NotWritten, match="not written yet"):
        CHECKS[item](starter)


@pytest.mark.parametrize("item", CHECKS)
def test_nothing_and_zeros_do_not_pass(item):
    for wrong in (lambda *arguments: None, submitted("none", "zeros_of_the_right_shape")[item]):
        with pytest.raises(checks.CheckFailed):
            CHECKS[item](wrong)


@pytest.mark.parametrize("style", sorted(path.stem for path in (SAMPLES / "correct").glob("*.py")))
def test_right_solutions_pass_whatever_their_style(style, capsys):
    own = submitted("correct", style)
    public.check_clip(own["clip"])
    if (
        style != "one_hot_columns_and_dicts"
    ):  # whose cache is its own: grading accepts it, the check wants the documented one
        public.check_sequence_loss(own["sequence_loss"])
        public.check_sequence_gradients(own["sequence_gradients"], own["sequence_loss"])
    public.check_sample(own["sample"])
    public.check_optimize(own["optimize"], own["sequence_loss"], own["sequence_gradients"], own["clip"])
    public.check_model(own["model"], own["sequence_loss"])
    assert capsys.readouterr().out.count("passes:") >= 4


@pytest.mark.parametrize("seed", range(3))
def test_the_reference_passes_with_other_seeds(seed):
    public.check_clip(CLIP, seed)
    public.check_sequence_loss(LOSS, seed)
    public.check_sequence_gradients(GRADIENTS, LOSS, seed)
    public.check_sample(reference.sample, seed)
    public.check_optimize(reference.optimize, LOSS, GRADIENTS, CLIP, seed)
    public.check_model(reference.model, LOSS, seed)


# ---- the code that is given in the notebook ----


@pytest.fixture
def given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for path in (HOUSE / "datasets").glob("*.txt"):
        (tmp_path / "data" / path.name).write_bytes(path.read_bytes())
    cell = next(cell for cell in read_source("char_lm", HOUSE).cells if "def vocabulary" in cell.source)
    namespace = {}
    exec(cell.source, namespace)
    return namespace


def test_names_survive_encoding_and_decoding_accents_and_digits_included(given):
    films = given["read_names"]("film_titles.txt")
    char_to_ix, ix_to_char = given["vocabulary"](films)
    assert len(char_to_ix) == len(ix_to_char) == 73
    for film in ("8½", "Amélie", "WALL·E", "2001: A Space Odyssey", "Y tu mamá también"):
        assert given["decode"]([*given["encode"](film, char_to_ix), char_to_ix["\n"]], ix_to_char) == film


def test_an_empty_file_says_so(given, tmp_path):
    (tmp_path / "data" / "none.txt").write_text("\n\n")
    with pytest.raises(ValueError, match=r"data/none.txt holds no names"):
        given["read_names"]("none.txt")


def test_one_name_makes_a_vocabulary(given):
    assert given["vocabulary"](["tin"])[0] == {"\n": 0, "i": 1, "n": 2, "t": 3}


def test_an_unknown_character_is_named(given):
    with pytest.raises(ValueError, match=r"'étain' holds 'é', which is none of the 25 known characters"):
        given["encode"]("étain", given["letter_to_ix"])
