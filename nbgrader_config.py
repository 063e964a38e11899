"""Hands course_config.py to nbgrader, which looks only for a file of this name."""

from pathlib import Path

from autograder.nbgrader_hooks.config import configure

configure(get_config(), Path(__file__).parent)  # noqa: F821
