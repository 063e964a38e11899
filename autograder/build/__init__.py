"""Builds a course: sources → nbgrader notebooks, releases and reference modules."""

from autograder.build.course import BuildSummary, build_course, check_course

__all__ = ["BuildSummary", "build_course", "check_course"]
