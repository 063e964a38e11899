"""What a worker does to itself cannot be undone by what it runs afterwards."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest

from autograder.config import HOUSE
from autograder.sandbox.seccomp import worker_filter
from autograder.worker import guard


def run_confined(code: str) -> str:
    """Run code in a fresh process after ``confine`` with a real filter; what it printed."""
    program = f"""
    import sys
    from autograder.protocol.messages import Start
    from autograder.worker import guard
    guard.confine(Start(4 << 30, 0, 1 << 16, 32, 0, 1, 1, bytes.fromhex(sys.argv[1]), (), {{}}))
    {textwrap.indent(textwrap.dedent(code), "    ").strip()}
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), worker_filter().hex()],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=HOUSE,
        check=False,
    )
    return result.stdout.strip() or result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    "attempt",
    [
        "import os; os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import socket; socket.socket(socket.AF_INET)",
        "import socket; socket.socket(socket.AF_UNIX)",
        "import os; os.kill(os.getppid(), 0)",
        "import os; os.memfd_create('x')",
        "import os; os.chroot('/')",
        "import os; os.pidfd_open(os.getpid())",
        "import multiprocessing; multiprocessing.get_context('fork').Process(target=print).start()",
    ],
)
def test_new_processes_programs_sockets_and_signals_are_refused(attempt):
    code = f"try:\n    {attempt}\nexcept PermissionError:\n    print('refused')"
    assert run_confined(code) == "refused"


@pytest.mark.parametrize("call", ["ptrace", "unshare", "mount", "setns", "bpf", "keyctl", "userfaultfd"])
def test_raw_system_calls_that_reach_outside_are_refused(call):
    import pyseccomp

    number = pyseccomp.resolve_syscall(pyseccomp.system_arch(), call)
    code = f"""
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    print(libc.syscall({number}, 0, 0, 0, 0), ctypes.get_errno())
    """
    assert run_confined(code) == "-1 1"


def test_threads_still_work():
    assert (
        run_confined("import threading; t = threading.Thread(target=print, args=('up',)); t.start(); t.join()") == "up"
    )


def test_connected_pairs_still_work_because_event_loops_need_them():
    assert run_confined("import asyncio; asyncio.run(asyncio.sleep(0)); print('ran')") == "ran"


def test_memory_files_and_descriptors_are_limited():
    assert "MemoryError" in run_confined("bytearray(8 << 30)")
    assert "File too large" in run_confined(
        "import signal, tempfile; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "f = tempfile.TemporaryFile(); f.write(bytes(1 << 20)); f.flush()"
    )
    assert "Too many open files" in run_confined("files = [open('/dev/null') for _ in range(100)]")


def test_refused_modules_say_that_they_may_not_be_used():
    code = """
    import sys
    sys.modules["torch"] = object()
    guard.refuse_modules(("torch",))
    for name in ("torch", "torch.nn"):
        try:
            __import__(name)
        except ModuleNotFoundError as error:
            print(error, end="; ")
    """
    assert run_confined(code) == "torch may not be used in this part; torch may not be used in this part;"


@pytest.fixture
def rnn():
    import torch

    return torch, torch.nn.LSTM(2, 3), torch.randn(1, 4, 2)


def test_ready_made_layers_are_refused_when_they_are_called(rnn):
    torch, lstm, x = rnn
    with guard.refusing(("torch.nn.LSTM",)):
        assert isinstance(lstm, torch.nn.LSTM), "to mention one is no use of it"
        for use in (lstm, torch.nn.LSTM(2, 3), getattr(torch.nn, "LSTM")(2, 3)):  # noqa: B009
            with pytest.raises(RuntimeError, match=r"torch.nn.LSTM may not be used here"):
                use(x)
        with pytest.raises(RuntimeError, match=r"torch.nn.LSTM may not be used here"):
            torch.lstm(x, [torch.zeros(1, 4, 3)] * 2, list(lstm.parameters()), True, 1, 0.0, False, False, False)
        assert torch.nn.GRU(2, 3)(x)[0].shape == (1, 4, 3), "what is not named stays"
    assert lstm(x)[0].shape == (1, 4, 3)


@pytest.mark.parametrize("name", guard.LAYERS)
def test_every_layer_that_can_be_refused_is(name, rnn):
    torch, _, x = rnn
    layer = getattr(torch.nn, name.rpartition(".")[2])(2, 3)
    with guard.refusing((name,)), pytest.raises(RuntimeError, match=f"{name} may not be used here"):
        layer(x[:, 0] if name.endswith("Cell") else x)


def test_all_of_torch_is_refused_where_numpy_is_asked_for(rnn):
    torch, _, x = rnn
    leaf = torch.ones(1, requires_grad=True)
    for use in (lambda: torch.zeros(2), lambda: x + 1, lambda: torch.from_numpy(np.ones(2)) * 2, leaf.backward):
        with guard.refusing(("torch",)), pytest.raises(RuntimeError, match="write it with numpy"):
            use()


def test_a_module_that_is_not_loaded_cannot_be_imported():
    code = """
    with guard.refusing(("torch",)):
        try:
            import torch
        except ModuleNotFoundError as error:
            print(error)
    """
    assert run_confined(code) == "torch may not be used in this part"
