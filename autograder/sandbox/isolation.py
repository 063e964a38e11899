"""Which isolation this machine allows: found out once by trying, never weakened in silence."""

from __future__ import annotations

import functools
import subprocess
import tempfile
from collections.abc import Iterator

from autograder.config import Limits
from autograder.sandbox import bubblewrap
from autograder.sandbox.cgroups import describe_groups
from autograder.sandbox.launch import Host, ProcessHost, last_words, start_in_bubblewrap
from autograder.sandbox.seccomp import worker_filter
from autograder.sandbox.zygote import ForkedHost

_PROBE_SECONDS = 60.0
#: Why this process no longer uses zygotes although the machine allows them.
_given_up: list[str] = []


def hosts(isolation: str, limits: Limits, refuses: tuple[str, ...]) -> Iterator[Host]:
    """Hosts to try in turn until one of them starts a worker, the strongest first. Raises SandboxError."""
    if isolation == "process":
        yield ProcessHost(limits, refuses, isolated=False)
        return
    bubblewrap.executable()
    if why_no_zygote() is None:
        yield ForkedHost(refuses)
        yield ForkedHost(refuses)  # of another zygote
    yield ProcessHost(limits, refuses, isolated=True)


def settle_for(host: Host, problem: Exception | None) -> None:
    """Note which host started a worker: if a zygote could not, but a bubblewrap could, zygotes are given up.

    ``problem`` is what the hosts before met. If none could start a worker, the reason is another one, and the
    next worker may well be forked from a zygote.
    """
    if isinstance(host, ProcessHost) and host.isolated and problem is not None:
        _given_up.append(str(problem).splitlines()[-1][-200:])


def why_no_zygote() -> str | None:
    """Why each worker gets a bubblewrap of its own; None if it is forked from a zygote. Raises SandboxError."""
    return _given_up[0] if _given_up else _probe()


@functools.cache
def _probe() -> str | None:
    """Do once, without any library, what a zygote does for each worker; what was in the way, if anything."""
    options = bubblewrap.arguments(Limits(), zygote=True)
    with tempfile.TemporaryFile() as stderr:
        process = start_in_bubblewrap(options, ["-m", "autograder.worker.nest"], [], stderr)
        try:
            status = process.wait(_PROBE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        if status == 0:
            return None
        return " ".join(last_words(stderr).split())[-200:] or f"the attempt ended with status {status}"


def require_isolation(isolation: str) -> None:
    """Find out, before any submission is touched, that this machine can hold one. Raises SandboxError."""
    if isolation == "bubblewrap":
        bubblewrap.executable()
        worker_filter()
        why_no_zygote()


def describe_isolation(isolation: str) -> str:
    """One phrase on how student code is kept apart, for people and reports."""
    if isolation == "process":
        return 'none: student code runs as the grader\'s user (isolation = "process")'
    reason = why_no_zygote()
    kept = f"limits by rlimits and {groups}" if (groups := describe_groups()) else "limits by rlimits"
    if reason is None:
        return f"bubblewrap, each worker in namespaces of its own, forked from a zygote; {kept}"
    return f"bubblewrap, one for each worker; {kept}; no zygote: {reason}"
