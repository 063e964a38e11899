"""How the hidden tests of char_lm judge chance: an exact writer passes, with room; near misses do not."""

import math
from collections import Counter

import numpy as np
import pytest

from autograder.hidden_tests import test_char_lm__writing as hidden
from autograder.judge import language
from autograder.judge.compare import WrongAnswer
from solutions import char_lm as reference

NETWORKS = [*hidden.FIRST_CHARACTERS, *hidden.BEGINNINGS]


def drawn(network, seeds):
    arguments, length = network
    parameters, char_to_ix = language.writer(*arguments)
    names = [tuple(reference.sample(parameters, char_to_ix, np.random.default_rng(s), length + 1)) for s in seeds]
    newline = char_to_ix["\n"]
    return language.beginnings(names, newline, length), language.chances(parameters, newline, length)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_chances_of_all_beginnings_sum_to_one(network):
    assert sum(drawn(network, range(1))[1].values()) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("network", NETWORKS)
def test_an_exact_writer_stays_far_from_the_limit(network):
    for first in (0, 10_000):
        counts, expected = drawn(network, range(first, first + hidden.CALLS))
        language.check_shares(counts, expected, "begin with")
        worst = max(hidden.CALLS * language.divergence(counts[key] / hidden.CALLS, p) for key, p in expected.items())
        assert worst < 0.6 * math.log(2 * len(expected) / language.RISK)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_writer_of_other_chances_is_noticed(network):
    counts, expected = drawn(network, range(hidden.CALLS))
    sharper = {key: chance**2 for key, chance in expected.items()}
    total = sum(sharper.values())
    with pytest.raises(WrongAnswer, match="were to be expected"):
        language.check_shares(counts, {key: chance / total for key, chance in sharper.items()}, "begin with")


def test_the_bound_holds_for_a_coin():
    """The exact probability that a fair share is refused stays below Chernoff's bound, for a limit one can reach."""
    n, p, limit = 60, 0.3, 4.0
    binomial = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    refused = sum(chance for k, chance in enumerate(binomial) if n * language.divergence(k / n, p) > limit)
    assert 0 < refused <= 2 * math.exp(-limit)


def test_what_cannot_happen_is_refused():
    with pytest.raises(WrongAnswer, match="begin with"):
        language.check_shares(Counter({(1,): 500}), {(0,): 1.0, (1,): 0.0}, "begin with")


def test_no_name_of_the_network_that_must_vary_has_more_than_one_half():
    parameters, char_to_ix = language.writer(5, 3, 51)
    expected = language.chances(parameters, char_to_ix["\n"], 6)
    assert max(expected.values()) <= 0.5
    assert len(expected) < 20_000
