"""The floor: a student's cells and calls in the grading process itself, warm, without any isolation or pipe."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder import grading
from autograder.config import Limits
from autograder.protocol.messages import Call, Load, Reply, Request, RunCell
from autograder.sandbox.process import SandboxedWorker
from autograder.sandbox.zygote import ZYGOTES
from autograder.worker.adapter import load_adapter
from autograder.worker.serving import Worker
from autograder.worker.shell import StudentShell, start_shell

#: What the CPU of a worker goes into, by what it is asked.
_STAGES: dict[type, str] = {Load: "cells", RunCell: "cells", Call: "calls"}


class Tally(dict[str, float]):
    """Seconds of CPU by stage."""

    def add(self, stage: str, seconds: float) -> None:
        self[stage] = self.get(stage, 0.0) + seconds

    @property
    def total(self) -> float:
        return sum(self.values())


class InProcessWorker:
    """Answers as a worker would, by a call. One process can run one notebook after the other, of one part."""

    slept = 0.0
    #: Bytes that came through a pipe: there is none.
    received = 0

    def __init__(self, tally: Tally, limits: Limits, files: dict[str, bytes], adapter: Path | None) -> None:
        self.tally = tally
        self.folder = tempfile.TemporaryDirectory(prefix="autograder-floor-")
        for name, content in files.items():
            path = Path(self.folder.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.before = (Path.cwd(), list(sys.path), set(sys.modules))
        os.chdir(self.folder.name)
        sys.path.insert(0, self.folder.name)
        unused = socket.socket()  # a correct submission asks nothing back
        unused.close()
        loaded = load_adapter(adapter.read_text() if adapter else "")
        self.worker = Worker(unused, _fresh_shell(limits.output_bytes), limits.reply_bytes, loaded)

    def exchange(self, request: Request, cpu: float) -> Reply:
        """The reply; ``cpu`` bounds nothing here."""
        before = time.process_time()
        reply = self.worker.answer(request)
        self.tally.add(_STAGES.get(type(request), "calls"), time.process_time() - before)
        return reply

    def cpu_seconds(self) -> float:
        return 0.0

    def threads(self) -> int:
        return 1

    def close(self) -> None:
        """Forget the notebook, and what it imported from its folder."""
        folder, sys.path[:], modules = self.before
        os.chdir(folder)
        for name in set(sys.modules) - modules:
            if (getattr(sys.modules[name], "__file__", None) or "").startswith(self.folder.name):
                del sys.modules[name]
        self.folder.cleanup()


class MeteredWorker(SandboxedWorker):
    """A sandboxed worker that enters what it used under the stage in which it did."""

    tally: Tally

    def __init__(self, tally: Tally, *arguments: Any) -> None:
        self.tally = tally
        super().__init__(*arguments)
        tally.add("fork", self.cpu_seconds())

    def exchange(self, request: Request, cpu: float) -> Reply:
        before = self.cpu_seconds()
        reply = super().exchange(request, cpu)
        self.tally.add(_STAGES.get(type(request), "calls"), self.cpu_seconds() - before)
        return reply


@contextmanager
def without_isolation(tally: Tally) -> Iterator[None]:
    """Grade in this process: cells, calls and the judge."""

    def start(limits: Limits, _: str, __: tuple[str, ...], files: dict[str, bytes], adapter: Path | None) -> Any:
        return InProcessWorker(tally, limits, files, adapter)

    with _workers(start), _judge(tally, lambda: tally.get("cells", 0.0) + tally.get("calls", 0.0)):
        yield


@contextmanager
def in_the_sandbox(tally: Tally) -> Iterator[None]:
    """Grade as we do, and count where the CPU goes."""
    with _workers(lambda *arguments: MeteredWorker(tally, *arguments)), _judge(tally, lambda: 0.0):
        before = _zygotes()
        yield
        tally.add("fork", _zygotes() - before)


@contextmanager
def _workers(start: Any) -> Iterator[None]:
    usual = grading.SandboxedWorker
    grading.SandboxedWorker = start  # type: ignore[misc]
    try:
        yield
    finally:
        grading.SandboxedWorker = usual  # type: ignore[misc]


@contextmanager
def _judge(tally: Tally, counted: Any) -> Iterator[None]:
    """What this process used and nobody has counted is the judge's."""
    before = time.process_time() - counted()
    yield
    tally.add("judge", time.process_time() - counted() - before)


def _zygotes() -> float:
    return sum(sum(zygote.inner.cpu_times()[:2]) for zygote in ZYGOTES.current.values())


def _fresh_shell(output_limit: int) -> StudentShell:
    shell = start_shell(output_limit)
    shell.reset(new_session=False)
    return shell
