"""Zygotes: processes in bubblewrap that have the libraries loaded and fork a worker when asked to.

A process that grades has one zygote for each set of refused libraries. It is replaced when in doubt: when
it ended, answered oddly or too late, or grew.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import tempfile
import threading
from typing import IO

import psutil

from autograder.config import Limits
from autograder.errors import SandboxError
from autograder.protocol.forking import FORK, FORKED, LONGEST, PING, PONG, READY
from autograder.sandbox import bubblewrap
from autograder.sandbox.launch import START_SECONDS, last_words, receive_with_sender, start_in_bubblewrap

#: Far more than it takes on a loaded machine.
_FORK_SECONDS = 60.0
#: A zygote does nothing between forks; one that has grown by this much has become something else.
_MOST_GROWTH = 64 << 20
_TRIES = 2


class ZygoteFailed(Exception):
    """A zygote did not do as it was asked: it is in doubt, and so is what it forks."""


class Zygote:
    """One zygote, without the libraries named by ``refuses``. Raises ZygoteFailed when it does not start."""

    def __init__(self, refuses: tuple[str, ...]) -> None:
        self.workers = 0
        self.retired = False
        self.stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with theirs:
            self.keeper = _Keeper(refuses, theirs.fileno(), self.stderr)
        try:
            self.inner = psutil.Process(self._expect(READY, START_SECONDS))
            self.first = psutil.Process(self.keeper.process.pid).children()[0]
            self.size = self.inner.memory_info().rss
        except (ZygoteFailed, psutil.Error, IndexError) as error:
            self.keeper.stop()
            complaint = last_words(self.stderr)
            self.close()
            raise ZygoteFailed(f"the zygote did not start: {error} {complaint}".strip()) from None

    def fork(self, descriptor: int) -> None:
        """Have a worker forked that serves on ``descriptor``. Raises ZygoteFailed."""
        self._tell(FORK, [descriptor])
        self._expect(FORKED, _FORK_SECONDS)
        self.workers += 1

    def answers(self) -> bool:
        """Whether it answers: it cannot once it was told to end, however long ending takes."""
        try:
            self._tell(PING, [])
            self._expect(PONG, _FORK_SECONDS)
        except ZygoteFailed:
            return False
        return True

    def _tell(self, word: bytes, descriptors: list[int]) -> None:
        try:
            socket.send_fds(self.control, [word], descriptors)
        except OSError as error:
            raise ZygoteFailed(f"it is gone: {error}") from None

    def _expect(self, word: bytes, seconds: float) -> int:
        """Wait for a word of the zygote; the process that said it."""
        self.control.settimeout(seconds)
        try:
            said, process = receive_with_sender(self.control, LONGEST)
        except OSError as error:
            raise ZygoteFailed(f"no answer: {error}") from None
        if said != word:
            raise ZygoteFailed("it gave an odd answer" if said else "it ended")
        return process

    def trustworthy(self) -> bool:
        """Whether it lives and is what it was when it started."""
        try:
            return self.alive() and self.inner.memory_info().rss - self.size < _MOST_GROWTH
        except psutil.Error:
            return False

    def alive(self) -> bool:
        """Whether the zygote and the bubblewrap around it are there."""
        try:
            return self.keeper.is_alive() and self.inner.is_running() and self.inner.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def close(self) -> None:
        """End the zygote and all its workers, and wait until nothing of them is left."""
        self.control.close()
        self.keeper.stop()
        with contextlib.suppress(psutil.Error, AttributeError):
            self.first.wait(timeout=10)  # process 1 in there ends after all others
        self.stderr.close()


class _Keeper(threading.Thread):
    """Starts bubblewrap and waits for its end.

    The kernel ties ``--die-with-parent`` to the thread that started a process; so that is one of its own,
    or else the zygote would end with the first thread that needed it.
    """

    process: subprocess.Popen[bytes]

    def __init__(self, refuses: tuple[str, ...], descriptor: int, stderr: IO[bytes]) -> None:
        super().__init__(daemon=True, name="keeper of a zygote")
        self.refuses, self.descriptor, self.stderr = refuses, descriptor, stderr
        self.tried = threading.Event()
        self.error: SandboxError | None = None
        self.start()
        self.tried.wait()
        if self.error is not None:
            raise self.error

    def run(self) -> None:
        options = bubblewrap.arguments(Limits(), self.refuses, zygote=True)
        arguments = ["-m", "autograder.worker.zygote", str(self.descriptor)]
        try:
            self.process = start_in_bubblewrap(options, arguments, [self.descriptor], self.stderr)
        except SandboxError as error:
            self.error = error
            return
        except Exception as error:
            self.error = SandboxError(f"bubblewrap could not be started: {error}")
            return
        finally:
            self.tried.set()
        self.process.wait()

    def stop(self) -> None:
        self.process.kill()
        self.join(timeout=10)


class Zygotes:
    """The zygotes of this process, by the libraries that they do not have."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.current: dict[tuple[str, ...], Zygote] = {}

    def fork(self, refuses: tuple[str, ...], descriptor: int) -> Zygote:
        """The zygote that forked a worker serving on ``descriptor``. Raises SandboxError."""
        with self.lock:
            for _ in range(_TRIES):
                try:
                    zygote = self._trusted(refuses)
                    zygote.fork(descriptor)
                    return zygote
                except ZygoteFailed as error:
                    problem = error
                    self._retire(refuses)
        raise SandboxError(f"no worker could be forked: {problem}")

    def _trusted(self, refuses: tuple[str, ...]) -> Zygote:
        if refuses in self.current and not self.current[refuses].trustworthy():
            self._retire(refuses)
        if refuses not in self.current:
            self.current[refuses] = Zygote(refuses)
        return self.current[refuses]

    def replace(self, zygote: Zygote) -> None:
        """Use a zygote no more; it ends with the last of its workers."""
        with self.lock:
            for refuses, current in list(self.current.items()):
                if current is zygote:
                    self._retire(refuses)

    def _retire(self, refuses: tuple[str, ...]) -> None:
        zygote = self.current.pop(refuses, None)
        if zygote is not None:
            zygote.retired = True
            self._close_if_unused(zygote)

    def answers(self, zygote: Zygote) -> bool:
        """Whether a zygote is as it should be; if not, it is used no more."""
        with self.lock:
            answers = zygote.answers()
        if not answers:
            self.replace(zygote)
        return answers

    def worker_ended(self, zygote: Zygote) -> None:
        """Note that a worker of this zygote was stopped."""
        with self.lock:
            zygote.workers -= 1
            self._close_if_unused(zygote)

    def _close_if_unused(self, zygote: Zygote) -> None:
        if zygote.retired and (zygote.workers == 0 or not zygote.alive()):
            zygote.close()

    def close(self) -> None:
        """End all zygotes; the next worker starts a new one."""
        with self.lock:
            for zygote in self.current.values():
                zygote.close()
            self.current.clear()

    def forget(self) -> None:
        """In a fork of this process: the zygotes are the parent's."""
        self.lock = threading.Lock()
        for zygote in self.current.values():
            zygote.control.close()
        self.current = {}


ZYGOTES = Zygotes()
atexit.register(ZYGOTES.close)
os.register_at_fork(after_in_child=ZYGOTES.forget)


class ForkedHost:
    """A fork of this process's zygote, in namespaces of its own."""

    folder = "/tmp"

    def __init__(self, refuses: tuple[str, ...]) -> None:
        self.refuses = refuses
        self.zygote: Zygote | None = None
        self.stopped = False

    def start(self, descriptor: int) -> None:
        self.zygote = ZYGOTES.fork(self.refuses, descriptor)

    def stop(self, worker: psutil.Process | None) -> None:
        if worker is not None:
            with contextlib.suppress(psutil.Error):
                worker.kill()
                worker.wait(timeout=10)
        if self.zygote is not None and not self.stopped:
            self.stopped = True
            if worker is None:
                ZYGOTES.replace(self.zygote)
            ZYGOTES.worker_ended(self.zygote)

    def broken(self) -> bool:
        return self.zygote is not None and not ZYGOTES.answers(self.zygote)

    def complaint(self) -> str:
        return "" if self.zygote is None else last_words(self.zygote.stderr)
