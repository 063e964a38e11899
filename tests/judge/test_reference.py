"""The model solution is loaded where it is trusted, and says what is wrong if it cannot be."""

import pytest

from autograder.errors import ConfigError
from autograder.judge.reference import load_reference


def test_a_missing_reference_says_what_to_run(tmp_path):
    with pytest.raises(ConfigError, match="run `autograder build`"):
        load_reference("nothing", tmp_path)


def test_a_reference_that_does_not_import_is_named(tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "bad.py").write_text("1 / 0")
    with pytest.raises(ConfigError, match="ZeroDivisionError"):
        load_reference("bad", tmp_path)
