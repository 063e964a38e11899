"""One worker process as the judge sees it: requests in, one reply out, limits kept from outside."""

from __future__ import annotations

import select
import socket
from pathlib import Path
from typing import Protocol

import msgspec
import psutil

from autograder.config import Limits
from autograder.errors import SandboxError, SandboxLost
from autograder.protocol import framing, messages
from autograder.protocol.messages import Confined, Reply, Request, Start
from autograder.sandbox.cgroups import ControlGroup, control_group
from autograder.sandbox.isolation import hosts, settle_for
from autograder.sandbox.launch import START_SECONDS, launch, not_started
from autograder.sandbox.seccomp import worker_filter
from autograder.sandbox.watch import ProcessEnded, Stopwatch

_LONGEST_NAP = 0.2
#: What the kernel may need for a worker besides the memory that the worker may have.
_KERNEL_MEMORY = 128 << 20
#: A worker that has this many times the threads it may have is on a machine where nothing else bounds them.
_FAR_TOO_MANY = 8


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

    @property
    def received(self) -> int:
        """Bytes of all replies so far."""

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
        self.slept, self.received = 0.0, 0
        self.group: ControlGroup | None = None
        adapter_source = adapter.read_text() if adapter is not None else ""
        problem: SandboxError | None = None
        for self.host in hosts(isolation, limits, refuses):
            try:
                self.connection, self.inner, self.watch = launch(self.host)
            except SandboxError as error:
                problem = error
                continue
            self.reader = framing.FrameReader(limits.reply_bytes + (1 << 16))
            try:
                self._confine(isolation == "bubblewrap", refuses, files or {}, adapter_source)
                settle_for(self.host, problem)
                return
            except (WorkerGone, SandboxError, psutil.Error, OSError) as error:
                problem = not_started(self.host, error)
                self.close()
            except BaseException:
                self.close()
                raise
        assert problem is not None
        raise problem

    def _confine(self, isolated: bool, refuses: tuple[str, ...], files: dict[str, bytes], adapter: str) -> None:
        """Have the process give up what it will not need, before it meets student code."""
        start = Start(
            address_space=self.inner.memory_info().vms + self.limits.memory,
            tmp_bytes=self.limits.tmp_bytes,
            file_bytes=self.limits.file_bytes,
            open_files=self.limits.open_files,
            threads=self.limits.threads if isolated else 0,
            output_bytes=self.limits.output_bytes,
            reply_bytes=self.limits.reply_bytes,
            syscall_filter=worker_filter() if isolated else b"",
            refuses=refuses,
            files=files,
            adapter=adapter,
        )
        if isolated:
            kept = self.limits.memory + self.limits.tmp_bytes + self.inner.memory_info().rss + _KERNEL_MEMORY
            self.group = control_group(kept, self.limits.threads)
            if self.group is not None:
                self.group.add(self.inner.pid)
        if not isinstance(self._ask(start, START_SECONDS, START_SECONDS, START_SECONDS), Confined):
            raise WorkerGone("it is not confined")

    def exchange(self, request: Request, cpu: float) -> Reply:
        """Send a request, wait for one reply. Raises WorkerGone, WorkerTimedOut, SandboxLost."""
        wall = cpu * self.limits.wall_factor + self.limits.wall_slack
        return self._ask(request, cpu, wall, self.limits.idle_seconds)

    def cpu_seconds(self) -> float:
        """CPU time that the worker has used. Raises WorkerGone, SandboxLost."""
        try:
            return self.watch.cpu()
        except ProcessEnded:
            raise self._ended() from None

    def threads(self) -> int:
        """How many threads the worker has now. Raises WorkerGone, SandboxLost."""
        try:
            return self.watch.threads()
        except ProcessEnded:
            raise self._ended() from None

    def close(self) -> None:
        """Kill the worker and wait until nothing of it is left."""
        self.connection.close()
        self.watch.close()
        self.host.stop(self.inner)
        if self.group is not None:
            self.group.close()

    def _ask(self, request: Request, cpu: float, wall: float, idle: float) -> Reply:
        """Send a request and wait for its reply; the limits hold for reading the one and writing the other."""
        self._require_silence()
        try:
            spent = Stopwatch(self.watch)
            unsent = self._send(memoryview(framing.frame(messages.encode(request))))
            while True:
                ends = ([], [self.connection]) if unsent else ([self.connection], [])
                select.select(*ends, [], min(max(cpu - spent.cpu, 0.01), _LONGEST_NAP))
                unsent = self._send(unsent)
                frame = None if unsent else self._read_available()
                slept_before = spent.slept
                spent.advance(answered=frame is not None)
                self.slept += spent.slept - slept_before
                self._check(spent, cpu, wall, idle)
                if frame is not None:
                    self.received += len(frame)
                    return self._decode(frame)
        except ProcessEnded:
            raise self._ended() from None

    def _require_silence(self) -> None:
        """Refuse a worker that says anything while it is asked nothing: it would never be understood again."""
        try:
            said = bool(self.reader.buffer) or self.connection.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return
        except OSError:
            said = False
        raise WorkerGone("it sent a reply that was not asked for") if said else self._ended()

    def _send(self, unsent: memoryview) -> memoryview:
        """Send what the worker has room for; the rest."""
        try:
            while unsent:
                unsent = unsent[self.connection.send(unsent) :]
        except BlockingIOError:
            pass
        except OSError:
            raise self._ended() from None
        return unsent

    def _check(self, spent: Stopwatch, cpu: float, wall: float, idle: float) -> None:
        """End the worker if it has used up what it may. Raises WorkerGone, WorkerTimedOut."""
        if self.watch.threads() > _FAR_TOO_MANY * self.limits.threads:
            self.close()
            raise WorkerGone("it started too many threads")
        for used, limit, words in (
            (spent.cpu, cpu, "more than {} s of CPU time"),
            (spent.idle, idle, "sleeping for more than {} s"),
            (spent.free, wall, "more than {} s of waiting"),
        ):
            if used > limit:
                self.close()
                raise WorkerTimedOut(words.format(readable_limit(limit)), wall=words.endswith("waiting"))

    def _ended(self) -> WorkerGone | SandboxLost:
        """What to raise when the worker ended by itself: whose doing that was."""
        if self.host.broken():
            return SandboxLost("the zygote ended, and its workers with it")
        return WorkerGone("the process ended")

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


def readable_limit(seconds: float) -> str:
    """Seconds with one decimal: what earlier steps left of a limit is not the same in two runs."""
    return f"{round(seconds, 1) or seconds:g}"
