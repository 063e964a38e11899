"""Limits on a worker as a whole, kernel memory and threads included, where this process may make control groups.

Version 1 has a tree for each controller; version 2 one for all. Groups are made beside or below the one
that this process is in. What a grading process that was killed left behind is removed by the next one.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: For each controller, the file that holds its limit: version 1, version 2.
_LIMIT_FILES = {"memory": ("memory.limit_in_bytes", "memory.max"), "pids": ("pids.max", "pids.max")}
_PREFIX = "autograder"
_PATIENCE = 2.0
_numbers = itertools.count()


class Home(NamedTuple):
    """A folder in which groups with these controllers can be made."""

    folder: Path
    version: int
    controllers: tuple[str, ...]


class ControlGroup:
    """One worker's group in each home. Raises OSError if it cannot be made."""

    def __init__(self, homes: tuple[Home, ...], limits: dict[str, int]) -> None:
        name = f"{_own_name()}-{next(_numbers)}"
        self.folders: list[Path] = []
        try:
            for home in homes:
                folder = home.folder / name
                folder.mkdir()
                self.folders.append(folder)
                for controller in home.controllers:
                    (folder / _LIMIT_FILES[controller][home.version - 1]).write_text(str(limits[controller]))
                with contextlib.suppress(OSError):
                    (folder / "memory.swap.max").write_text("0")
        except OSError:
            self.close()
            raise

    def add(self, pid: int) -> None:
        """Put a process into the group; what it starts later is in it too. Raises OSError."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid))

    def close(self) -> None:
        """Remove the group, whose processes have ended; harmless when called again."""
        deadline = time.monotonic() + _PATIENCE
        while self.folders:
            try:
                self.folders[-1].rmdir()
            except FileNotFoundError:
                pass
            except OSError:
                if time.monotonic() < deadline:
                    time.sleep(0.01)
                    continue
            self.folders.pop()


def control_group(memory: int, threads: int) -> ControlGroup | None:
    """A new group with these limits; None where this process may make none."""
    found = homes()
    return ControlGroup(found, {"memory": memory, "pids": threads}) if found else None


def describe_groups() -> str:
    """What kind of groups workers are put into; empty if there are none."""
    return f"cgroups v{homes()[0].version}" if homes() else ""


@functools.cache
def homes() -> tuple[Home, ...]:
    """Where this process can make groups, if it can for every controller."""
    found = find_homes(Path("/proc/self/cgroup"), Path("/proc/self/mountinfo"))
    for home in found:
        _sweep(home.folder)
    return found


def find_homes(membership: Path, mounts: Path) -> tuple[Home, ...]:
    """As ``homes``, from the two files in which the kernel says where a process is and what is mounted where."""
    try:
        own = _own_groups(membership.read_text(), mounts.read_text())
    except (OSError, ValueError):
        return ()
    found = []
    for controller in _LIMIT_FILES:
        if controller in own:
            found += [home for home in [Home(own[controller], 1, (controller,))] if _usable(home)]
    if not found and "" in own:
        candidates = (Home(folder, 2, tuple(_LIMIT_FILES)) for folder in (own[""], own[""].parent))
        found = list(itertools.islice(filter(_usable, candidates), 1))
    complete = {controller for home in found for controller in home.controllers} == set(_LIMIT_FILES)
    return tuple(found) if complete else ()


def _own_groups(membership: str, mounts: str) -> dict[str, Path]:
    """The folder of this process's group in the tree of each controller; that of version 2 is called ''."""
    trees = dict(_trees(mounts))
    found = {}
    for line in membership.splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            if controller in trees:
                root, folder = trees[controller]
                found[controller] = folder / os.path.relpath(path, root)
    return found


def _trees(mounts: str) -> Iterator[tuple[str, tuple[str, Path]]]:
    """(controller, (root of the tree, where it is mounted)) of each mounted tree."""
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        root, folder = fields.split()[3:5]
        kind, _, options = rest.split()[:3]
        if kind == "cgroup2":
            yield "", (root, Path(folder))
        elif kind == "cgroup":
            for option in options.split(","):
                yield option, (root, Path(folder))


def _usable(home: Home) -> bool:
    """Whether a group with the limits can be made there."""
    probe = home.folder / f"{_own_name()}-probe"
    try:
        probe.mkdir()
    except OSError:
        return False
    try:
        names = [_LIMIT_FILES[controller][home.version - 1] for controller in home.controllers]
        return all(os.access(probe / name, os.W_OK) for name in [*names, "cgroup.procs"])
    finally:
        with contextlib.suppress(OSError):
            probe.rmdir()


def _own_name() -> str:
    return f"{_PREFIX}-{os.getpid()}-{_started(os.getpid())}"


def _started(pid: int) -> str:
    """When a process started, in ticks since the machine did: tells it from an earlier one of the same number."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _sweep(folder: Path) -> None:
    """Remove the empty groups of processes that are no more."""
    for left in folder.glob(f"{_PREFIX}-*-*-*"):
        _, pid, started, _ = left.name.split("-", 3)
        if not pid.isdigit() or _started(int(pid)) != started:
            with contextlib.suppress(OSError):
                left.rmdir()
