"""The trusted side: hidden tests, the cases they draw, and what became of each."""

from autograder.judge.collection import item

__all__ = ["item"]
