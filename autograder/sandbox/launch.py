"""Ways to start a worker process: without isolation, in a bubblewrap of its own, or forked from a zygote."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import struct
import subprocess
import tempfile
from typing import IO, NamedTuple, Protocol

import psutil

from autograder.config import HOUSE, Limits
from autograder.errors import SandboxError
from autograder.protocol import framing, messages
from autograder.sandbox import bubblewrap
from autograder.sandbox.watch import ProcessEnded, Watch, watch

#: Far more than a start takes on a loaded machine.
START_SECONDS = 120.0
_CREDENTIALS = struct.Struct("3i")  # struct ucred: process, user, group


class Host(Protocol):
    """Where one worker runs. ``folder`` is its private folder, as it sees it."""

    folder: str

    def start(self, descriptor: int) -> None:
        """Start the worker that serves on ``descriptor``. Raises SandboxError."""

    def stop(self, worker: psutil.Process | None) -> None:
        """End the worker and all that it started, and wait for that; harmless when called again."""

    def broken(self) -> bool:
        """Whether the host itself ended before its worker was stopped: then the worker is not to blame."""

    def complaint(self) -> str:
        """What was said on stderr before student code was there."""


class ProcessHost:
    """A process of the worker's own: in bubblewrap, or, for trusted code, without any isolation."""

    def __init__(self, limits: Limits, refuses: tuple[str, ...], isolated: bool) -> None:
        self.limits, self.refuses, self.isolated = limits, refuses, isolated
        self.folder = "/tmp" if isolated else tempfile.mkdtemp(prefix="worker-")
        self.stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, descriptor: int) -> None:
        arguments = ["-m", "autograder.worker", str(descriptor), self.folder]
        if self.isolated:
            options = bubblewrap.arguments(self.limits, self.refuses)
            self.process = start_in_bubblewrap(options, arguments, [descriptor], self.stderr)
        else:
            environment = bubblewrap.ENVIRONMENT | {"PYTHONPATH": f"{HOUSE}:{bubblewrap.site_packages()}"}
            self.process = _popen(bubblewrap.python(arguments), [descriptor], environment, self.stderr)

    def stop(self, worker: psutil.Process | None) -> None:
        if self.process is not None:
            with contextlib.suppress(psutil.Error):
                for child in psutil.Process(self.process.pid).children(recursive=True):
                    child.kill()
            self.process.kill()
            self.process.wait()
        if worker is not None:
            with contextlib.suppress(psutil.Error):
                worker.wait(timeout=10)
        self.stderr.close()
        if not self.isolated:
            shutil.rmtree(self.folder, ignore_errors=True)

    def broken(self) -> bool:
        return False

    def complaint(self) -> str:
        return last_words(self.stderr)


def start_in_bubblewrap(
    options: list[str], arguments: list[str], descriptors: list[int], stderr: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start Python inside bubblewrap. It ends when the thread that called this ends."""
    # Through a file: inside, the arguments of process 1 could be read, and they name folders of the grader's.
    with tempfile.TemporaryFile() as file:
        file.write("\0".join(options).encode())
        file.seek(0)
        command = [bubblewrap.executable(), "--args", str(file.fileno()), "--", *bubblewrap.python(arguments)]
        return _popen(command, [*descriptors, file.fileno()], {}, stderr)


def _popen(
    command: list[str], descriptors: list[int], environment: dict[str, str], stderr: IO[bytes]
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            pass_fds=descriptors,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxError(f"{command[0]} could not be started: {error}") from None


def last_words(stderr: IO[bytes]) -> str:
    """The end of what was written to a file that a process has as its stderr."""
    if stderr.closed:
        return ""
    size = os.fstat(stderr.fileno()).st_size
    return os.pread(stderr.fileno(), 2000, max(size - 2000, 0)).decode(errors="replace").strip()


class Launched(NamedTuple):
    """A worker that is ready to be confined, and what is needed to talk to it and to watch it."""

    connection: socket.socket
    process: psutil.Process
    watch: Watch


def launch(host: Host) -> Launched:
    """Start a worker in a host and wait until it is ready. Raises SandboxError, with the host stopped."""
    connection, theirs = socket.socketpair()
    try:
        with theirs:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            connection.settimeout(START_SECONDS)
            host.start(theirs.fileno())
        said, sender = receive_with_sender(connection, 1 << 10)
        if said != framing.frame(messages.encode(messages.Ready())):
            raise SandboxError("it did not say that it is ready" if said else "it ended")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        connection.setblocking(False)
        return Launched(connection, psutil.Process(sender), watch(sender))
    except BaseException as error:
        connection.close()
        problem = not_started(host, error)
        host.stop(None)
        if isinstance(error, OSError | SandboxError | ProcessEnded | psutil.Error):
            raise problem from None
        raise


def not_started(host: Host, error: BaseException) -> SandboxError:
    """What to raise when a worker could not be brought up, for reasons that are not the student's."""
    return SandboxError(f"the sandbox could not be started: {error} {host.complaint()}".strip())


def receive_with_sender(connection: socket.socket, most: int) -> tuple[bytes, int]:
    """Receive some bytes, and the process that sent them, which the kernel names as this process would.

    The connection must have ``SO_PASSCRED`` set. The process is 0 if it has ended already.
    """
    chunk, ancillary, _, _ = connection.recvmsg(most, socket.CMSG_SPACE(_CREDENTIALS.size))
    senders = [
        _CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0]
        for level, kind, data in ancillary
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS)
    ]
    return chunk, senders[0] if senders else 0
