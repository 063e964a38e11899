"""A core for each of the processes that grade side by side.

A judge and its worker take turns: what one does, the other waits for. On one core each finds in the cache what the
other left there; on two, every question and every answer would wake a core that had gone to sleep. What a process
starts stays on its core too.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import BaseContext
from typing import Any

import psutil

_LOOK_SECONDS = 0.1


def settling(processes: int, context: BaseContext) -> Callable[[], None]:
    """What each of some processes, of this context, is to call when it begins: it settles them on the idlest cores.

    More processes than there are cores share them evenly.
    """
    return _Settle(_idlest(processes), context.Value("i", 0))


class _Settle:
    def __init__(self, cores: list[int], taken: Any) -> None:
        self.cores, self.taken = cores, taken

    def __call__(self) -> None:
        with self.taken.get_lock():
            number = self.taken.value
            self.taken.value += 1
        with suppress(OSError):  # a core may be gone; where to run is a matter of speed alone
            os.sched_setaffinity(0, {self.cores[number % len(self.cores)]})


def _idlest(count: int) -> list[int]:
    """That many cores that this process may use, or all of them: those that did least just now."""
    allowed = sorted(os.sched_getaffinity(0))
    if count >= len(allowed):
        return allowed
    random.shuffle(allowed)  # or two batches that begin at once would choose the same of many idle ones
    before = _busy()
    time.sleep(_LOOK_SECONDS)
    after = _busy()
    return sorted(allowed, key=lambda core: after.get(core, 0.0) - before.get(core, 0.0))[:count]


def _busy() -> dict[int, float]:
    """Seconds that each core has worked."""
    return {core: sum(spent) - spent.idle for core, spent in enumerate(psutil.cpu_times(percpu=True))}
