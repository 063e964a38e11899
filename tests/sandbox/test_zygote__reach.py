"""What a worker that was forked from a zygote cannot reach."""

import contextlib
import errno
import os
from pathlib import Path

import pytest

from autograder.sandbox.process import SandboxedWorker
from tests.sandbox.driving import LIMITS, NUMPY, current, launch, run, value_of

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
