"""What counts as a success against plain nbgrader, told from what is found after a run."""

import pytest
from msgspec import structs

from autograder.parts import load_part
from autograder.sample_class.samples import load_samples
from benchmarks.hostile import Seen, Tried, harms, render, tried
from benchmarks.hostile_course import AFTER, ATTACKER, BEFORE

SAMPLES = {sample.name: sample for sample in load_samples("rnn_cell")}
FULL = {f"test_{item.grade_id}": item.points for item in load_part("rnn_cell").items}
HONEST = {"rnn_cell_forward": 10.0, "rnn_forward": 10.0, "rnn_cell_backward": 0.0, "rnn_backward": 13.0}
HELD = Seen(0, {BEFORE: FULL, AFTER: FULL, ATTACKER: {f"test_{name}": score for name, score in HONEST.items()}})
ARROW = "\\u001b[32m---> 24\\u001b[39m \\u001b[43massert not reached, reached"


def found(seen, sample="searches_the_memory"):
    return harms(seen, HONEST, SAMPLES[sample])


def scored(**scores):
    return structs.replace(HELD, scores=HELD.scores | scores)


def test_an_attack_that_gets_what_its_honest_part_earns_is_held():
    assert found(HELD) == ()


def test_an_attack_that_loses_its_own_result_is_held():
    assert found(structs.replace(HELD, scores={BEFORE: FULL, AFTER: FULL})) == ()
    assert found(scored(hostile=dict.fromkeys(FULL))) == ()


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (scored(hostile=FULL), "earns too much in 1 of 4 items"),
        (structs.replace(HELD, outputs=f'["{ARROW}"]'), "reaches what it looks for"),
        (structs.replace(HELD, outputs="SECRET=the-graders-password-1f0c"), "reads the grader's environment"),
        (structs.replace(HELD, changed=("/tmp/course/submitted/z-after/x",)), "writes to files of others"),
        (scored(**{BEFORE: FULL | {"test_rnn_forward": 0.0}}), "changes the scores of a student graded before"),
        (scored(**{AFTER: FULL | {"test_rnn_forward": None}}), "costs the next student points"),
        (Seen(None, {BEFORE: FULL}), "ends the run"),
        (structs.replace(HELD, alive=1), "outlives the run"),
    ],
)  # fmt: skip
def test_a_harm_is_told_by_what_is_found(seen, told):
    assert found(seen) == (told,)


def test_a_run_of_which_nothing_is_left_ended_for_everyone():
    assert found(Seen(None)) == ("changes the scores of a student graded before", "ends the run")


def test_an_assertion_that_only_stands_near_an_error_is_no_success():
    assert found(structs.replace(HELD, outputs="---> 23 np.tanh(x)\\n     24 assert not reached, reached")) == ()


@pytest.mark.parametrize(
    "page", ["<p><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg\nonload='alert(2)'/>"]
)
def test_a_program_of_a_student_counts_where_a_browser_would_run_it(page):
    told = ("its script runs in the feedback",)
    assert found(structs.replace(HELD, page=f"<html>{page}</html>")) == told
    assert found(structs.replace(HELD, page=page.replace("<", "&lt;"))) == ()
    assert found(structs.replace(HELD, page="<script>nbgraders_own()</script><p>alert(1)</p>")) == ()


def test_the_table_counts_what_applies_what_succeeds_and_what_is_lost():
    page = render([
        Tried("a/held", "as it is", 5.0, 5.0, 10.0, (), 5.0),
        Tried("a/lost", "as it is", None, 5.0, 10.0, (), 5.0),
        Tried("a/wins", "same aim, another way", 10.0, 0.0, 10.0, ("earns too much", "outlives the run"), 0.0),
        Tried("a/ours", "", None, 5.0, 10.0, (), 5.0),
    ])  # fmt: skip
    assert "Of 4 attacks 3 apply, 1 of them in another way" in page
    assert "**1 of 3 succeed.** 1 leave" in page
    assert (
        "| `a/wins` | same aim, another way | 0 of 10 | 10 of 10 | earns too much; outlives the run | 0 of 10 |" in page
    )
    assert "| `a/lost` | as it is | 5 of 10 | no score | loses its own result | 5 of 10 |" in page
    assert "| `a/ours` | does not apply |  |  |  | 5 of 10 |" in page


def test_of_an_attack_in_another_way_the_cell_that_it_takes_earns_nothing_honestly():
    sample = SAMPLES["patches_the_shell"]
    became = tried(sample, scored(hostile=FULL))
    assert (became.honest, became.got, became.ours, became.points) == (33.0, 45.0, 45.0, 45.0)
    assert became.harms == ("earns too much in 1 of 4 items",)


def test_an_attack_that_does_not_apply_comes_to_nothing():
    became = tried(SAMPLES["counts_that_lie"], Seen(0))
    assert (became.way, became.got, became.harms, became.ours) == ("", None, (), 33.0)
