"""Workers forked from a zygote: they inherit libraries and nothing else, and cannot touch what they came from."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap

import psutil
import pytest

from autograder.config import HOUSE
from autograder.errors import SandboxError, SandboxLost
from autograder.sandbox import isolation
from autograder.sandbox import zygote as zygote_module
from autograder.sandbox.process import SandboxedWorker, WorkerGone
from autograder.sandbox.zygote import ZYGOTES, Zygote, ZygoteFailed
from tests.sandbox.driving import LIMITS, NUMPY, current, gone, launch, run, value_of

# What a worker starts with ------------------------------------------------------------------------


def test_a_worker_is_a_fork_of_the_one_zygote(worker):
    assert worker.inner.ppid() == current().inner.pid
    with contextlib.closing(launch()) as another:
        assert another.inner.ppid() == worker.inner.ppid()


def test_libraries_are_loaded_before_a_worker_is_forked(worker):
    loaded = value_of(worker, "sorted(sys.modules)", "import sys")
    assert {"numpy", "matplotlib.pyplot", "tqdm"} <= set(loaded)


def test_a_progress_bar_leaves_no_thread_behind(worker):
    alone = worker.threads()
    value_of(worker, "len(list(tqdm(range(3))))", "from tqdm import tqdm")
    assert worker.threads() == alone


def test_a_notebook_begins_with_no_names_of_the_zygotes(worker, monkeypatch):
    names = value_of(worker, "sorted(globals())")
    monkeypatch.setattr(isolation, "why_no_zygote", lambda: "this test wants none")
    with contextlib.closing(launch()) as fresh:
        assert names == value_of(fresh, "sorted(globals())")


def test_nothing_that_a_worker_does_is_found_by_the_next(worker):
    setup = """
import builtins, os, sys, numpy as np, matplotlib.pyplot as plt
if os.path.exists("/tmp/left") or os.path.exists("/dev/shm/left") or hasattr(builtins, "left") or plt.get_fignums():
    raise RuntimeError("something was left")
np.random.seed(1)
np.sum, builtins.left = len, 1
os.environ["LEFT"] = "1"
sys.modules["left"] = sys
plt.figure()
for folder in ("/tmp", "/dev/shm"):
    open(folder + "/left", "w").write("x")
"""
    assert value_of(worker, "'LEFT' in os.environ, np.sum is len", setup) == (True, True)
    with contextlib.closing(launch()) as another:
        assert (
            value_of(another, "np.sum is len", "import numpy as np, os, sys\nassert 'LEFT' not in os.environ\n")
            is False
        )
        assert value_of(another, "'left' in sys.modules", "import sys") is False
        assert run(another, setup).failure is None


@pytest.mark.parametrize("draw", ["random.random()", "float(np.random.rand())"])
def test_what_is_drawn_without_a_seed_is_the_same_in_every_worker(draw, monkeypatch):
    setup = f"import random, numpy as np\nx = {draw}"
    drawn = set()
    for _ in range(2):
        with contextlib.closing(launch()) as forked:
            drawn.add(value_of(forked, "x", setup))
    monkeypatch.setattr(isolation, "why_no_zygote", lambda: "this test wants none")
    with contextlib.closing(launch()) as fresh:
        drawn.add(value_of(fresh, "x", setup))
    assert len(drawn) == 1


def test_a_figure_looks_as_in_a_process_of_its_own(worker, monkeypatch):
    figure = """
import numpy as np
import matplotlib.pyplot as plt
plt.plot(np.sin(np.arange(9.0)), label="$x_1$")
plt.title("Ärger $\\\\frac{1}{2}$")
plt.legend()
plt.show()
"""
    forked = run(worker, figure)
    monkeypatch.setattr(isolation, "why_no_zygote", lambda: "this test wants none")
    with contextlib.closing(launch()) as fresh:
        alone = run(fresh, figure)
    assert [output.data["image/png"] for output in forked.outputs] == [
        output.data["image/png"] for output in alone.outputs
    ]


def test_torch_works_in_a_fork_and_is_already_loaded():
    setup = """
import sys
ready = "torch" in sys.modules
import torch
weights = torch.nn.Parameter(torch.ones(3))
(weights ** 2).sum().backward()
"""
    with contextlib.closing(launch(refuses=())) as worker:
        assert value_of(worker, "(ready, weights.grad.tolist(), torch.get_num_threads())", setup) == (
            True,
            [2.0] * 3,
            1,
        )


def test_a_refused_library_is_in_no_memory_of_the_zygote(worker):
    setup = """
import gc, sys
loaded = [name for name in sys.modules if name.partition(".")[0] in ("torch", "functorch", "torchgen")]
modules = {str(getattr(type(thing), "__module__", "")) for thing in gc.get_objects()}
kinds = [module for module in modules if module.startswith("torch")]
"""
    assert value_of(worker, "(loaded, kinds)", setup) == ([], [])


def test_a_worker_starts_with_its_connection_and_no_other_descriptor(worker):
    setup = """
import os
found = []
for number in range(3, 4096):
    try:
        os.fstat(number)
        found.append(number)
    except OSError:
        pass
"""
    assert len(value_of(worker, "found", setup)) == 1


def test_the_cpu_time_of_a_worker_begins_with_it(worker):
    assert worker.cpu_seconds() < current().inner.cpu_times().user


def test_memory_is_counted_from_what_the_zygote_has(worker):
    assert run(worker, "x = bytearray(400 << 20)").failure is None
    assert run(worker, "y = bytearray(400 << 20)").failure.type == "MemoryError"


# Replaced when in doubt ---------------------------------------------------------------------------


def test_after_the_zygote_was_killed_the_next_worker_has_another(own_zygotes):
    launch().close()
    first = current(own_zygotes)
    first.inner.kill()
    with contextlib.closing(launch()) as worker:
        assert value_of(worker, "6 * 7") == 42
    assert current(own_zygotes) is not first
    assert gone([first.inner, first.first])


def test_a_worker_that_dies_with_its_zygote_is_not_to_blame(own_zygotes):
    with contextlib.closing(launch()) as worker:
        current(own_zygotes).inner.kill()
        with pytest.raises(SandboxLost):
            run(worker, "import time; time.sleep(60)")


def test_a_worker_that_dies_by_itself_is_to_blame(worker):
    with pytest.raises(WorkerGone):
        run(worker, "import os; os._exit(1)")
    assert current().answers()


@pytest.mark.parametrize("answer", [b"ready", b"", b"\xff" * 16])
def test_a_zygote_that_answers_oddly_is_replaced(own_zygotes, answer):
    launch().close()
    first = current(own_zygotes)
    impostor, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    impostor.send(answer)
    first.control.close()
    first.control = theirs
    with contextlib.closing(launch()) as worker:
        assert value_of(worker, "6 * 7") == 42
    assert current(own_zygotes) is not first
    impostor.close()


def test_a_zygote_that_grew_is_replaced_and_ends_with_its_last_worker(own_zygotes):
    with contextlib.closing(launch()) as worker:
        first = current(own_zygotes)
        first.size = -(1 << 40)
        launch().close()
        assert current(own_zygotes) is not first
        assert value_of(worker, "6 * 7") == 42
    assert gone([first.inner, first.first])


def test_a_zygote_ends_when_it_is_told_what_it_does_not_know():
    zygote = Zygote(NUMPY)
    try:
        zygote.control.send(b"print your memory")
        with pytest.raises(ZygoteFailed):
            zygote.fork(0)
        assert gone([zygote.inner])
    finally:
        zygote.close()


# Nothing is left ----------------------------------------------------------------------------------


def test_a_hundred_forks_leave_no_process_and_no_descriptor_behind():
    launch().close()
    zygote = current()
    before = _held_by(zygote)
    workers = []
    for _ in range(100):
        worker = launch()
        workers.append(worker.inner)
        worker.close()
    assert gone(workers)
    assert current() is zygote
    assert zygote.trustworthy()
    assert _held_by(zygote) == before


def _held_by(zygote):
    """Descriptors and children of this process and of the zygote."""
    try:
        descriptors = zygote.inner.num_fds()
    except psutil.AccessDenied:  # not even its own user may look, unless that is root
        descriptors = 0
    return psutil.Process().num_fds(), descriptors, zygote.inner.children(), psutil.Process().children()


GRADER = """
import os, sys, time
from autograder.config import Limits
from autograder.sandbox.process import SandboxedWorker
from autograder.sandbox.zygote import ZYGOTES
worker = SandboxedWorker(Limits(), "bubblewrap", refuses=("torch",))
zygote = ZYGOTES.current[("torch",)]
print(worker.inner.pid, zygote.inner.pid, zygote.first.pid, zygote.keeper.process.pid, flush=True)
"""


@pytest.mark.parametrize("ending", ["kill", "os._exit(0)", "sys.exit(0)", "raise KeyboardInterrupt"])
def test_nothing_outlives_the_process_that_grades(ending):
    last = "time.sleep(60)" if ending == "kill" else f"input()\n{ending}"
    grader = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(GRADER) + last],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=HOUSE,
    )
    with grader:
        assert grader.stdout is not None
        assert grader.stdin is not None
        processes = [psutil.Process(int(pid)) for pid in grader.stdout.readline().split()]
        assert len(processes) == 4
        if ending == "kill":
            grader.send_signal(signal.SIGKILL)
        else:
            grader.stdin.write(b"\n")
            grader.stdin.flush()
    assert gone(processes)


def test_a_fork_of_the_grading_process_has_zygotes_of_its_own():
    launch().close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.closing(launch()) as worker:
            os.write(writing, f"{current().inner.pid} {value_of(worker, '6 * 7')}".encode())
        ZYGOTES.close()
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    theirs, answer = os.read(reading, 100).split()
    os.close(reading)
    assert answer == b"42"
    assert int(theirs) != current().inner.pid
    assert current().answers()


# What the machine allows --------------------------------------------------------------------------


def test_the_machine_is_probed_and_what_was_found_is_said(monkeypatch):
    forked = "bubblewrap, each worker in namespaces of its own, forked from a zygote; limits by rlimits"
    assert isolation.describe_isolation("bubblewrap").startswith(forked)
    isolation._probe.cache_clear()
    monkeypatch.setattr(isolation.bubblewrap, "arguments", lambda limits, zygote: ["--no-such-option"])
    found = isolation.describe_isolation("bubblewrap")
    assert found.startswith("bubblewrap, one for each worker; ")
    assert "no zygote: bwrap: Unknown option" in found
    isolation._probe.cache_clear()


def test_zygotes_that_do_not_start_are_given_up_for_one_bubblewrap_each(monkeypatch, own_zygotes):
    monkeypatch.setattr(isolation, "_given_up", [])

    def broken(refuses):
        raise ZygoteFailed("this test wants none")

    monkeypatch.setattr(zygote_module, "Zygote", broken)
    with contextlib.closing(launch()) as worker:
        assert value_of(worker, "os.getpid()", "import os") > 1
    assert "no zygote" in isolation.describe_isolation("bubblewrap")


def test_what_no_host_can_do_does_not_cost_the_next_one_its_zygote(monkeypatch):
    monkeypatch.setattr(isolation, "_given_up", [])
    with pytest.raises(SandboxError):
        SandboxedWorker(LIMITS, "bubblewrap", refuses=NUMPY, files={"a": b"", "a/b": b"a folder that is a file"})
    with contextlib.closing(launch()) as worker:
        assert worker.inner.ppid() == current().inner.pid


def test_a_part_may_refuse_what_others_have_preloaded(own_zygotes):
    with contextlib.closing(launch(refuses=("torch", "matplotlib"))) as worker:
        assert worker.inner.ppid() == own_zygotes.current[("torch", "matplotlib")].inner.pid
        assert value_of(worker, "6 * 7") == 42
        assert run(worker, "import matplotlib").failure.type == "ModuleNotFoundError"


def test_no_isolation_at_all_is_said_loudly():
    assert isolation.describe_isolation("process").startswith("none:")
