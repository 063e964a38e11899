"""Watches a process from outside: what it computes, waits for and sleeps, as the kernel counts it."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol

import psutil

#: Less CPU than this is no computing: waking up to go on sleeping costs some too.
_NO_COMPUTING = 0.01


class ProcessEnded(Exception):
    """The process that is watched is not there any more."""


class Look(NamedTuple):
    """A reading, in seconds: the clock, the CPU time of all threads, and how long they waited for a processor."""

    time: float
    cpu: float
    waited: float


class Watch(Protocol):
    """All but ``close`` raise ProcessEnded."""

    def cpu(self) -> float:
        """Seconds of CPU that all threads have used so far."""

    def look(self) -> Look:
        """All that is counted, now."""

    def asleep(self) -> bool:
        """Whether the main thread sleeps now: neither runs, nor waits for a processor or a disk."""

    def threads(self) -> int:
        """How many threads there are now."""

    def close(self) -> None:
        """Watch no more; harmless when called again."""


def watch(pid: int) -> Watch:
    """A watch on a process. Raises ProcessEnded."""
    return LinuxWatch(pid) if sys.platform == "linux" else PortableWatch(pid)


class LinuxWatch:
    """Keeps the files that the kernel shows of a process open: cheap, and never of another with the same number."""

    def __init__(self, pid: int) -> None:
        self.clock = (~pid << 3) | 2  # the clock of a process by its number, as clock_getcpuclockid makes it
        self.descriptors: list[int] = []
        try:
            for name in ("stat", "schedstat", "task"):
                self.descriptors.append(os.open(f"/proc/{pid}/{name}", os.O_RDONLY | os.O_CLOEXEC))
        except FileNotFoundError:
            self.close()
            raise ProcessEnded from None
        self.stat, self.schedstat, self.task = self.descriptors

    def cpu(self) -> float:
        try:
            return time.clock_gettime(self.clock)
        except OSError:
            raise ProcessEnded from None

    def look(self) -> Look:
        return Look(time.monotonic(), self.cpu(), self._waited())

    def asleep(self) -> bool:
        return self._read(self.stat).rpartition(b")")[2].split()[0] == b"S"

    def threads(self) -> int:
        try:
            return os.fstat(self.task).st_nlink - 2
        except OSError:
            raise ProcessEnded from None

    def _waited(self) -> float:
        if self.threads() <= 1:
            return _waited(self._read(self.schedstat))
        waited = 0.0
        with contextlib.suppress(OSError):
            for thread in os.listdir(self.task):  # noqa: PTH208 - of an open folder
                with contextlib.suppress(OSError):
                    waited += _waited(_read_below(self.task, f"{thread}/schedstat"))
        return waited

    def _read(self, descriptor: int) -> bytes:
        try:
            return os.pread(descriptor, 1024, 0)
        except OSError:
            raise ProcessEnded from None

    def close(self) -> None:
        while self.descriptors:
            os.close(self.descriptors.pop())
        self.stat = self.schedstat = self.task = -1  # never what is opened next under the same numbers


def _read_below(folder: int, name: str) -> bytes:
    descriptor = os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        return os.pread(descriptor, 1024, 0)
    finally:
        os.close(descriptor)


def _waited(schedstat: bytes) -> float:
    """Of ``running waiting turns``, the second, in seconds; 0 if the kernel does not count."""
    fields = schedstat.split()
    return int(fields[1]) / 1e9 if len(fields) == 3 else 0.0


def own_waiting() -> float:
    """For how long this thread has waited for a processor, in seconds; 0 if the kernel does not count."""
    thread = threading.get_native_id()
    try:
        if getattr(_own, "thread", None) != thread:  # the first look, or the first after a fork
            _own.thread, _own.books = thread, _Books(thread)
        return _waited(os.pread(_own.books.descriptor, 1024, 0))
    except OSError:
        return 0.0


class _Books:
    """What the kernel counts of a thread of this process, kept open: a look is far cheaper than opening it."""

    def __init__(self, thread: int) -> None:
        self.descriptor = os.open(f"/proc/self/task/{thread}/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError, OSError):
            os.close(self.descriptor)


_own = threading.local()


class PortableWatch:
    """What psutil finds out anywhere; waiting for a processor is not told from sleep."""

    def __init__(self, pid: int) -> None:
        try:
            self.process = psutil.Process(pid)
        except psutil.Error:
            raise ProcessEnded from None

    def cpu(self) -> float:
        try:
            times = self.process.cpu_times()
        except psutil.Error:
            raise ProcessEnded from None
        return times.user + times.system

    def look(self) -> Look:
        return Look(time.monotonic(), self.cpu(), 0.0)

    def asleep(self) -> bool:
        try:
            return bool(self.process.status() == psutil.STATUS_SLEEPING)
        except psutil.Error:
            raise ProcessEnded from None

    def threads(self) -> int:
        try:
            return int(self.process.num_threads())
        except psutil.Error:
            raise ProcessEnded from None

    def close(self) -> None:
        """There is nothing to close."""


class Stopwatch:
    """What a request has cost a process so far; none of it depends on who else wants the processors.

    ``cpu``: seconds of CPU. ``free``: seconds in which no thread waited for a processor. ``slept``: those of
    them in which none ran either, and the watcher was not waiting for a processor: a process that asks a
    thousand times does not sleep while a busy machine keeps its answers. ``idle``: for how long it has been
    asleep on end.
    """

    def __init__(self, watched: Watch, watcher_waited: Callable[[], float] | None = None) -> None:
        self.watched, self.watcher_waited = watched, watcher_waited or own_waiting
        self.waited = self.watcher_waited()
        self.first = self.last = self.idle_from = watched.look()
        self.free = self.slept = self.idle = 0.0

    @property
    def cpu(self) -> float:
        return self.last.cpu - self.first.cpu

    def advance(self, answered: bool) -> None:
        """Count up to now. Unless it ``answered``, a process that is not asleep now did not sleep."""
        before, now = self.last, self.watched.look()
        asleep = answered or self.watched.asleep()
        free = max((now.time - before.time) - max(now.waited - before.waited, 0.0), 0.0)
        self.free += free
        waited, self.waited = self.waited, self.watcher_waited()
        if asleep:
            self.slept += max(free - (now.cpu - before.cpu) - (self.waited - waited), 0.0)
        if not asleep or now.cpu - self.idle_from.cpu > _NO_COMPUTING:
            self.idle_from = now
        self.idle = now.time - self.idle_from.time
        self.last = now
