"""The data sets: complete, clean, in order, and what the parts' prose says about them."""

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "datasets"
HIDDEN = Path(__file__).parents[1] / "autograder" / "hidden_data"
ELEMENTS, FILMS = ((FOLDER / name).read_text("utf-8").splitlines() for name in ("elements.txt", "film_titles.txt"))


@pytest.fixture(scope="module")
def check():
    spec = importlib.util.spec_from_file_location("datasets_check", FOLDER / "check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copied(tmp_path):
    return Path(shutil.copytree(FOLDER, tmp_path / "datasets"))


@pytest.fixture
def hidden(tmp_path):
    return Path(shutil.copytree(HIDDEN, tmp_path / "hidden_data"))


def test_the_data_sets_are_in_order(check):
    assert check.problems() == []


def test_the_elements_stand_by_atomic_number():
    assert len(ELEMENTS) == len(set(ELEMENTS)) == 118
    numbers = {1: "hydrogen", 8: "oxygen", 26: "iron", 47: "silver", 79: "gold", 92: "uranium", 118: "oganesson"}
    assert {number: ELEMENTS[number - 1] for number in numbers} == numbers
    assert len(set("".join(ELEMENTS))) == 24
    assert all(name.isascii() and name.islower() and name.isalpha() for name in ELEMENTS)


def test_the_titles_are_a_harder_vocabulary():
    letters = set("".join(FILMS))
    assert len(FILMS) == len(set(FILMS)) == 250
    assert len(letters) == 72
    assert {"é", "½", "·", "0", "A", "a", " ", "'", ":", "!"} <= letters
    assert min(map(len, FILMS)) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text + "Alien\n", "251 names instead of 250"),
        (lambda text: text + "Alien\n", "stands there twice"),
        (lambda text: text.replace("é", "e\u0301"), "normal form C"),
        (lambda text: text.removesuffix("\n"), "no newline after the last name"),
        (lambda text: "\n".join(reversed(text.splitlines())) + "\n", "not sorted"),
        (lambda text: text.replace("Alien\n", "Alien \n"), "white space"),
        (lambda text: text.replace("Alien\n", "Aliens\n"), "SHA256SUMS"),
    ],
)
def test_a_spoilt_list_is_noticed(check, copied, change, says):
    path = copied / "film_titles.txt"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    assert any(says in problem for problem in check.problems(copied))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("Aalto,Finnish\n", ""), "12894 rows instead of 12895"),
        (lambda text: text.replace("Aalto,", "Aaltonen,"), "stands in several rows"),
        (lambda text: text.replace("Aalto,Finnish", "Aalto,Klingon"), "19 languages instead of 18"),
        (lambda text: text.replace("Aalto,", "Äalto,"), "ASCII"),
        (lambda text: text.replace("name,language", "language,name"), "no table of name, language"),
        (lambda text: text.replace("Aalto,Finnish", "Aalto"), "no table of name, language"),
        (lambda text: text.removesuffix("\n"), "no table of name, language"),
        (lambda text: text.replace("Aalto,Finnish\n", "") + "Aalto,Finnish\n", "not sorted"),
        (lambda text: text.replace("Aalto,Finnish", "Aalto,Estonian"), "datasets/SHA256SUMS: does not fit"),
    ],
)
def test_a_spoilt_table_is_noticed(check, copied, hidden, change, says):
    path = copied / "last_names_train.csv"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    assert any(says in problem for problem in check.problems(copied, hidden))


def test_answers_to_other_names_are_noticed(check, copied, hidden):
    path = hidden / "last_names_predictions.csv"
    path.write_text(path.read_text("ascii").replace("Aasa,", "Aasb,"), "ascii")
    assert check.problems(copied, hidden) == [
        "last_names_predictions.csv does not answer last_names_test.csv: build both with datasets/last_names.py"
    ]


def test_changed_answers_are_noticed(check, copied, hidden):
    path = hidden / "last_names_predictions.csv"
    path.write_text(path.read_text("ascii").replace("Aasa,Estonian", "Aasa,Finnish"), "ascii")
    assert any("hidden_data/SHA256SUMS: does not fit" in problem for problem in check.problems(copied, hidden))


def test_writing_mends_what_can_be_mended(check, copied, hidden):
    path = copied / "film_titles.txt"
    before = path.read_bytes()
    path.write_text("\n".join(reversed(path.read_text("utf-8").replace("é", "e\u0301").splitlines())) + "\n\n", "utf-8")
    check.write(copied, hidden)
    assert check.problems(copied, hidden) == []
    assert path.read_bytes() == before


def test_the_script_says_what_is_wrong(copied):
    import subprocess

    (copied / "elements.txt").write_bytes(b"\xff")
    ran = subprocess.run([sys.executable, copied / "check.py"], capture_output=True, text=True)
    assert ran.returncode == 1
    assert ran.stdout.startswith("elements.txt: cannot be read as UTF-8")
