"""What a command costs, with all that it starts: seconds of CPU, and memory while it runs.

A control group of its own counts the CPU of every process of a command, also of those that another process waited
for, or nobody. CPU and not the clock is what ratios are made of, so that a busy machine changes little.
"""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.config import HOUSE

#: One thread for each process, whoever starts it: what libraries do side by side is no part of the comparison.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_PATIENCE = 10.0
_SHOWN_LINES = 15


class NotMeasured(Exception):
    """Something could not be measured; the message says what to do."""


@dataclass(frozen=True)
class Used:
    """What a command used: seconds by the clock, seconds of CPU of all its processes."""

    wall: float
    cpu: float


class Group:
    """A control group that counts the CPU of what runs in it. Use it as a context manager.

    Raises NotMeasured: this user may make none here.
    """

    def __init__(self, mounts: str = "/proc/self/mountinfo", membership: str = "/proc/self/cgroup") -> None:
        home, self.version = find_home(Path(mounts).read_text(), Path(membership).read_text())
        self.folder = home / f"autograder-benchmark-{os.getpid()}-{time.monotonic_ns()}"
        #: In version 2 a group with processes cannot have groups below it, and the sandbox makes some.
        self.inner = self.folder / "command" if self.version == 2 else self.folder
        try:
            self.inner.mkdir(parents=True)
        except OSError as error:
            raise NotMeasured(f"cannot make a control group in {home} ({error.strerror}): run this as root") from None

    @property
    def entrance(self) -> Path:
        """The file that a process writes 0 into to be in the group."""
        return self.inner / "cgroup.procs"

    @property
    def members(self) -> list[int]:
        """The processes that are in the group now."""
        listed = [path.read_text() for path in self.folder.rglob("cgroup.procs")]
        return [int(word) for text in listed for word in text.split()]

    @property
    def cpu(self) -> float:
        """Seconds of CPU used so far by all that were ever in it."""
        if self.version == 1:
            return int((self.folder / "cpuacct.usage").read_text()) / 1e9
        fields = dict(line.split() for line in (self.folder / "cpu.stat").read_text().splitlines())
        return int(fields["usage_usec"]) / 1e6

    def __enter__(self) -> Group:
        return self

    def __exit__(self, *_: object) -> None:
        for pid in self.members:  # of a command that was interrupted, or did not end what it started
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + _PATIENCE
        for folder in sorted((path.parent for path in self.folder.rglob("cgroup.procs")), reverse=True):
            while folder.exists() and time.monotonic() < deadline:
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    break
                time.sleep(0.05)


def find_home(mounts: str, membership: str) -> tuple[Path, int]:
    """Where groups that count CPU can be made, and their version, from the two files of the kernel.

    Raises NotMeasured: none is mounted.
    """
    paths = {name: line.split(":", 2)[2] for line in membership.splitlines() for name in line.split(":")[1].split(",")}
    found: dict[int, Path] = {}
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        root, folder = fields.split()[3:5]
        kind, _, options = rest.split()[:3]
        if kind == "cgroup" and "cpuacct" in options.split(",") and "cpuacct" in paths:
            found[1] = Path(folder) / os.path.relpath(paths["cpuacct"], root)
        elif kind == "cgroup2" and "" in paths:
            own = Path(folder) / os.path.relpath(paths[""], root)
            found[2] = own if own == Path(folder) else own.parent
    for version in sorted(found):
        return found[version], version
    raise NotMeasured("no control groups are mounted (/proc/self/mountinfo): benchmarks need version 1 or 2")


def environment() -> dict[str, str]:
    """The variables of every command that is measured: this checkout, and one thread for each process."""
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": str(HOUSE)}


def measure(
    command: Sequence[str | Path],
    cwd: Path,
    watch: Callable[[Group], None] | None = None,
) -> Used:
    """Run a command to its end. ``watch`` is called again and again meanwhile, in a thread.

    Raises NotMeasured: no group can be made, or the command failed; the message ends with what it printed.
    """
    entering = ["sh", "-c", 'echo 0 > "$0" && exec "$@"']
    with Group() as group, _watched(group, watch):
        started = time.monotonic()
        done = subprocess.run(
            [*entering, str(group.entrance), *map(str, command)],
            cwd=cwd, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", check=False,
        )  # fmt: skip
        wall = time.monotonic() - started
        _wait_for(group)
        used = Used(wall, group.cpu)
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-_SHOWN_LINES:])
        raise NotMeasured(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{last}")
    return used


def _wait_for(group: Group) -> None:
    """What a command leaves behind for a moment, such as a process that ends when it sees its parent gone."""
    deadline = time.monotonic() + _PATIENCE
    while group.members and time.monotonic() < deadline:
        time.sleep(0.02)


@contextlib.contextmanager
def _watched(group: Group, watch: Callable[[Group], None] | None) -> Iterator[None]:
    if watch is None:
        yield
        return
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.2):
            watch(group)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def memory_of(pids: Sequence[int]) -> int:
    """Bytes that these processes hold; what several share counts once. Those that have ended hold none."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 1024 * total


def in_turns(rounds: int, actions: Mapping[str, Callable[[], Used]]) -> dict[str, Used]:
    """The median wall and CPU seconds of each action; they take turns, so that a change of load meets all."""
    results: dict[str, list[Used]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            results[name].append(action())
            print(f"  {name}: {results[name][-1].cpu:.2f} s of CPU", file=sys.stderr, flush=True)
    return {name: _median(used) for name, used in results.items()}


def _median(used: Sequence[Used]) -> Used:
    return Used(statistics.median(one.wall for one in used), statistics.median(one.cpu for one in used))


def machine() -> str:
    """The machine in words: processor, cores, memory, system, and how busy it is just now."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"Linux {platform.release()}, Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}; load {os.getloadavg()[0]:.1f}"
