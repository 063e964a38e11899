"""Isolated, fair and fast grading of notebooks on nbgrader."""

__version__ = "0.1.0"
