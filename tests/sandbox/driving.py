"""What the tests of the sandbox ask of a worker."""

import contextlib
import time

import psutil

from autograder.config import Limits
from autograder.protocol.messages import Call, Load, LoadedCell, Returned, RunCell
from autograder.protocol.values import unwrap
from autograder.sandbox.process import SandboxedWorker
from autograder.sandbox.zygote import ZYGOTES

LIMITS = Limits(memory=512 << 20, wall_factor=4, wall_slack=5)
NUMPY = ("torch",)


def launch(refuses=NUMPY, **limits):
    """A worker of a part that refuses these libraries."""
    return SandboxedWorker(Limits(**{"memory": 512 << 20, **limits}), "bubblewrap", refuses=refuses)


def current(zygotes=ZYGOTES):
    """The zygote of such workers."""
    return zygotes.current[NUMPY]


def run(worker, source, cpu=5.0):
    """Run one cell in place of all others."""
    worker.exchange(Load(1, [LoadedCell(source, "whole")], ("f",)), cpu)
    return worker.exchange(RunCell(2, 0), cpu)


def value_of(worker, expression, setup="pass", cpu=5.0):
    """What an expression is inside the worker, after some statements were run there."""
    done = run(worker, f"{setup}\ndef f():\n    return {expression}", cpu)
    assert done.failure is None, done.failure
    reply = worker.exchange(Call(3, "f", [], {}, 0, True), cpu)
    assert isinstance(reply, Returned), reply
    return unwrap(reply.value)


def gone(processes, seconds=10.0):
    """Whether all these processes end within some seconds."""
    deadline = time.monotonic() + seconds
    while left := [process for process in processes if is_there(process)]:
        if time.monotonic() > deadline:
            return False
        with contextlib.suppress(psutil.Error):
            left[0].wait(0.1)
    return True


def is_there(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
