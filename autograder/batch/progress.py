"""A progress bar with rate and time left, for people who watch a batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.text import Text


class Progress(Protocol):
    """What a batch reports to."""

    def advance(self, student_id: str) -> None:
        """One more student is done."""


class _Silent:
    def advance(self, student_id: str) -> None:
        pass


class _Bar:
    def __init__(self, bar: RichProgress, total: int) -> None:
        self._bar, self._task = bar, bar.add_task("grading", total=total, student="")

    def advance(self, student_id: str) -> None:
        self._bar.update(self._task, advance=1, student=student_id)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "–/s")


@contextmanager
def progress_bar(total: int, visible: bool = True) -> Iterator[Progress]:
    """A bar on standard error; nothing where that is not wanted."""
    if not visible:
        yield _Silent()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[student]}", markup=False),
    )
    with RichProgress(*columns, console=Console(stderr=True)) as bar:
        yield _Bar(bar, total)
