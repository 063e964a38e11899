"""A real worker in bubblewrap: what it sees, what it may use, and that nothing of it is left."""

import os
import threading

import psutil
import pytest

from autograder.config import HOUSE, Limits
from autograder.errors import SandboxError
from autograder.sandbox import bubblewrap, cgroups, isolation
from autograder.sandbox.process import SandboxedWorker, WorkerGone, WorkerTimedOut, readable_limit
from autograder.worker.nest import CPUINFO
from tests.sandbox.driving import gone, run, value_of

LIMITS = Limits(memory=512 << 20, wall_factor=2, wall_slack=2, reply_bytes=1 << 20, tmp_bytes=8 << 20)


@pytest.fixture(params=["forked", "alone"])
def worker(request, monkeypatch):
    """A worker forked from a zygote; and one of a machine that allows no zygote, to which the same must apply."""
    if request.param == "alone":
        monkeypatch.setattr(isolation, "why_no_zygote", lambda: "this test wants none")
    worker = SandboxedWorker(LIMITS, "bubblewrap", refuses=("torch",), files={"data/names.txt": b"hydrogen\n"})
    yield worker
    worker.close()


def test_files_of_the_part_are_beside_the_notebook(worker):
    assert value_of(worker, "open('data/names.txt').read()") == "hydrogen\n"


def test_no_file_of_the_course_is_in_sight(worker):
    setup = """
import os
found = []
for folder, _, names in os.walk("/"):
    if not folder.startswith(("/usr", "/lib", "/bin")):
        found += [os.path.join(folder, name) for name in names]
"""
    seen = value_of(worker, "found", setup)
    package = {
        f"/worker/autograder/{path.relative_to(HOUSE / 'autograder')}" for path in (HOUSE / "autograder").rglob("*")
    }
    shipped = {name for name in seen if name.startswith("/worker")}
    assert {name.split("/")[3] for name in shipped - {CPUINFO}} <= set(bubblewrap.SHIPPED)
    assert shipped - {CPUINFO} <= package
    words = ("hidden", "solution", "gradebook", "submitted", "mistake", "course_config", "rnn_cell")
    others = [name for name in seen if not name.startswith(("/libraries", "/worker"))]
    assert [name for name in others if any(word in name.lower() for word in words)] == []


def test_the_checkout_is_not_mounted_and_not_importable(worker):
    assert (
        value_of(worker, f"[os.path.exists(p) for p in ({str(HOUSE / 'solutions')!r}, '/home', '/work')]", "import os")
        == [False] * 3
    )
    for module in ("autograder.judge", "autograder.hidden_tests", "solutions", "autograder.config"):
        done = run(worker, f"import {module}")
        assert done.failure.type == "ModuleNotFoundError"


def test_the_environment_holds_nothing_of_the_graders(worker, monkeypatch):
    names = set(value_of(worker, "sorted(os.environ)", "import os"))
    own = {"HOME", "IPYTHONDIR", "MPLCONFIGDIR", "MPLBACKEND", "PWD"}
    assert names <= set(bubblewrap.ENVIRONMENT) | own


def test_there_is_no_proc_and_no_other_process(worker):
    assert value_of(worker, "os.listdir('/proc')", "import os") == ["cpuinfo"]
    assert value_of(worker, "os.getpid() < 10", "import os")


def test_nothing_but_its_own_tmp_can_be_written(worker):
    setup = """
import os
writable = []
for folder, _, _ in os.walk("/"):
    try:
        open(os.path.join(folder, "probe"), "w").close()
        writable.append(folder)
    except OSError:
        pass
"""
    folders = value_of(worker, "writable", setup)
    assert folders
    assert [folder for folder in folders if not folder.startswith(("/tmp", "/dev/shm"))] == []


def test_tmp_is_small(worker):
    setup = """
error = None
try:
    for i in range(40):
        open(f"/tmp/{i}", "wb").write(bytes(1 << 20))
except OSError as raised:
    error = raised.strerror
"""
    assert value_of(worker, "error", setup) == "No space left on device"


def test_capabilities_are_gone(worker):
    setup = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
held = [n for n in range(41) if libc.prctl(23, n, 0, 0, 0) == 1]
"""
    assert value_of(worker, "held", setup) == []


def test_torch_is_refused_in_a_numpy_part(worker):
    assert run(worker, "import torch").failure.message == "torch may not be used in this part"


def test_a_large_allocation_fails_inside_and_the_worker_lives(worker):
    assert run(worker, "x = bytearray(50 << 30)").failure.type == "MemoryError"
    assert run(worker, "x = 1").failure is None


def test_a_busy_loop_is_stopped_by_cpu_time(worker):
    with pytest.raises(WorkerTimedOut) as stopped:
        run(worker, "while True: pass", cpu=0.5)
    assert not stopped.value.wall
    assert not worker.inner.is_running()


@pytest.mark.parametrize(
    ("left", "shown"), [(3.9972, "4"), (3.99633, "4"), (2.0, "2"), (0.5, "0.5"), (0.04, "0.04"), (120.0, "120")]
)
def test_a_limit_is_shown_alike_whatever_little_was_used_of_it_before(left, shown):
    assert readable_limit(left) == shown


def test_a_loop_that_swallows_every_exception_is_stopped_all_the_same(worker):
    with pytest.raises(WorkerTimedOut):
        run(worker, "while True:\n    try:\n        pass\n    except BaseException:\n        pass", cpu=0.5)


def test_sleeping_is_stopped_by_the_clock(worker):
    with pytest.raises(WorkerTimedOut) as stopped:
        run(worker, "import time; time.sleep(10**6)", cpu=0.2)
    assert stopped.value.wall


@pytest.mark.parametrize(
    "ending", ["import os; os._exit(0)", "import ctypes; ctypes.string_at(0)", "import os; os.closerange(0, 4096)"]
)
def test_a_worker_that_dies_is_noticed(worker, ending):
    with pytest.raises(WorkerGone):
        run(worker, ending)


@pytest.mark.parametrize(
    "message",
    [
        "b'\\xff\\xff\\xff\\xff'",
        "b'\\x05\\0\\0\\0nonsense'",
        "b'\\x10\\x27\\0\\0' + b'\\x92\\xa1l\\x91' * 2500",
    ],
    ids=["announces 4 GiB", "no message", "nested 2500 deep"],
)
def test_forged_bytes_on_the_socket_end_the_worker_only(worker, message):
    forge = f"""
import os, stat
for fd in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            os.write(fd, {message})
    except OSError:
        pass
"""
    with pytest.raises(WorkerGone):
        run(worker, forge)


FIND_WORKER = "import gc\nself = next(one for one in gc.get_objects() if type(one).__name__ == 'Worker')\n"


def test_a_worker_that_speaks_while_it_is_asked_nothing_is_ended_at_the_next_question(worker):
    answers_twice = """
from autograder.protocol import framing, messages
self.connection.sendall(2 * framing.frame(messages.encode(messages.CellDone(2, None, []))))
"""
    run(worker, FIND_WORKER + answers_twice)
    with pytest.raises(WorkerGone, match="not asked for"):
        run(worker, "pass")


def test_a_worker_that_does_not_read_is_stopped_as_one_that_sleeps():
    answers_and_sleeps = """
import time
from autograder.protocol import framing, messages
framing.send_frame(self.connection, messages.encode(messages.CellDone(2, None, [])))
time.sleep(10**6)
"""
    worker = SandboxedWorker(Limits(idle_seconds=1.0, wall_factor=100), "bubblewrap")
    try:
        run(worker, FIND_WORKER + answers_and_sleeps)
        with pytest.raises(WorkerTimedOut, match="sleeping for more than 1 s"):
            run(worker, "#" * (20 << 20))
    finally:
        worker.close()


def test_closing_leaves_no_process_behind_also_after_threads_were_started(worker):
    run(worker, "import threading, time\nfor _ in range(5): threading.Thread(target=time.sleep, args=(10**6,)).start()")
    assert worker.threads() == 6
    tree = [worker.inner, *psutil.Process(worker.inner.pid).children(recursive=True)]
    worker.close()
    worker.close()
    assert gone(tree)


def test_a_missing_bubblewrap_names_the_command_to_install_it(monkeypatch):
    bubblewrap.executable.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxError, match="apt-get install bubblewrap"):
        SandboxedWorker(LIMITS, "bubblewrap")
    bubblewrap.executable.cache_clear()


def test_without_isolation_the_same_worker_serves_trusted_code():
    worker = SandboxedWorker(LIMITS, "process")
    try:
        assert value_of(worker, "6 * 7") == 42
    finally:
        worker.close()


def test_sleeping_on_end_is_stopped_long_before_the_clock():
    limits = Limits(idle_seconds=1.0, wall_factor=100)
    worker = SandboxedWorker(limits, "bubblewrap")
    try:
        with pytest.raises(WorkerTimedOut, match="sleeping for more than 1 s") as stopped:
            run(worker, "import time; time.sleep(10**6)")
        assert not stopped.value.wall
    finally:
        worker.close()


def test_sleeping_now_and_then_is_allowed():
    limits = Limits(idle_seconds=1.0)
    worker = SandboxedWorker(limits, "bubblewrap")
    try:
        assert (
            run(worker, "import time\nfor _ in range(4):\n    time.sleep(0.5)\n    sum(range(4 * 10**6))").failure
            is None
        )
    finally:
        worker.close()


def test_sleep_is_told_from_computing(worker):
    run(worker, "sum(range(3 * 10**6))")
    computing = worker.slept
    run(worker, "import time; time.sleep(0.5)")
    assert worker.slept - computing > 0.4
    assert computing < 0.1


def test_a_refused_library_is_not_there_whatever_is_done_to_the_refusal(worker):
    setup = """
import importlib, os, sys
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "Refusal"]
importlib.invalidate_caches()
found = []
for name in ("torch", "functorch", "torchgen"):
    try:
        module = importlib.import_module(name)
        found += [name] if hasattr(module, "__version__") or os.listdir(f"/libraries/{name}") else []
    except ImportError:
        pass
"""
    assert value_of(worker, "found", setup) == []


def test_an_adapter_is_called_in_place_of_the_function(tmp_path):
    adapter = tmp_path / "tiny.py"
    adapter.write_text("__all__ = ['f']\n\n\ndef f(names):\n    return names['x'] * 2\n")
    worker = SandboxedWorker(LIMITS, "bubblewrap", adapter=adapter)
    try:
        assert value_of(worker, "None", "x = 21") == 42
    finally:
        worker.close()


def test_a_thread_that_ends_takes_no_worker_of_another_with_it():
    kept = []
    thread = threading.Thread(target=lambda: kept.append(SandboxedWorker(LIMITS, "bubblewrap", refuses=("torch",))))
    thread.start()
    thread.join()
    another = SandboxedWorker(LIMITS, "bubblewrap", refuses=("torch",))
    try:
        assert value_of(another, "6 * 7") == 42
    finally:
        another.close()
        kept[0].close()


def test_a_worker_without_a_free_descriptor_still_answers(worker):
    setup = """
hoard = []
try:
    while True:
        hoard.append(open("/dev/null"))
except OSError as error:
    stopped = error.strerror
"""
    assert value_of(worker, "stopped", setup) == "Too many open files"
    assert run(worker, "raise ValueError('no')").failure.message == "no"


def test_threads_are_bounded_whatever_their_stacks_are(worker):
    setup = """
import threading
threading.stack_size(64 << 10)
started, release = [], threading.Event()
try:
    while len(started) < 10_000:
        started.append(threading.Thread(target=release.wait, daemon=True))
        started[-1].start()
except RuntimeError as error:
    refused = str(error)
release.set()
"""
    if os.getuid() == 0 and not cgroups.homes():
        with pytest.raises(WorkerGone, match="too many threads"):
            value_of(worker, "len(started), refused", setup)
    else:
        assert value_of(worker, "(len(started) <= 64, refused)", setup) == (True, "can't start new thread")
