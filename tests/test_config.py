"""``course_config.py`` is read strictly; every mistake in it names the mend."""

import pytest

from autograder.config import HOUSE, Limits, load_course
from autograder.errors import ConfigError

GOOD = 'course_id = "c"\nassignments = {"rnn": {"parts": ["a", "b"]}}\ngrading_seed = 1\n'


def course(tmp_path, text):
    (tmp_path / "course_config.py").write_text(text)
    return load_course(tmp_path)


def test_the_courses_own_configuration_loads():
    assert load_course(HOUSE).parts


def test_parts_keep_their_order_and_know_their_assignment(tmp_path):
    loaded = course(tmp_path, GOOD)
    assert loaded.parts == ("a", "b")
    assert loaded.assignment_of("b") == "rnn"
    with pytest.raises(ConfigError, match="add it to `assignments`"):
        loaded.assignment_of("c")


def test_limits_that_are_not_named_keep_their_defaults(tmp_path):
    limits = course(tmp_path, GOOD + 'limits = {"call_cpu": 2}').limits
    assert limits.call_cpu == 2
    assert limits.memory == Limits().memory


def test_the_public_seed_may_be_left_out(tmp_path):
    assert course(tmp_path, GOOD).numbers_seed == 0
    assert course(tmp_path, GOOD + "numbers_seed = 5").numbers_seed == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("assignments = {}", "course_id"),
        (GOOD + "grading_seed = 'x'", "grading_seed"),
        (GOOD + "numbers_seed = 1.5", "numbers_seed"),
        (GOOD + "colour = 'red'", "colour"),
        (GOOD + "limits = {'call_cpus': 2}", "call_cpus"),
        (GOOD + "isolation = 'none'", "isolation must be"),
        (GOOD.replace('"b"', '"a"'), "listed twice"),
        ("1 / 0", "does not run: ZeroDivisionError"),
        ("def f(:", "does not run: SyntaxError"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, said):
    with pytest.raises(ConfigError, match=said):
        course(tmp_path, text)


def test_a_missing_file_says_where_to_run_the_command(tmp_path):
    with pytest.raises(ConfigError, match="run the command in the course's folder"):
        load_course(tmp_path)
