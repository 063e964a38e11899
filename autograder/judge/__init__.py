"""The trusted side: hidden tests, the cases they draw, and what became of each."""

from autograder.judge.collection import item
from autograder.judge.mistakes import mistake

__all__ = ["item", "mistake"]
