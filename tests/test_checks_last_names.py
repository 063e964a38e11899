"""The public checks of last_names: right solutions pass, each known mistake gets a message that names it."""

import functools
import re
import string
import sys
from pathlib import Path

import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import checks
import checks_last_names as public

from autograder.config import HOUSE
from solutions import last_names as reference
from tests import sample_cells

SAMPLES = HOUSE / "tests" / "submissions" / "last_names"
CHECKS = {
    "letter_to_index": lambda own: public.check_letter_to_index(own["letter_to_index"]),
    "encode_names": lambda own: public.check_encode_names(own["encode_names"], own["letter_to_index"]),
    "RecurrentClassifier": lambda own: public.check_classifier(own["RecurrentClassifier"]),
    "evaluate": lambda own: public.check_evaluate(own["evaluate"]),
}
NAMES, LANGUAGES = ["Ann", "Bo", "Cy"], ["Czech", "Dutch"]


submitted = functools.partial(sample_cells.submitted, reference)

#: sample submission -> (item, what the check says)
MISTAKES = {
    "capitals_are_small": ("letter_to_index", "which is the place of 'a'"),
    "minus_one_for_a_stranger": ("letter_to_index", "it returned -1"),
    "neighbours_are_a_letter": ("letter_to_index", "letter_to_index('ab'): it returned 0"),
    "says_not_which_letter": ("letter_to_index", "does not show 'é'"),
    "accents_not_dropped": ("encode_names", "these names fold to ['Nguyen', 'Bo']"),
    "folded_not_used": ("encode_names", "these names fold to ['Orsted', 'Bo']"),
    "everything_small": ("encode_names", "which spells 'ann'"),
    "empty_names_let_through": ("encode_names", "encode_names(['Ann', ''])"),
    "lengths_as_typed": ("encode_names", "That is its length as it was typed"),
    "lengths_off_by_one": ("encode_names", "That is the place of its last letter"),
    "longest_first": ("encode_names", "the length of 'Ann' is 10"),
    "padding_in_front": ("encode_names", "which spells '???'"),
    "padding_of_zeros": ("encode_names", "it should be PADDING, 57, throughout"),
    "real_numbers": ("encode_names", "it should be an int64 tensor"),
    "strangers_dropped": ("encode_names", "encode_names(['Li李'])"),
    "always_an_lstm": ("RecurrentClassifier", "That many has one with model_type='lstm'"),
    "any_kind_is_an_lstm": ("RecurrentClassifier", "it should raise ValueError"),
    "batch_on_the_wrong_axis": ("RecurrentClassifier", "rows [2] change"),
    "convolution_over_letters": ("RecurrentClassifier", "windows.weight (4, 4, 3)"),
    "dropout_for_ever": ("RecurrentClassifier", "after model.eval(), two calls give different scores"),
    "dropout_forgotten": ("RecurrentClassifier", "nothing is dropped"),
    "dropout_of_one_half": ("RecurrentClassifier", "although dropout is 0.0"),
    "embedding_detached": ("RecurrentClassifier", "no gradient reaches embedding.weight"),
    "final_state_behind_padding": ("RecurrentClassifier", "when there is other indices behind the last letters"),
    "first_letter_taken_for_padding": ("RecurrentClassifier", "is a letter taken for padding?"),
    "mean_of_all_states": ("RecurrentClassifier", "when there is other indices behind the last letters"),
    "mean_of_embeddings": ("RecurrentClassifier", "it has 51 parameters"),
    "one_layer_whatever_is_asked": ("RecurrentClassifier", "Asked for are an embedding (8, 5), 2 lstm layers"),
    "one_letter_too_early": ("RecurrentClassifier", "The last letter is never read"),
    "one_letter_too_far": ("RecurrentClassifier", "when there is other indices behind the last letters"),
    "reads_both_ways": ("RecurrentClassifier", "when there is other indices behind the last letters"),
    "reads_the_last_column": ("RecurrentClassifier", "that of the last column, or of the last letter?"),
    "same_place_for_all_names": ("RecurrentClassifier", "when there is other indices behind the last letters"),
    "softmax_at_the_end": ("RecurrentClassifier", "so they are probabilities"),
    "state_not_carried": ("RecurrentClassifier", "letter 0 of a name of 4 can be changed, and no score changes"),
    "state_kept_between_calls": ("RecurrentClassifier", "the scores of rows [0, 1, 2, 3] change"),
    "always_back_to_training": ("evaluate", "came in evaluation mode and is in the other now"),
    "mean_of_batch_accuracies": ("evaluate", "It looks like the mean of the batches' accuracies"),
    "mean_of_recalls": ("evaluate", "It looks like the mean of the recalls"),
    "measured_in_training_mode": ("evaluate", "It looks like that of the model in training mode"),
    "measured_with_gradients": ("evaluate", "the model was asked with gradients"),
    "mode_not_given_back": ("evaluate", "came in training mode and is in the other now"),
    "no_examples_no_recall": ("evaluate", "recall[3] is 0, but no example has category 3"),
    "precision_for_recall": ("evaluate", "the precision"),
    "walks_twice": ("evaluate", "they are there once"),
}
#: The hidden tests know more than the public checks.
BEYOND = {"mean_over_the_letters", "right_score_by_a_product"}


@pytest.mark.parametrize("item", CHECKS)
def test_the_reference_passes(item, capsys):
    CHECKS[item](vars(reference))
    assert capsys.readouterr().out.startswith("passes: ")


RIGHT = sorted(path.stem for path in (SAMPLES / "correct").glob("*.py"))


@pytest.mark.parametrize("sample", RIGHT)
def test_right_solutions_pass(sample):
    own = submitted("correct", sample)
    for check in CHECKS.values():
        check(own)


@pytest.mark.parametrize("sample", MISTAKES)
def test_a_mistake_gets_a_message_that_names_it(sample):
    item, said = MISTAKES[sample]
    with pytest.raises(checks.CheckFailed) as failed:
        CHECKS[item](submitted("partial", sample))
    text = str(failed.value)
    assert said in text
    assert "Where to look: " in text
    assert "Next: " in text


def test_every_known_mistake_is_tried():
    known = {path.stem for path in (SAMPLES / "partial").glob("*.py")}
    assert {name for name in known if "predictions" not in name} == MISTAKES.keys() | BEYOND


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (None, "evaluate"),
        ((torch.zeros(3), torch.zeros(4)), "accuracy is a Tensor"),
        (("all", torch.zeros(4)), "accuracy is a str"),
        ((6 / 9, [0.75, 0.5, 1.0]), "recall is a list"),
        ((6 / 9, torch.zeros(3)), "recall has shape (3,)"),
        ((6 / 9, torch.full((4,), torch.nan)), "recall begins [nan, nan, nan]"),
    ],
)
def test_odd_results_of_evaluate_are_described(result, said):
    with pytest.raises(checks.CheckFailed, match=re.escape(said)):
        public.check_evaluate(lambda model, batches: result)


class TestPredictions:
    @pytest.fixture(autouse=True)
    def beside_the_notebook(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

    def check(self, lines=None, function=reference.predictions):
        if lines is not None:
            Path(public.FILE).write_text("\n".join(["name,language", *lines]) + "\n", "utf-8")
        public.check_predictions(function, NAMES, LANGUAGES)

    def test_the_reference_and_a_whole_file_pass(self, capsys):
        self.check(["Cy,Dutch", "Ann,Czech", "Bo,Dutch"])
        assert "has all 3 names; most often it says Dutch, 67 %" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            (None, "there is no such file"),
            (["Ann,Czech", "Bo,Dutch"], "1 of the 3 names are missing"),
            (["Ann,Czech", "Bo,Dutch", "Cy,Dutch", "Cy,Dutch"], "1 stand there several times"),
            (["Ann,Czech", "Bo,Dutch", "Cy,Klingon"], "'Klingon', which is no language"),
            (["Ann,Czech,sure", "Bo,Dutch", "Cy,Dutch"], "a row has not two fields"),
        ],
    )
    def test_what_is_wrong_with_a_file_is_said(self, lines, said):
        with pytest.raises(checks.CheckFailed, match=re.escape(said)):
            self.check(lines)

    @pytest.mark.parametrize(
        ("function", "said"),
        [
            (lambda model, names, languages: torch.zeros(5), "came back as a Tensor of 5"),
            (lambda model, names, languages: ["Czech"] * 5, "'Czech'; the languages that were handed in"),
            (lambda model, names, languages: ["first"] * 5, "names that end alike should have one answer"),
        ],
    )
    def test_wrong_answers_are_described(self, function, said):
        with pytest.raises(checks.CheckFailed, match=re.escape(said)):
            self.check(["Ann,Czech", "Bo,Dutch", "Cy,Dutch"], function)


def test_the_checks_know_the_alphabet():
    assert public.ALPHABET == reference.ALPHABET == string.ascii_letters + " .,;'"
