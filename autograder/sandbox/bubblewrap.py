"""The file system view and the namespaces of a worker, as bubblewrap arguments."""

from __future__ import annotations

import functools
import importlib.metadata
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from autograder.config import HOUSE, Limits
from autograder.errors import SandboxError
from autograder.worker.nest import CPUINFO

#: Where the worker's own modules and the libraries appear inside.
INSIDE = "/worker"
LIBRARIES = "/libraries"
PACKAGE = HOUSE / "autograder"
#: The only modules of this package that exist inside: they hold nothing that a student may not read.
SHIPPED = ("protocol", "worker", "adapters")

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
    "TZ": "UTC",
    "PYTHONPATH": f"{INSIDE}:{LIBRARIES}",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def python(arguments: list[str]) -> list[str]:
    """How Python starts: no site module, so no .pth file of the grader's is read."""
    return [_interpreter(), "-s", "-S", "-P", *arguments]


def arguments(limits: Limits, refuses: tuple[str, ...] = (), zygote: bool = False) -> list[str]:
    """All bubblewrap options of a worker that can read its libraries and write to a private /tmp.

    Of the libraries, those named by ``refuses`` are out of sight. A ``zygote`` also has ``/proc``, which it
    needs to make namespaces, and which it covers in each worker.
    """
    options = ["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    options += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    options += ["--uid", "1000", "--gid", "1000", "--hostname", "worker", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        options += ["--setenv", name, value]
    options += list(_read_only_views(refuses))
    options += ["--proc", "/proc", "--ro-bind", "/proc/cpuinfo", CPUINFO] if zygote else []
    options += [] if zygote else ["--ro-bind", "/proc/cpuinfo", "/proc/cpuinfo"]
    options += ["--dev", "/dev", "--size", str(1 << 20), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    options += ["--size", str(limits.tmp_bytes), "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/tmp"]
    return options


def _read_only_views(refuses: tuple[str, ...]) -> Iterator[str]:
    yield from _system_folders()
    yield from ("--ro-bind", sys.base_prefix, sys.base_prefix)
    yield from _hidden(sys.base_prefix, sysconfig.get_path("purelib", vars={"base": sys.base_prefix}))
    yield from _libraries(hidden=_own_entries().union(*map(_entries_of, refuses)))
    yield from ("--dir", f"{INSIDE}/autograder")
    for name in SHIPPED:
        if (PACKAGE / name).is_dir():
            yield from ("--ro-bind", str(PACKAGE / name), f"{INSIDE}/autograder/{name}")
    if any(HOUSE.is_relative_to(visible) for visible in ("/usr", sys.base_prefix)):
        yield from _cover(str(HOUSE))


def _system_folders() -> Iterator[str]:
    for name in ("/usr", "/lib", "/lib64", "/lib32", "/bin"):
        path = Path(name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), name)
        elif path.is_dir():
            yield from ("--ro-bind", name, name)
    if not Path(sys.base_prefix).is_relative_to("/usr/local"):
        yield from _cover("/usr/local")
    yield from _cover("/usr/src")
    yield from ("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")


def _cover(folder: str) -> Iterator[str]:
    """Hide a folder behind an empty one, if it is there."""
    if Path(folder).is_dir():
        yield from ("--tmpfs", folder, "--remount-ro", folder)


def _hidden(prefix: str, folder: str | None) -> Iterator[str]:
    """Cover the base interpreter's own site-packages: the worker has the environment's libraries instead."""
    if folder and Path(folder).is_dir() and Path(folder).is_relative_to(prefix) and folder != site_packages():
        yield from _cover(folder)


def _libraries(hidden: frozenset[str]) -> Iterator[str]:
    folder = Path(site_packages())
    yield from ("--ro-bind", str(folder), LIBRARIES)
    for entry in sorted(folder.iterdir()):
        if entry.name in hidden or entry.suffix == ".pth":
            inside = f"{LIBRARIES}/{entry.name}"
            yield from (
                ("--tmpfs", inside, "--remount-ro", inside) if entry.is_dir() else ("--ro-bind", "/dev/null", inside)
            )


@functools.cache
def site_packages() -> str:
    """The folder of the environment's libraries."""
    return sysconfig.get_path("purelib")


@functools.cache
def _own_entries() -> frozenset[str]:
    """What this package put into site-packages, whether installed for editing or not."""
    return _entries_of("autograder")


@functools.cache
def _entries_of(distribution_name: str) -> frozenset[str]:
    """What a distribution put into site-packages: torch also brings functorch and torchgen."""
    installed = importlib.metadata.distributions(name=distribution_name, path=[site_packages()])
    files = [file for distribution in installed for file in distribution.files or []]
    return frozenset(file.parts[0] for file in files if file.parts[0] != "..")


def _interpreter() -> str:
    return str(Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}"))


@functools.cache
def executable() -> str:
    """Path of bubblewrap once it has isolated something here. Raises SandboxError with the command to run."""
    path = shutil.which("bwrap")
    if path is None:
        raise SandboxError("bubblewrap is missing: install it with `apt-get install bubblewrap`")
    probe = [path, "--unshare-all", "--ro-bind", "/", "/", "--cap-drop", "ALL", "true"]
    result = subprocess.run(probe, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise SandboxError(
            f"bubblewrap cannot isolate here ({result.stderr.strip()[:200]}): allow unprivileged user namespaces, "
            "`sysctl kernel.unprivileged_userns_clone=1`, or grade as root"
        )
    return path
