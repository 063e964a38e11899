"""Processes side by side: every piece of work comes back, whatever becomes of a process."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from autograder.batch.crew import Crew, Inline, Work
from autograder.config import HOUSE


def double(number: int) -> int:
    return 2 * number


def die_on_three(number: int) -> int:
    if number == 3:
        os._exit(9)
    time.sleep(0.02)
    return number


def fail(number: int) -> int:
    raise ValueError(str(number))


def environment(name: str) -> str | None:
    return os.environ.get(name)


def whole(crew: Crew, work: list[Work], room: int = 4) -> dict[Any, Any]:
    return {done.about: future.exception() or future.result() for done, future in crew.finished(work, lambda: room)}


def numbers(call: Any, count: int = 8, **traits: Any) -> list[Work]:
    return [Work(number, call, (number,), **traits) for number in range(count)]


@pytest.fixture
def held(tmp_path: Path) -> Path:
    return tmp_path / "held"


def test_all_work_comes_back_with_its_result(held: Path) -> None:
    with Crew(2, held) as crew:
        assert whole(crew, numbers(double)) == {number: 2 * number for number in range(8)}


def test_a_failure_comes_back_as_one(held: Path) -> None:
    with Crew(2, held, Inline()) as crew:
        assert {str(error) for error in whole(crew, numbers(fail)).values()} == set("01234567")


def test_work_that_is_added_is_done_before_new_work_is_begun(held: Path) -> None:
    order = []
    with Crew(1, held, Inline()) as crew:
        for work, _ in crew.finished(numbers(double, 3), lambda: 1):
            order.append(work.about)
            if isinstance(work.about, int):
                crew.add(Work(f"after {work.about}", double, (1,)))
    assert order == [0, "after 0", 1, "after 1", 2, "after 2"]


def test_no_more_than_there_is_room_for_is_begun(held: Path) -> None:
    begun = []

    def begin():
        for work in numbers(double, 20):
            begun.append(work.about)
            yield work

    with Crew(2, held, ThreadPoolExecutor(2)) as crew:
        for count, _ in enumerate(crew.finished(begin(), lambda: 3)):
            assert len(begun) <= count + 1 + 3


def test_work_that_kills_its_process_is_the_only_one_lost(held: Path) -> None:
    with Crew(2, held) as crew:
        found = whole(crew, numbers(die_on_three))
        assert type(found.pop(3)).__name__ == "BrokenProcessPool"
        assert found == {number: number for number in range(8) if number != 3}
        assert whole(crew, numbers(double, 2)) == {0: 0, 1: 2}, "the crew goes on"


def test_a_given_executor_that_breaks_is_replaced(held: Path) -> None:
    given = ProcessPoolExecutor(2, mp_context=get_context("forkserver"))
    with given, Crew(2, held, Inline(), given) as crew:
        found = whole(crew, numbers(die_on_three, grading=True))
    assert sorted(number for number, result in found.items() if result == number) == [0, 1, 2, 4, 5, 6, 7]


def test_only_grading_goes_to_the_executor_that_grades(held: Path) -> None:
    with ThreadPoolExecutor(1, "elsewhere") as elsewhere, Crew(1, held, Inline(), elsewhere) as crew:
        found = whole(crew, [Work("here", os.getpid, ()), Work("there", thread_name, (), grading=True)])
    assert found["here"] == os.getpid()
    assert found["there"].startswith("elsewhere")


def thread_name() -> str:
    import threading

    return threading.current_thread().name


def test_libraries_start_no_threads_in_the_processes(held: Path) -> None:
    before = environment("OMP_NUM_THREADS")
    with Crew(1, held) as crew:
        assert whole(crew, [Work("", environment, ("OMP_NUM_THREADS",))]) == {"": "1"}
    assert environment("OMP_NUM_THREADS") == before


CREW = """
import sys, time
from pathlib import Path
from autograder.batch.crew import Crew, Work
with Crew(2, Path(sys.argv[1])) as crew:
    for number in range(2):
        crew.add(Work(number, time.sleep, (600,)))
    print("begun", flush=True)
    for _ in crew.finished([], lambda: 4):
        pass
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_all_processes_end_with_the_one_that_started_them(held: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-c", CREW, str(held)]
    started = subprocess.Popen(
        command,
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run in the background
    )
    assert started.stdout is not None
    assert started.stdout.readline() == b"begun\n"
    _await(lambda: not is_free(held))
    started.send_signal(how)
    started.wait(300)
    _await(lambda: is_free(held))
    started.communicate()


def is_free(path: Path) -> bool:
    """Whether no process holds the file's lock."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _await(done: Any) -> None:
    for _ in range(3000):
        if done():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen within a minute")
