"""Workers forked from a zygote: they inherit libraries and nothing else, and cannot touch what they came from."""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from autograder.config import HOUSE, Limits
from autograder.errors import SandboxError, SandboxLost
from autograder.sandbox import isolation
from autograder.sandbox import zygote as zygote_module
from autograder.sandbox.process import SandboxedWorker, WorkerGone
from autograder.sandbox.zygote import ZYGOTES, Zygote, ZygoteFailed
from tests.sandbox.driving import gone, run, value_of

LIMITS = Limits(memory=512 << 20, wall_factor=4, wall_slack=5)
NUMPY = ("torch",)


def launch(refuses=NUMPY, **limits):
    return SandboxedWorker(Limits(**{"memory": 512 << 20, **limits}), "bubblewrap", refuses=refuses)


@pytest.fixture
def worker():
    with contextlib.closing(launch()) as worker:
        yield worker


@pytest.fixture
def own_zygotes(monkeypatch):
    """Zygotes of this test alone, which it may ill-treat."""
    zygotes = zygote_module.Zygotes()
    monkeypatch.setattr(zygote_module, "ZYGOTES", zygotes)
    yield zygotes
    zygotes.close()


def current(zygotes=ZYGOTES):
    return zygotes.current[NUMPY]


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


# Out of reach -------------------------------------------------------------------------------------


ATTEMPTS = {
    "umount": "umount2(b'/proc', 2)",
    "umount of tmp": "umount2(b'/tmp', 2)",
    "mount": "mount(b'proc', b'/proc', b'proc', 0, None)",
    "bind mount": "mount(b'/', b'/tmp', None, 4096, None)",
    "pivot_root": "syscall(155, b'/tmp', b'/tmp')",
    "chroot": "chroot(b'/tmp')",
    "open_tree": "syscall(428, -100, b'/', 1)",
    "fsopen": "syscall(430, b'proc', 0)",
    "setns": "setns(0, 0)",
    "unshare": "unshare(0x10000000)",
    "clone into a new user namespace": "syscall(56, 0x10000011, 0, 0, 0, 0)",
    "clone3": "syscall(435, 0, 0)",
    "ptrace of its parent": "ptrace(16, 0, 0, 0)",
    "ptrace of process 1": "ptrace(16, 1, 0, 0)",
    "process_vm_readv": "process_vm_readv(2, 0, 0, 0, 0, 0)",
    "process_vm_writev": "process_vm_writev(2, 0, 0, 0, 0, 0)",
    "kill everything": "kill(-1, 9)",
    "kill its parent": "kill(0, 9)",
    "tgkill": "syscall(234, 2, 2, 9)",
    "pidfd_open": "syscall(434, 1, 0)",
    "pidfd_send_signal": "syscall(424, 0, 9, 0, 0)",
    "pidfd_getfd": "syscall(438, 0, 0, 0)",
    "userfaultfd": "syscall(323, 0)",
    "io_uring": "syscall(425, 1, 0)",
    "bpf": "syscall(321, 0, 0, 0)",
    "keyctl": "syscall(250, 0, -3, 0)",
    "add_key": "syscall(248, 0, 0, 0, 0, 0)",
    "perf_event_open": "syscall(298, 0, 0, -1, -1, 0)",
    "open_by_handle_at": "syscall(304, -1, 0, 0)",
    "raising capabilities": "capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[1 << 21] * 3))",
    "an ambient capability": "prctl(47, 2, 21, 0, 0)",
    "a socket": "socket(2, 1, 0)",
    "a netlink socket": "socket(16, 3, 0)",
    "a message queue": "syscall(240, b'/x', 66, 384, 0)",
    "shared memory": "shmget(1, 4096, 0o1600)",
    "a memory file": "memfd_create(b'x', 0)",
    "a message to the kernel's log": "syscall(103, 3, ctypes.create_string_buffer(99), 99)",
    "statmount": "syscall(457, 0, 0, 0, 0)",
    "listmount": "syscall(458, 0, 0, 0, 0)",
    "a lease on a file of everybody's": "fcntl(libc.open(b'/usr/bin/env', 0), 1024, 1)",
    "watching files": "inotify_init1(0)",
    "asynchronous input": "syscall(206, 8, ctypes.byref(ctypes.c_ulong()))",
    "locking memory": "mlock(ctypes.create_string_buffer(1 << 16), 1 << 16)",
    "a larger pipe": "fcntl(__import__('os').pipe()[1], 1031, 1 << 20)",
    "a pair of sockets that would load a module": "socketpair(30, 5, 0, (ctypes.c_int * 2)())",
    "writing out everybody's files": "syscall(162)",
    "writing out a file system": "syscall(306, 0)",
    "a device": "mknod(b'/tmp/x', 0o20666, 259)",
}


@pytest.fixture(scope="module")
def refused():
    """What became of each attempt, made one after the other in one worker."""
    setup = f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
answers = {{}}
for name, attempt in {ATTEMPTS!r}.items():
    ctypes.set_errno(0)
    outcome = eval("libc." + attempt, {{"libc": libc, "ctypes": ctypes}})
    answers[name] = (outcome, ctypes.get_errno())
"""
    with contextlib.closing(launch()) as worker:
        yield value_of(worker, "answers", setup)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the attempts name system calls by their x86-64 numbers")
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_worker_may_not_reach_beyond_itself_by(attempt, refused):
    outcome, error = refused[attempt]
    assert outcome == -1
    assert error in (errno.EPERM, errno.EACCES, errno.ENOSYS), os.strerror(error)


def test_no_other_user_is_to_be_had(worker):
    setup = "import os\nanswers = []\n"
    for call in ("setuid(0)", "setgid(0)", "setresuid(0, 0, 0)", "setgroups([0])"):
        setup += f"try:\n    os.{call}\n    answers.append('allowed')\nexcept OSError:\n    answers.append('refused')\n"
    assert value_of(worker, "answers", setup) == ["refused"] * 4


def test_a_worker_sees_no_process_but_itself(worker):
    assert value_of(worker, "(os.getpid(), os.getppid())", "import os") == (1, 0)
    assert value_of(worker, "os.listdir('/proc')", "import os") == ["cpuinfo"]
    assert value_of(worker, "open('/proc/cpuinfo').read() != ''") is True


@pytest.mark.parametrize("path", ["/proc/1/mem", "/proc/self/mem", "/proc/1/environ", "/proc/self/fd", "/dev/pts/0"])
def test_files_through_which_processes_are_read_are_not_there(worker, path):
    assert value_of(worker, f"os.path.lexists({path!r})", "import os") is False


def test_no_terminal_can_be_made(worker):
    assert run(worker, "import os; os.openpty()").failure.type in ("OSError", "PermissionError", "FileNotFoundError")


def test_covers_cannot_be_written_where_nothing_is_to_be_written(worker):
    for folder in ("/proc", "/dev/pts", "/dev", "/worker", "/"):
        failure = run(worker, f"open({folder!r} + '/x', 'w')").failure
        assert failure is not None, folder


def test_few_files_fill_the_workers_tmp(worker):
    setup = """
made = 0
try:
    for made in range(20_000):
        open(f"/tmp/{made}", "w").close()
except OSError as error:
    stopped = error.strerror
"""
    assert value_of(worker, "stopped", setup) == "No space left on device"


def test_capabilities_are_gone_from_the_bounding_set_too(worker):
    setup = "import ctypes\nlibc = ctypes.CDLL(None)\nheld = [n for n in range(64) if libc.prctl(23, n, 0, 0, 0) == 1]"
    assert value_of(worker, "held", setup) == []
    assert value_of(worker, "libc.prctl(39, 0, 0, 0, 0)") == 1  # PR_GET_NO_NEW_PRIVS


def test_the_zygote_is_told_nothing_of_a_submission():
    secret = "x" + os.urandom(8).hex()
    worker = SandboxedWorker(LIMITS, "bubblewrap", refuses=NUMPY, files={f"{secret}.txt": secret.encode()})
    run(worker, f"secret = {secret!r}")
    worker.close()
    with contextlib.closing(launch()) as another:
        setup = "import gc\nheld = [str(thing)[:10_000] for thing in gc.get_objects() if type(thing) is dict]"
        assert value_of(another, f"any({secret[:9]!r} + {secret[9:]!r} in text for text in held)", setup) is False
    if os.getuid() == 0:  # nobody else may read it, from wherever
        assert secret.encode() not in _memory_of(current().inner.pid)


def _memory_of(pid):
    """All that a process has written to its memory."""
    memory = bytearray()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if rights.startswith("rw"):
                start, end = (int(number, 16) for number in span.split("-"))
                file.seek(start)
                with contextlib.suppress(OSError):
                    memory += file.read(end - start)
    return bytes(memory)


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
