"""Processes that work side by side: calls in, finished futures out, whatever becomes of a process.

A process that dies spoils the calls under way: each of those is made again, alone, so that only the one that
kills its process is lost. All processes end at once when the one that started them ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from autograder.cores import settling

#: Imported once and inherited by every process: what all of them need.
_PRELOADED = ["autograder.batch.remote", "autograder.grading", "autograder.nbgrader_hooks.converting"]
#: Libraries that would start threads of their own, before the processes are forked and inside each.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Work:
    """A call to make, and what it is about; ``grading`` work may be done on another machine."""

    about: Any
    call: Callable[..., Any]
    args: tuple[Any, ...]
    grading: bool = False


class Inline(Executor):
    """Makes every call at once, in this process."""

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(call(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Crew:
    """``workers`` processes, or ``local`` in their place; ``grading`` does the grading work if it is given.

    ``held`` is a file that is locked for as long as any of the processes lives. Use it as a context manager.
    """

    def __init__(
        self, workers: int, held: Path, local: Executor | None = None, grading: Executor | None = None
    ) -> None:
        self.workers, self.held = workers, held
        self.own: ProcessPoolExecutor | None = None
        self.local, self.grading = local, grading
        self.waiting: deque[Work] = deque()
        self.suspects: deque[Work] = deque()
        self.running: dict[Future[Any], tuple[Work, Executor]] = {}
        self.lifelines: list[Connection] = []

    def add(self, work: Work) -> None:
        """Do this before anything new is begun."""
        self.waiting.append(work)

    def finished(self, begin: Iterable[Work], room: Callable[[], int]) -> Iterator[tuple[Work, Future[Any]]]:
        """Every piece of work with its future as it finishes, that of ``begin`` and what is added meanwhile.

        ``begin`` is asked for more only while less than ``room()`` is under way.
        """
        more = iter(begin)
        while True:
            while self.waiting and len(self.running) < room():
                self._start(self.waiting.popleft())
            while not self.waiting and len(self.running) < room() and (work := next(more, None)) is not None:
                self._start(work)
            if self.running:
                yield from self._next()
            elif self.suspects:
                work = self.suspects.popleft()
                yield work, self._alone(work)
            elif not self.waiting:
                return

    def _next(self) -> Iterator[tuple[Work, Future[Any]]]:
        done, _ = wait(self.running, return_when=FIRST_COMPLETED)
        broken = {self.running[future][1] for future in done if isinstance(future.exception(), BrokenProcessPool)}
        for executor in broken:
            self._give_up(executor)
        for future in done:
            if future in self.running:
                yield self.running.pop(future)[0], future

    def _give_up(self, executor: Executor) -> None:
        """All that an executor was doing when one of its processes died has to be done again, alone."""
        spoilt = [future for future, (_, used) in self.running.items() if used is executor and not _is_good(future)]
        self.suspects += [self.running.pop(future)[0] for future in spoilt]
        if executor is self.grading:
            self.grading = None
        if executor is self.own:
            self.own.shutdown(wait=False, cancel_futures=True)
            self.own = None

    def _start(self, work: Work) -> None:
        executor = (self.grading if work.grading else self.local) or self._pool()
        try:
            future = executor.submit(work.call, *work.args)
        except BrokenProcessPool as broken:
            future = Future()
            future.set_exception(broken)
        self.running[future] = (work, executor)

    def _pool(self) -> ProcessPoolExecutor:
        if self.own is None:
            self.own = self._processes(self.workers)
        return self.own

    def _alone(self, work: Work) -> Future[Any]:
        with self._processes(1) as pool:
            future = pool.submit(work.call, *work.args)
            wait([future])
        return future

    def _processes(self, workers: int) -> ProcessPoolExecutor:
        ours, theirs = get_context("forkserver").Pipe()
        self.lifelines.append(ours)
        context = get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        with _one_thread():
            from multiprocessing import forkserver

            forkserver.ensure_running()
        return ProcessPoolExecutor(
            workers, context, initializer=_join, initargs=(theirs, str(self.held), settling(workers, context))
        )

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *error: object) -> None:
        for line in self.lifelines if error[0] else ():
            line.close()  # at once, whatever they are doing
        if self.own is not None:
            self.own.shutdown(wait=not error[0], cancel_futures=True)
        for line in self.lifelines:
            line.close()


def _is_good(future: Future[Any]) -> bool:
    return future.done() and not isinstance(future.exception(), BrokenProcessPool)


@contextmanager
def _one_thread() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _join(lifeline: Connection, held: str, settle: Callable[[], None]) -> None:
    """In a new process: take a core, hold the lock, and end with the process that holds the other end of the line."""
    global _lock
    settle()
    # a key pressed in the terminal reaches every process; the first one decides what follows
    signal.signal(signal.SIGINT, lambda *_: None)
    _lock = os.open(held, os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(_lock, fcntl.LOCK_SH)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


_lock = -1


def _end_with(lifeline: Connection) -> None:
    try:
        lifeline.recv()
    except (EOFError, OSError):
        os._exit(1)
