"""Which attacks are put to plain nbgrader, and in what way."""

import ast

import pytest

from autograder.sample_class.samples import load_samples
from benchmarks.hostile_ways import ANOTHER_WAY, AS_IT_IS, WAYS, key, put, takes_hold_of_our_worker, way_of

SAMPLES = {key(sample): sample for part in ("rnn_cell", "last_names") for sample in load_samples(part)}


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("rnn_cell/counts_that_lie", ""),  # imports our protocol
        ("rnn_cell/keys_that_cannot_be", ""),  # takes it from the loaded modules
        ("rnn_cell/closes_the_channel", ""),  # looks for our worker among all objects
        ("last_names/forges_the_adapter", ""),  # and for what it calls
        ("rnn_cell/equals_everything", AS_IT_IS),
        ("rnn_cell/follows_links_out", AS_IT_IS),  # names our folders, among others
        ("rnn_cell/patches_the_shell", ANOTHER_WAY),
    ],
)
def test_an_attack_on_objects_of_our_worker_alone_does_not_apply(name, way):
    assert way_of(SAMPLES[name]) == way


def test_an_honest_submission_takes_hold_of_nothing():
    assert not takes_hold_of_our_worker(SAMPLES["rnn_cell/model_solution"])


@pytest.mark.parametrize("name", WAYS)
def test_another_way_stands_in_the_last_cell_that_the_attack_had_changed(name):
    (sample,) = (sample for sample in load_samples("rnn_cell") if key(sample) == name)
    ast.parse(WAYS[name])
    changed = [cell["source"] for cell in put(sample).notebook["cells"] if cell["source"] == WAYS[name].strip()]
    assert len(changed) == 1
