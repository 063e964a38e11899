"""What a process costs is counted by the kernel's own books, so that other processes do not change it."""

import contextlib
import os
import subprocess
import sys
import time

import psutil
import pytest

from autograder.sandbox.watch import LinuxWatch, Look, PortableWatch, ProcessEnded, Stopwatch

BUSY = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass\nprint(flush=True)\ninput()"


@contextlib.contextmanager
def python(code, processor=None):
    """A process that runs some code, on one processor if told so."""
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=None if processor is None else lambda: os.sched_setaffinity(0, [processor]),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class Books:
    """A process that is said to have been as some looks tell."""

    def __init__(self, *looks, asleep=True):
        self.looks, self.is_asleep = list(looks), asleep

    def look(self):
        return self.looks.pop(0)

    def asleep(self):
        return self.is_asleep


def stopped(*looks, asleep=True, answered=False):
    stopwatch = Stopwatch(Books(*looks, asleep=asleep), lambda: 0.0)
    for _ in looks[1:]:
        stopwatch.advance(answered)
    return stopwatch


def test_waiting_for_a_processor_is_neither_sleep_nor_free_time():
    spent = stopped(Look(0, 0, 0), Look(100, 1, 99))
    assert (spent.cpu, spent.free, spent.slept) == (1, 1, 0)


def test_what_is_neither_computing_nor_waiting_is_sleep():
    assert stopped(Look(0, 0, 0), Look(10, 1, 2)).slept == 7


def test_what_the_watcher_waits_for_a_processor_is_not_the_sleep_of_the_process():
    waited = iter([5.0, 9.0])
    stopwatch = Stopwatch(Books(Look(0, 0, 0), Look(10, 1, 2)), lambda: next(waited))
    stopwatch.advance(answered=True)
    assert stopwatch.slept == 3


def test_a_process_that_runs_or_waits_for_a_disk_does_not_sleep():
    spent = stopped(Look(0, 0, 0), Look(10, 0, 0), asleep=False)
    assert (spent.slept, spent.idle, spent.free) == (0, 0, 10)


def test_threads_that_compute_side_by_side_do_not_make_sleep_negative():
    assert stopped(Look(0, 0, 0), Look(1, 4, 6), Look(2, 4, 6)).slept == 1


def test_threads_that_ended_take_their_waiting_with_them_and_change_nothing():
    assert stopped(Look(0, 0, 50), Look(10, 0, 1)).free == 10


def test_idle_is_sleep_on_end_however_often_the_process_woke_up_to_sleep_again():
    looks = [Look(number, number * 1e-4, 0) for number in range(11)]
    assert stopped(*looks).idle == 10


def test_computing_ends_idleness():
    assert stopped(Look(0, 0, 0), Look(5, 0, 0), Look(6, 0.5, 0), Look(8, 0.5, 0)).idle == 2


@pytest.mark.parametrize("kind", [LinuxWatch, PortableWatch])
def test_a_real_process_is_seen_computing_then_sleeping_then_gone(kind):
    with python(BUSY.format(0.3)) as process:
        watched = kind(process.pid)
        process.stdout.readline()
        computed = watched.cpu()
        assert 0.3 <= computed < 3
        while not watched.asleep():
            time.sleep(0.01)
        assert watched.threads() == 1
    with pytest.raises(ProcessEnded):
        watched.cpu()
    with pytest.raises(ProcessEnded):
        watched.asleep()
    watched.close()
    watched.close()


def test_a_watch_that_was_closed_sees_no_other_process():
    watched = LinuxWatch(os.getpid())
    watched.close()
    with contextlib.closing(LinuxWatch(os.getppid())), pytest.raises(ProcessEnded):
        watched.threads()


def test_a_process_that_never_was_cannot_be_watched():
    for kind in (LinuxWatch, PortableWatch):
        with pytest.raises(ProcessEnded):
            kind(2**22 + 1)


def test_two_processes_on_one_processor_wait_for_each_other_and_it_shows():
    processor = min(os.sched_getaffinity(0))
    with python(BUSY.format(1.0), processor), python(BUSY.format(0.5), processor) as process:
        watched = LinuxWatch(process.pid)
        spent = Stopwatch(watched)
        process.stdout.readline()
        spent.advance(answered=True)
        passed = spent.last.time - spent.first.time
        watched.close()
    assert spent.free < passed - 0.2, "half of the time belonged to the other"
    assert spent.free < spent.cpu + spent.slept + 0.05


def test_waiting_is_counted_in_all_threads():
    code = (
        "import threading, time\n"
        "def busy():\n    end = time.thread_time() + 0.3\n    while time.thread_time() < end: pass\n"
        "threads = [threading.Thread(target=busy) for _ in range(2)]\n"
        "for thread in threads: thread.start()\nprint(flush=True)\nfor thread in threads: thread.join()\ninput()"
    )
    with python(code, min(os.sched_getaffinity(0))) as process:
        process.stdout.readline()
        watched = LinuxWatch(process.pid)
        spent = Stopwatch(watched)
        while watched.threads() > 1 and psutil.pid_exists(process.pid):
            spent.advance(answered=False)
            time.sleep(0.02)
        watched.close()
    assert spent.slept < 0.2, "while the main thread waited for the others, the process did not sleep"
