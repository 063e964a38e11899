"""Tasks on all cores, each in a process that was started fresh."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TypeVar

from autograder.cores import settling

Result = TypeVar("Result")


def run_all(
    tasks: Sequence[Callable[[], Result]], jobs: int | None = None, on_done: Callable[[int, int], None] | None = None
) -> list[Result]:
    """The results of some tasks, in their order; ``on_done(how many, of how many)`` is called as they end.

    What a task raises is raised at once; the processes that were busy with others are ended.
    """
    strangers = multiprocessing.active_children()
    context = multiprocessing.get_context("spawn")
    processes = jobs or len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(processes, context, initializer=settling(processes, context)) as pool:
        futures = [pool.submit(task) for task in tasks]
        try:
            for count, future in enumerate(as_completed(futures), 1):
                future.result()
                if on_done is not None:
                    on_done(count, len(tasks))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                if process not in strangers:
                    process.terminate()
            raise
        return [future.result() for future in futures]
