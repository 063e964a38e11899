"""Known mistakes are found beside the tests, and refused where they could not teach."""

import pytest

from autograder.errors import ConfigError
from autograder.judge.mistakes import load_mistakes
from autograder.records import Item, Part

PART = Part("echo", "rnn", (Item("echo", 5.0), Item("why", 2.0, manual=True)), {})


def house_with(folder, text):
    (folder / "autograder" / "mistakes").mkdir(parents=True)
    (folder / "autograder" / "mistakes" / "echo.py").write_text(f"from autograder.judge import mistake\n{text}")
    return folder


def test_a_part_may_have_none(tmp_path):
    assert load_mistakes(PART, tmp_path) == ()


def test_the_name_names_the_bug_and_the_docstring_is_the_hint(tmp_path):
    text = '@mistake("echo")\ndef too_loud(x):\n    """It is\n    too loud."""\n'
    made = 'too_soft = mistake("echo", hint="It is too soft.")(lambda x: x)\n'
    loud, soft = load_mistakes(PART, house_with(tmp_path, text + made))
    assert (loud.name, loud.grade_id, loud.hint) == ("too_loud", "echo", "It is too loud.")
    assert (soft.name, soft.hint) == ("too_soft", "It is too soft.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('@mistake("ecko")\ndef f(x):\n    "Hint."\n', "'ecko', which is no item of echo"),
        ('@mistake("why")\ndef f(x):\n    "Hint."\n', "'why', which is no item of echo"),
        ('@mistake("echo")\ndef f(x): ...\n', "f has no docstring: write the hint"),
        (f'@mistake("echo")\ndef f(x):\n    "{"word " * 61}"\n', "hint of 61 words"),
        ('@mistake("echo")\ndef f(x):\n    "Hint."\n@mistake("echo")\ndef g(x):\n    "Hint."\n', "hint of another"),
        ("1 / 0", "cannot be imported: ZeroDivisionError"),
    ],
)
def test_what_could_not_teach_is_refused_by_name(tmp_path, text, says):
    with pytest.raises(ConfigError, match=r"echo\.py") as refused:
        load_mistakes(PART, house_with(tmp_path, text))
    assert says in str(refused.value)


def test_what_a_mistake_is_built_from_is_none(tmp_path):
    text = "from math import tanh\nclass Base: ...\n"
    marked = '@mistake("echo", silent=True)\nclass Wrong(Base):\n    "It is wrong."\n'
    (found,) = load_mistakes(PART, house_with(tmp_path, f"{text}{marked}class Child(Wrong): ...\n"))
    assert found.name == "Wrong" and found.silent
