"""One worker process as the judge sees it: requests in, one reply out, limits kept from outside."""

from __future__ import annotations

import contextlib
import select
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Protocol

import msgspec
import psutil

from autograder.config import HOUSE, Limits
from autograder.errors import SandboxError
from autograder.protocol import framing, messages
from autograder.protocol.messages import Ready, Reply, Request, Start
from autograder.sandbox import bubblewrap
from autograder.sandbox.seccomp import worker_filter

_START_SECONDS = 120.0
_LONGEST_NAP = 0.2


class WorkerGone(Exception):
    """The worker can answer nothing any more; ``reason`` says how it ended."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WorkerTimedOut(WorkerGone):
    """The worker used up the CPU or wall-clock time of a request and was killed; ``wall`` tells which."""

    def __init__(self, reason: str, wall: bool) -> None:
        super().__init__(reason)
        self.wall = wall


class WorkerProcess(Protocol):
    """What the judge needs of a worker, however it is started."""

    def exchange(self, request: Request, cpu: float) -> Reply:
        """Send a request and wait for one reply, within ``cpu`` seconds. Raises WorkerGone."""

    def cpu_seconds(self) -> float:
        """CPU time that the worker has used so far. Raises WorkerGone."""

    def threads(self) -> int:
        """How many threads the worker has now. Raises WorkerGone."""

    @property
    def slept(self) -> float:
        """Seconds that the worker neither computed nor waited for a processor, while it was asked something."""

    def close(self) -> None:
        """End the worker and everything that it started; harmless when called again."""


class SandboxedWorker:
    """A worker inside bubblewrap, or without isolation if the course says ``isolation = "process"``.

    Raises SandboxError: it cannot be started for reasons that are not the student's.
    """

    def __init__(
        self,
        limits: Limits,
        isolation: str,
        refuses: tuple[str, ...] = (),
        files: dict[str, bytes] | None = None,
        adapter: Path | None = None,
    ) -> None:
        self.limits = limits
        self.folder = tempfile.mkdtemp(prefix="worker-") if isolation == "process" else "/tmp"
        self.connection, theirs = socket.socketpair()
        with theirs:
            self.process = _spawn(theirs.fileno(), isolation, self.folder, limits, refuses)
        self.connection.setblocking(False)
        self.reader = framing.FrameReader(limits.reply_bytes + (1 << 16))
        self.slept = 0.0
        self._asleep_since: tuple[float, float] | None = None
        self.inner = psutil.Process(self.process.pid)
        try:
            self._start(isolation, refuses, files or {}, adapter)
        except BaseException:
            self.close()
            raise

    def _start(self, isolation: str, refuses: tuple[str, ...], files: dict[str, bytes], adapter: Path | None) -> None:
        try:
            if not isinstance(self._receive(_START_SECONDS, _START_SECONDS), Ready):
                raise SandboxError("the worker did not start as it should")
            self.inner = _innermost(self.process.pid)
            confined = isolation == "bubblewrap"
            self._send(
                Start(
                    address_space=self.inner.memory_info().vms + self.limits.memory,
                    file_bytes=self.limits.file_bytes,
                    open_files=self.limits.open_files,
                    output_bytes=self.limits.output_bytes,
                    reply_bytes=self.limits.reply_bytes,
                    syscall_filter=worker_filter() if confined else b"",
                    refuses=refuses,
                    files=files,
                    adapter="" if adapter is None else adapter.read_text(encoding="utf-8"),
                )
            )
        except (WorkerGone, psutil.Error) as error:
            raise SandboxError(f"the sandbox could not be started: {error} {self._complaint()}".strip()) from None

    def exchange(self, request: Request, cpu: float) -> Reply:
        """Send a request, wait for one reply. Raises WorkerGone, WorkerTimedOut."""
        self._asleep_since = self._clock()
        self._send(request)
        wall = cpu * self.limits.wall_factor + self.limits.wall_slack
        reply = self._receive(cpu, wall)
        self._count_sleep()
        return reply

    def _count_sleep(self) -> None:
        """Add the time since the last look in which the main thread neither ran nor waited for a processor."""
        last, now = self._asleep_since, self._clock()
        if last is not None and now is not None:
            self.slept += max((now[0] - last[0]) - (now[1] - last[1]), 0.0)
        self._asleep_since = now

    def _clock(self) -> tuple[float, float] | None:
        """The time, and the seconds of it that the kernel gave or owed the main thread; None if it does not say."""
        try:
            running, waiting, _ = Path(f"/proc/{self.inner.pid}/schedstat").read_text().split()
        except (OSError, ValueError):
            return None
        return time.monotonic(), (int(running) + int(waiting)) / 1e9

    def cpu_seconds(self) -> float:
        """CPU time that the worker has used. Raises WorkerGone."""
        try:
            times = self.inner.cpu_times()
        except psutil.Error:
            raise WorkerGone("the process ended") from None
        return times.user + times.system

    def threads(self) -> int:
        """How many threads the worker has now. Raises WorkerGone."""
        try:
            return int(self.inner.num_threads())
        except psutil.Error:
            raise WorkerGone("the process ended") from None

    def close(self) -> None:
        """Kill the worker and wait until nothing of it is left."""
        self.connection.close()
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                child.kill()
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()
        with contextlib.suppress(psutil.Error):
            self.inner.wait(timeout=10)
        if self.folder != "/tmp":
            shutil.rmtree(self.folder, ignore_errors=True)

    def _send(self, request: Request) -> None:
        payload = messages.encode(request)
        deadline = time.monotonic() + _START_SECONDS
        view = memoryview(framing.HEADER.pack(len(payload)) + payload)
        while view:
            if time.monotonic() > deadline:
                raise WorkerTimedOut("it did not read what it was asked", wall=True)
            select.select([], [self.connection], [], _LONGEST_NAP)
            try:
                view = view[self.connection.send(view) :]
            except BlockingIOError:
                continue
            except OSError:
                raise WorkerGone("the process ended") from None

    def _receive(self, cpu: float, wall: float) -> Reply:
        started = idle_since = time.monotonic()
        used_before = used = self.cpu_seconds()
        while True:
            frame = self._read_available()
            if frame is not None:
                return self._decode(frame)
            self._count_sleep()
            now, used_earlier, used = time.monotonic(), used, self.cpu_seconds()
            if used > used_earlier or self._status() != psutil.STATUS_SLEEPING:
                idle_since = now
            left = cpu - (used - used_before)
            if left <= 0:
                raise self._out_of_time(f"more than {cpu:g} s of CPU time", wall=False)
            if now - idle_since > self.limits.idle_seconds:
                raise self._out_of_time(f"sleeping for more than {self.limits.idle_seconds:g} s", wall=False)
            if now - started > wall:
                raise self._out_of_time(f"more than {wall:g} s of waiting", wall=True)
            select.select([self.connection], [], [], min(max(left, 0.01), _LONGEST_NAP))

    def _status(self) -> str:
        try:
            return str(self.inner.status())
        except psutil.Error:
            raise WorkerGone("the process ended") from None

    def _out_of_time(self, reason: str, wall: bool) -> WorkerTimedOut:
        self.close()
        return WorkerTimedOut(reason, wall)

    def _read_available(self) -> bytes | None:
        try:
            frame = self.reader.feed(b"")
            while frame is None:
                chunk = self.connection.recv(1 << 20)
                if not chunk:
                    raise WorkerGone("the process ended")
                frame = self.reader.feed(chunk)
            return frame
        except BlockingIOError:
            return None
        except ValueError as error:
            raise WorkerGone(str(error)) from None
        except OSError:
            raise WorkerGone("the process ended") from None

    def _decode(self, frame: bytes) -> Reply:
        try:
            return messages.decode_reply(frame)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            raise WorkerGone("it sent something that is not a reply") from None

    def _complaint(self) -> str:
        """What bubblewrap or Python said before it ended."""
        if self.process.stderr is None or self.process.poll() is None:
            return ""
        return self.process.stderr.read(2000).decode(errors="replace").strip()


def _spawn(
    descriptor: int, isolation: str, folder: str, limits: Limits, refuses: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    command = bubblewrap.worker_command(descriptor, folder)
    if isolation == "process":
        environment = bubblewrap.ENVIRONMENT | {"PYTHONPATH": f"{HOUSE}:{bubblewrap.site_packages()}"}
        return _popen(command, [descriptor], environment)
    # Through a pipe: inside, the arguments of process 1 could be read, and they name folders of the grader's.
    options = "\0".join(bubblewrap.arguments(limits, None, refuses)).encode()
    with tempfile.TemporaryFile() as file:
        file.write(options)
        file.seek(0)
        wrapped = [bubblewrap.executable(), "--args", str(file.fileno()), "--", *command]
        return _popen(wrapped, [descriptor, file.fileno()], {})


def _popen(command: list[str], descriptors: list[int], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        pass_fds=descriptors,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _innermost(pid: int) -> psutil.Process:
    """The interpreter: the last in the line of processes that bubblewrap started."""
    process = psutil.Process(pid)
    while children := process.children():
        process = children[-1]
    return process


def require_isolation(isolation: str) -> None:
    """Find out, before any submission is touched, that this machine can hold one. Raises SandboxError."""
    if isolation == "bubblewrap":
        bubblewrap.executable()
        worker_filter()


def describe_isolation(isolation: str) -> str:
    """One phrase on how student code is kept apart, for people and reports."""
    if isolation == "process":
        return 'none: student code runs as the grader\'s user (isolation = "process")'
    return "bubblewrap, one worker per notebook"
