"""Rubrics are read as written, or refused with their line and the mend."""

import pytest

from autograder.build import build_course
from autograder.build.render import render
from autograder.build.rubrics import Criterion, Rubric, load_rubrics, rubric_problems
from autograder.build.source import parse_source
from autograder.config import load_course
from autograder.errors import ConfigError

ROWS = """\
# | first | 3 | it is named | Name it. |
# | second | 1 | it is shown | Show it. |
"""
TABLE = "# | criterion | points | earned when | comment |\n# |---|:-:|---|---|\n"


def region(table: str = TABLE + ROWS, answer: str = "# **Model answer.** Because.\n#\n", below: str = "") -> str:
    return (
        f'# %% [markdown] item="why" points=4\n# Why?\n# ### BEGIN SOLUTION\n{answer}{table}{below}# ### END SOLUTION\n'
    )


def problems_of(text: str) -> list[str]:
    return rubric_problems(parse_source("tiny", "source/tiny.py", text))


def row(text: str) -> str:
    """A region whose second row is replaced; the row stands on line 9."""
    return region(TABLE + ROWS.splitlines(keepends=True)[0] + f"# {text}\n")


def test_a_sound_rubric_has_no_problems():
    assert problems_of(region()) == []


def test_a_cell_between_triple_quotes_is_read_alike():
    text = region()
    header, *lines = text.splitlines()
    body = "\n".join(line.removeprefix("# ").removeprefix("#") for line in lines)
    assert problems_of(f'{header}\n"""\n{body}\n"""\n') == []


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (region(""), 1, "no rubric; below the model answer write a table that begins with `| criterion | points |"),
        (region(TABLE.replace("earned when", "when") + ROWS), 1, "no rubric"),
        (region(TABLE.replace("criterion", "Criterion") + ROWS), 1, "no rubric"),
        (region(TABLE), 6, "a rubric without criteria; write a row for each"),
        (region(TABLE.splitlines(keepends=True)[0] + ROWS), 6, "no rule below the header of the rubric"),
        (region(answer="# Because.\n#\n"), 4, "must begin with `**Model answer.**` and the answer"),
        (region(answer="# **Model answer.**\n#\n"), 4, "must begin with `**Model answer.**` and the answer"),
        (region(below="#\n" + TABLE + ROWS), 11, "a second rubric; merge the two tables"),
        (region(below="#\n# One word more.\n"), 11, "text below the rubric, which would be lost"),
        (region(below="# One word more.\n"), 10, "0 cells in a row of the rubric, not 4"),
        (row("| second | 1 | it is shown |"), 9, "3 cells in a row of the rubric, not 4"),
        (row("| second | 1 | $|a|$ | Show it. |"), 9, "6 cells in a row of the rubric, not 4; write `\\|` for a bar"),
        (row("| Second | 1 | it is shown | Show it. |"), 9, "criterion 'Second' is no name"),
        (row("| | 1 | it is shown | Show it. |"), 9, "criterion '' is no name"),
        (row("| first | 1 | it is shown | Show it. |"), 9, "duplicate criterion 'first', first on line 8"),
        (row("| comment | 1 | it is shown | Show it. |"), 9, "is the name of another column of a grading sheet"),
        (row("| second | 0 | it is shown | Show it. |"), 9, "points must be a positive number"),
        (row("| second | -1 | it is shown | Show it. |"), 9, "points must be a positive number"),
        (row("| second | one | it is shown | Show it. |"), 9, "points must be a positive number"),
        (row("| second | nan | it is shown | Show it. |"), 9, "points must be a positive number"),
        (row("| second | 0.125 | it is shown | Show it. |"), 9, "with at most two decimals, not '0.125'"),
        (row("| second | 1 | | Show it. |"), 9, "criterion 'second' does not say when it is earned"),
        (row("| second | 1 | it is shown | |"), 9, "criterion 'second' has no comment"),
        (row("| second | 2 | it is shown | Show it. |"), 6, "the criteria are worth 5 points, the question 4"),
    ],
)
def test_each_problem_names_its_line_and_the_mend(text, line, problem):
    found = problems_of(text)
    assert [said.startswith(f"source/tiny.py:{line}: ") and problem in said for said in found] == [True], found


def test_tenths_add_up():
    rows = "".join(f"# | part_{number} | 0.1 | it is named | Name it. |\n" for number in range(3))
    assert problems_of(region(TABLE + rows).replace("points=4", "points=0.3")) == []


def test_build_refuses_a_rubric_that_is_not_worth_the_question(make_house, tmp_path, tiny_source):
    source = "\n".join(line for line in tiny_source.splitlines() if not line.startswith("# | two_heaps"))
    root = make_house(tmp_path, {"source/tiny.py": source})
    with pytest.raises(ConfigError, match=r"source/tiny.py:64: the criteria are worth 1.5 points, the question 4"):
        render(load_course(root), root, whole_house=True)


def test_the_grader_reads_rubrics_from_what_was_built(make_house, tmp_path):
    root = make_house(tmp_path)
    build_course(root, root)
    [rubric] = load_rubrics("tiny", root).values()
    assert rubric == Rubric(
        item="why_add",
        asked="Why does addition commute?",
        prompt="Why does addition commute?",
        model_answer="Because swapping two heaps changes no count at all.\n\n"
        "Two points for naming both heaps in the answer.",
        criteria=(
            Criterion("two_heaps", 2.5, "the answer speaks of two heaps", "Picture both numbers as heaps of stones."),
            Criterion(
                "same_count", 1.5, "the answer says that $|a| + |b|$ stays", "Count the stones before and after."
            ),
        ),
    )
    assert rubric.points == 4


def test_prose_above_the_answer_is_part_of_what_was_asked(make_house, tmp_path, tiny_source):
    asked = "# %% [markdown]\n# Think of stones.\n\n"
    source = tiny_source.replace("# %% [markdown] item", asked + "# %% [markdown] item")
    root = make_house(tmp_path, {"source/tiny.py": source})
    build_course(root, root)
    assert load_rubrics("tiny", root)["why_add"].asked == "Think of stones.\n\nWhy does addition commute?"
