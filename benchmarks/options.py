"""What all benchmarks may be told on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """Rounds of each comparison, students of each class, and a folder for course roots, which may be used again.

    ``jobs`` processes grade the class of ``class_size``; ``submissions`` are simulated.
    """

    rounds: int
    students: int
    class_size: int
    submissions: int
    jobs: int
    folder: Path

    def words(self) -> str:
        """The same, as the command line says it; where the folder is matters to nobody."""
        numbers = ("rounds", "students", "class_size", "submissions", "jobs")
        return " ".join(f"--{name.replace('_', '-')} {getattr(self, name)}" for name in numbers)
