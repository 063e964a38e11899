"""Tasks run side by side; what one raises ends them all, and leaves nothing behind."""

import functools
import multiprocessing
import os
import time

import psutil
import pytest

from autograder.proving import regrade
from autograder.proving.parallel import run_all


def double(number):
    return 2 * number


def burn_beside(path):
    """As the regrade does: a process of its own, for as long as this one lives."""
    busy = multiprocessing.get_context("spawn").Process(target=regrade._burn, args=(os.getpid(),), daemon=True)
    busy.start()
    path.with_suffix(".new").write_text(str(busy.pid))
    path.with_suffix(".new").rename(path)
    time.sleep(600)


def fail_beside(path):
    while not path.exists():
        time.sleep(0.05)
    raise ValueError("no use to go on")


def test_results_come_in_the_order_of_the_tasks():
    seen = []
    tasks = [functools.partial(double, number) for number in range(5)]
    assert run_all(tasks, 2, lambda done, all_of_them: seen.append((done, all_of_them))) == [0, 2, 4, 6, 8]
    assert seen == [(done, 5) for done in range(1, 6)]


def test_what_a_task_raises_ends_the_others_and_what_they_started(tmp_path):
    path = tmp_path / "pid"
    bystander = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
    bystander.start()
    try:
        with pytest.raises(ValueError, match="no use"):
            run_all([functools.partial(burn_beside, path), functools.partial(fail_beside, path)], 2)
        assert bystander.is_alive()
    finally:
        bystander.kill()
    burner = int(path.read_text())
    for _ in range(600):
        if not psutil.pid_exists(burner) or psutil.Process(burner).status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.05)
    else:
        pytest.fail("a process of an ended task goes on")
