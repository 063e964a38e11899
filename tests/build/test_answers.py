"""Hidden answers are found in a release in whatever form a person would write them there."""

import json

import pytest

from autograder.build.answers import answer_leaks, hidden_answers
from autograder.build.leaks import leaks
from autograder.config import HOUSE

NAMES = {f"Name{letter}{other}": ("Irish", "Greek", "Dutch")[len(other + letter * 2) * ord(letter) % 3]
         for letter in "ABCDEFGHIJ" for other in ("", "x", "yy")}  # fmt: skip


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "autograder" / "hidden_data"
    folder.mkdir(parents=True)
    rows = "".join(f"{name},{label}\n" for name, label in NAMES.items())
    (folder / "answers.csv").write_text(f"name,language\n{rows}")
    return tmp_path


def found(house, *texts):
    return list(answer_leaks(texts, hidden_answers(house)))


@pytest.mark.parametrize(
    "line",
    ["NameA,{0}", "{0};NameA", '"NameA": "{0}"', "7, NameA, {0}, 0.9", "('NameA', '{0}')", "NameA\t{0}", "NameA | {0}"],
)
def test_a_name_beside_its_language_is_a_leak(house, line):
    assert found(house, f"a\n{line.format(NAMES['NameA'])}\nb") == [
        "holds the hidden answer to 'NameA' (answers.csv); leave it out"
    ]


def test_names_alone_and_wrong_languages_are_none(house):
    wrong = next(label for label in ("Irish", "Greek") if label != NAMES["NameA"])
    assert found(house, "\n".join(NAMES), f"NameA,{wrong}\nNameZ,{NAMES['NameA']}", "Irish, Greek, Dutch") == []


@pytest.mark.parametrize("between", ["\n", ", ", "1\n", '", "'])
def test_languages_in_the_order_of_the_answers_are_a_leak(house, between):
    assert found(house, between.join(NAMES.values())) == [
        "holds hidden answers in the order of answers.csv; leave them out"
    ]


def test_languages_in_another_order_are_none(house):
    assert found(house, "\n".join(sorted(NAMES.values()))) == []


def test_a_release_is_searched_file_by_file_notebooks_included(house):
    (house / "autograder" / "hidden_tests").mkdir()
    cell = {"cell_type": "code", "metadata": {}, "source": ["x = {\n", f"'NameA': '{NAMES['NameA']}'\n", "}"]}
    release = {"a/b.ipynb": json.dumps({"cells": [cell]}).encode(), "a/data.csv": b"NameA\nNameB\n"}
    assert leaks(release, [], house) == [
        "release/a/b.ipynb: holds the hidden answer to 'NameA' (answers.csv); leave it out"
    ]


def test_a_house_without_answers_has_none_to_leak(tmp_path):
    assert hidden_answers(tmp_path) == []


def test_the_course_has_answers_to_hide():
    assert [len(table.rows) for table in hidden_answers(HOUSE)] == [3684]
