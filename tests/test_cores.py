"""Processes that grade side by side have a core each."""

import multiprocessing
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pytest

from autograder import cores

CONTEXT = multiprocessing.get_context("spawn")


def where(barrier_folder, processes):
    """Where this process may run, said once as many processes as there are have come here."""
    (barrier_folder / str(os.getpid())).touch()
    while len(list(barrier_folder.iterdir())) < processes:
        pass
    return sorted(os.sched_getaffinity(0))


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_each_process_stays_on_one_core_and_they_are_spread_evenly(processes, tmp_path):
    allowed = os.sched_getaffinity(0)
    settle = cores.settling(processes, CONTEXT)
    with ProcessPoolExecutor(processes, CONTEXT, initializer=settle) as pool:
        asked = [pool.submit(where, tmp_path, processes) for _ in range(processes)]
        found = [future.result() for future in asked]
    assert all(len(core) == 1 and core[0] in allowed for core in found)
    shared = Counter(core[0] for core in found)
    assert len(shared) == min(processes, len(allowed))
    assert max(shared.values()) - min(shared.values()) <= 1
    assert os.sched_getaffinity(0) == allowed, "the process that starts them stays free"


def test_the_idlest_cores_are_chosen(monkeypatch):
    looks = iter([[10.0, 20.0, 30.0, 40.0], [10.1, 20.0, 30.2, 40.05]])
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 2, 3})
    monkeypatch.setattr(cores.psutil, "cpu_times", lambda percpu: [Times(seconds, 5.0) for seconds in next(looks)])
    assert cores._idlest(2) == [3, 0]


def test_batches_that_begin_at_once_on_an_idle_machine_choose_cores_of_their_own(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(64)))
    monkeypatch.setattr(cores.psutil, "cpu_times", lambda percpu: [Times(1.0, 5.0)] * 64)
    assert len({frozenset(cores._idlest(4)) for _ in range(6)}) > 1


class Times(tuple):
    """Seconds of work and of idleness of a core."""

    def __new__(cls, work, idle):
        made = super().__new__(cls, (work, idle))
        made.idle = idle
        return made


def test_a_core_that_is_gone_is_no_error():
    settle = cores._Settle([10**4], CONTEXT.Value("i", 0))
    before = os.sched_getaffinity(0)
    settle()
    assert os.sched_getaffinity(0) == before
