"""A file of predictions is read strictly and earns in a straight line; no message tells a hidden answer."""

import types

import pytest

from autograder.errors import ConfigError
from autograder.judge import predictions
from autograder.judge.compare import WrongAnswer
from autograder.judge.predictions import check_predictions, load_answers, read_predictions, share_right
from autograder.judge.student import Student
from autograder.records import Submission

NAME = "last_names_predictions.csv"
ANSWERS = {"Aho": "Finnish", "Aas": "Estonian", "Bauer": "German", "O Brian": "Irish"}


def table(answers=ANSWERS, header="name,language", end="\n"):
    return end.join([header, *(f"{name},{label}" for name, label in answers.items()), ""]).encode()


def read(data):
    return read_predictions("a.csv", data, ANSWERS)


@pytest.mark.parametrize(
    "data",
    [
        table(),
        table(end="\r\n"),
        table().removesuffix(b"\n"),
        table() + b"\n\r\n\n",
        b"\xef\xbb\xbf" + table(),
        table(dict(reversed(ANSWERS.items()))),
        table({f'"{name}"': f'"{label}"' for name, label in ANSWERS.items()}),
    ],
    ids=["plain", "Windows", "no last newline", "empty lines at the end", "with a mark", "other order", "quoted"],
)
def test_a_sound_table_is_read(data):
    assert read(data) == ANSWERS


def latin(text):
    return text.encode("latin-1")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "a.csv is empty"),
        (b" \n\n", "a.csv is empty"),
        (b"\xff\xfen\0a\0m\0e\0", "a.csv is UTF-16"),
        ("name,language".encode("utf-16-be"), "not a text file"),
        (table() + latin("Ärlig,German\n"), "Line 6 of a.csv is not UTF-8 text"),
        (table({**ANSWERS, "\0": "German"}), "not a text file"),
        (b"PK\x03\x04\x00", "not a text file"),
        (table(header="name;language"), "The first line of a.csv is 'name;language'"),
        (table().removeprefix(b"name,language\n"), "The first line of a.csv is 'Aho,Finnish'"),
        (table(header=",name,language"), "no index"),
        (table(header="x" * 5_000), f"'{'x' * 40}…'"),
        (table().replace(b"Aas,", b"Aas,7,"), "Line 3 of a.csv has 3 fields"),
        (table().replace(b"Aas,Estonian", b""), "Line 3 of a.csv has 0 fields"),
        (table().replace(b"Aas,", b"Aas;"), "Line 3 of a.csv has 1 fields"),
        (table().replace(b"Aas,", b"Aasa,"), "Line 3 of a.csv is about 'Aasa', which is none"),
        (table() + b"Aho,Finnish\n", "Line 6 of a.csv is about 'Aho' again"),
        (table() + b"Aho,German\n", "Line 6 of a.csv is about 'Aho' again"),
        (table().replace(b"German", b"german"), "says 'german'; the languages are Estonian, Finnish, German, Irish"),
        (table().replace(b"German", b"2"), "Line 4 of a.csv says '2'"),
        (table().replace(b",German", b", German"), "says ' German'"),
        (table().replace(b"Bauer,German\n", b""), "a.csv lacks 1 of the 4 names, such as 'Bauer'"),
        (b"name,language\n", "a.csv lacks 4 of the 4 names"),
        (table().replace(b"German", b'"German'), "Line 5 of a.csv is not comma-separated text"),
        (table().replace(b"German", b"G" * 200_000), "not comma-separated text: field larger than field limit"),
    ],
)
def test_anything_else_is_named_with_its_line_and_what_to_do(data, says):
    with pytest.raises(WrongAnswer) as wrong:
        read(data)
    assert says in str(wrong.value)
    assert wrong.value.credit == 0
    assert len(str(wrong.value)) < 400


def with_share_right(count):
    """Predictions of which so many are right; the others name the next language."""
    answers = load_answers(NAME)
    labels = sorted(set(answers.values()))
    after = dict(zip(labels, labels[1:] + labels[:1], strict=True))
    return {name: label if place < count else after[label] for place, (name, label) in enumerate(answers.items())}


def judged(found, floor=0.5, target=0.75, ceiling=0.9):
    """Credit, message, and flags of a submission with these predictions."""
    session = types.SimpleNamespace(submission=Submission("last_names", (), files={NAME: table(found)}))
    student = Student(session, types.SimpleNamespace(), 1)
    try:
        check_predictions(student, NAME, floor, target, ceiling)
    except WrongAnswer as wrong:
        return wrong.credit, str(wrong), student.flags
    return 1.0, "", student.flags


TOTAL = len(load_answers(NAME))


@pytest.mark.parametrize(
    ("share", "credit"), [(0.0, 0), (0.5, 0), (0.6, 0.4), (0.7, 0.8), (0.75, 1), (0.8, 1), (1.0, 1)]
)
def test_credit_grows_in_a_straight_line(share, credit):
    earned, _, _ = judged(with_share_right(round(share * TOTAL)))
    assert earned == pytest.approx(credit, abs=0.002)


def test_the_target_itself_earns_everything_and_one_name_less_does_not():
    assert judged(with_share_right(2763))[0] == 1  # 2763 / 3684 = 0.75
    assert 0.99 < judged(with_share_right(2762))[0] < 1


def test_the_message_says_what_counts():
    _, message, _ = judged(with_share_right(round(0.6 * TOTAL)))
    assert message.startswith(
        "60.0% of the 3,684 predictions in last_names_predictions.csv are right. 50% earns nothing"
    )


def test_only_an_improbable_accuracy_is_brought_before_a_person_and_costs_nothing():
    assert judged(with_share_right(round(0.89 * TOTAL)))[2] == []
    credit, _, flags = judged(with_share_right(round(0.91 * TOTAL)))
    assert credit == 1
    assert flags == ["last_names_predictions.csv: 91.0% of the predictions are right, more than the 90% of honest work"]


def test_what_can_be_seen_of_a_mistake_is_said():
    answers = dict(load_answers(NAME))
    assert "All of them say Polish." in judged(dict.fromkeys(answers, "Polish"))[1]
    assert "languages seem to be exchanged" in judged(with_share_right(0))[1]
    shifted = dict(zip(answers, [*list(answers.values())[1:], "Polish"], strict=True))
    assert "stand beside its own name" in judged(shifted)[1]


def test_no_message_tells_an_answer():
    """Whatever is handed in, no message holds a name together with its language."""
    answers = load_answers(NAME)
    messages = [judged(found)[1] for found in (with_share_right(0), with_share_right(900), {})]
    for label in set(answers.values()):
        assert not any(f"{name},{label}" in text for text in messages for name in list(answers)[:200])
    assert share_right(answers, answers) == 1


@pytest.mark.parametrize("text", [None, "", "name,language\n", "name,language\na\n", "name,language\na,b\na,b\n"])
def test_unsound_answers_are_the_graders_failure(tmp_path, monkeypatch, text):
    monkeypatch.setattr(predictions, "ANSWERS", tmp_path)
    if text is not None:
        (tmp_path / "other.csv").write_text(text)
    with pytest.raises(ConfigError, match=r"other\.csv"):
        load_answers("other.csv")
