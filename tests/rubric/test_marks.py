"""Points by criterion and the comment that a student reads say the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.build.rubrics import Criterion
from autograder.rubric.marks import Mark, feedback_comment, mark_of

CRITERIA = (
    Criterion("names_state", 3, "the state is named", "Say what is carried."),
    Criterion("says_how", 0.3, "it says how", "Say how: by hand, e.g. 1 of 2."),
)


def test_lost_points_are_explained_and_earned_ones_are_named():
    assert feedback_comment(CRITERIA, Mark((3, 0.1), "Nice plot.")) == (
        "- names state: 3 of 3\n- says how: 0.1 of 0.3. Say how: by hand, e.g. 1 of 2.\n\nNice plot."
    )


def test_scores_have_two_decimals():
    assert Mark((0.1, 0.2)).score == 0.3


@settings(deadline=None)
@given(
    points=st.tuples(*(st.integers(0, round(criterion.points * 100)) for criterion in CRITERIA)),
    said=st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=40).map(str.strip),
)
def test_a_comment_tells_the_mark_that_it_was_made_of(points, said):
    mark = Mark(tuple(hundredths / 100 for hundredths in points), said)
    assert mark_of(CRITERIA, feedback_comment(CRITERIA, mark), mark.score) == mark


@pytest.mark.parametrize(
    ("comment", "score"),
    [
        (None, 3.1),
        ("", 3.1),
        ("Well done.", 3.1),
        ("- names state: 3 of 3", 3),
        ("- names state: 3 of 3\n- says how: 0.1 of 0.3", 3.1),
        ("- names state: 3 of 3\n- says how: 0.1 of 0.3. Say how: by hand, e.g. 1 of 2.", 2.5),
        ("- names state: 3 of 3\n- says how: 0.1 of 0.3. Say how: by hand, e.g. 1 of 2.", None),
        ("- says how: 3 of 3\n- names state: 0.3 of 0.3", 3.3),
    ],
)
def test_what_a_person_wrote_in_formgrader_is_no_mark(comment, score):
    assert mark_of(CRITERIA, comment, score) is None
