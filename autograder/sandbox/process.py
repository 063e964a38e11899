"""One worker process as the judge sees it: requests in, one reply out, limits kept from outside."""

from __future__ import annotations

import select
import socket
import time
from pathlib import Path
from typing import Protocol

import msgspec
import psutil

from autograder.config import Limits
from autograder.errors import SandboxError, SandboxLost
from autograder.protocol import framing, messages
from autograder.protocol.messages import Confined, Ready, Reply, Request, Start
from autograder.sandbox.isolation import hosts
from autograder.sandbox.launch import receive_with_sender
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
    """A worker in the strongest isolation of this machine, or in none if the course says ``isolation = "process"``.

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
        self.slept = 0.0
        self._asleep_since: tuple[float, float] | None = None
        adapter_source = adapter.read_text() if adapter is not None else ""
        problem: SandboxError | None = None
        for self.host in hosts(isolation, limits, refuses):
            try:
                self._launch()
                self._confine(isolation == "bubblewrap", refuses, files or {}, adapter_source)
                return
            except (WorkerGone, SandboxError, psutil.Error) as error:
                problem = SandboxError(f"the sandbox could not be started: {error} {self.host.complaint()}".strip())
                self.close()
            except BaseException:
                self.close()
                raise
        assert problem is not None
        raise problem

    def _launch(self) -> None:
        """Have a process that says that it is ready; the kernel tells which one that is."""
        self.reader = framing.FrameReader(self.limits.reply_bytes + (1 << 16))
        self.inner: psutil.Process | None = None
        self.connection, theirs = socket.socketpair()
        self.connection.settimeout(_START_SECONDS)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with theirs:
            self.host.start(theirs.fileno())
        try:
            chunk, sender = receive_with_sender(self.connection, 1 << 16)
        except OSError as error:
            raise WorkerGone(str(error)) from None
        frame = self.reader.feed(chunk)
        if frame is None or not isinstance(self._decode(frame), Ready):
            raise WorkerGone("it is not ready" if chunk else "it ended")
        self.inner = psutil.Process(sender)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        self.connection.setblocking(False)

    def _confine(self, isolated: bool, refuses: tuple[str, ...], files: dict[str, bytes], adapter: str) -> None:
        """Have the process give up what it will not need, before it meets student code."""
        start = Start(
            address_space=self._process.memory_info().vms + self.limits.memory,
            tmp_bytes=self.limits.tmp_bytes,
            file_bytes=self.limits.file_bytes,
            open_files=self.limits.open_files,
            output_bytes=self.limits.output_bytes,
            reply_bytes=self.limits.reply_bytes,
            syscall_filter=worker_filter() if isolated else b"",
            refuses=refuses,
            files=files,
            adapter=adapter,
        )
        self._send(start)
        if not isinstance(self._receive(_START_SECONDS, _START_SECONDS), Confined):
            raise WorkerGone("it is not confined")

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
            running, waiting, _ = Path(f"/proc/{self._process.pid}/schedstat").read_text().split()
        except (OSError, ValueError):
            return None
        return time.monotonic(), (int(running) + int(waiting)) / 1e9

    @property
    def _process(self) -> psutil.Process:
        if self.inner is None:
            raise WorkerGone("it has not started")
        return self.inner

    def cpu_seconds(self) -> float:
        """CPU time that the worker has used. Raises WorkerGone."""
        try:
            times = self._process.cpu_times()
        except psutil.Error:
            raise self._ended() from None
        return times.user + times.system

    def threads(self) -> int:
        """How many threads the worker has now. Raises WorkerGone."""
        try:
            return int(self._process.num_threads())
        except psutil.Error:
            raise self._ended() from None

    def close(self) -> None:
        """Kill the worker and wait until nothing of it is left."""
        self.connection.close()
        self.host.stop(self.inner)

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
                raise self._ended() from None

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
            return str(self._process.status())
        except psutil.Error:
            raise self._ended() from None

    def _ended(self) -> WorkerGone | SandboxLost:
        """What to raise when the worker ended by itself: whose doing that was."""
        if self.host.broken():
            return SandboxLost("the zygote ended, and its workers with it")
        return WorkerGone("the process ended")

    def _out_of_time(self, reason: str, wall: bool) -> WorkerTimedOut:
        self.close()
        return WorkerTimedOut(reason, wall)

    def _read_available(self) -> bytes | None:
        try:
            frame = self.reader.feed(b"")
            while frame is None:
                chunk = self.connection.recv(1 << 20)
                if not chunk:
                    raise self._ended()
                frame = self.reader.feed(chunk)
            return frame
        except BlockingIOError:
            return None
        except ValueError as error:
            raise WorkerGone(str(error)) from None
        except OSError:
            raise self._ended() from None

    def _decode(self, frame: bytes) -> Reply:
        try:
            return messages.decode_reply(frame)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            raise WorkerGone("it sent something that is not a reply") from None
