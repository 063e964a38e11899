"""Namespaces within the sandbox: those of the zygote, and in them those of each worker.

The zygote ``settle``s once, to be able to ``fork_inside`` new pid namespaces, each the home of one worker.
The worker then ``seal``s itself off: it covers what the zygote sees, and gives up every capability. Run as a
program, this tries all of it once and says by its exit status whether the machine allows it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

_CLONE_NEWNS, _CLONE_NEWCGROUP, _CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
_CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000
_OF_ZYGOTE = _CLONE_NEWUSER | _CLONE_NEWPID | _CLONE_NEWNS
_OF_WORKER = _CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS | _CLONE_NEWCGROUP
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT = 1, 2, 4, 8, 32
_PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 4, 24, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522
_SHARED_MEMORY_BYTES = 1 << 20
#: So many files at most in a worker's /tmp: each costs the kernel memory that its size does not count.
_MOST_FILES = 10_000
#: Where a copy of /proc/cpuinfo is bound that stays in sight when /proc is covered.
CPUINFO = "/worker/cpuinfo"

_libc = ctypes.CDLL(None, use_errno=True)


def set_dumpable(dumpable: bool) -> None:
    """Whether processes of the same user may read this one's memory and what ``/proc`` says of it."""
    _checked(_libc.prctl(_PR_SET_DUMPABLE, int(dumpable), 0, 0, 0), "prctl(PR_SET_DUMPABLE)")


def settle() -> None:
    """Go on as process 1 of a new pid namespace, in which this process may do what it likes. Raises OSError.

    A process does not enter the pid namespace that it makes, only its children do. So the caller goes on in
    a child; this process waits for it and ends as it does.
    """
    _enter(_OF_ZYGOTE)
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody has to wait for workers


def fork_inside() -> int:
    """``os.fork``, with the child as process 1 of a pid namespace of its own. Raises OSError."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        _checked(_libc.unshare(_CLONE_NEWPID), "unshare(CLONE_NEWPID)")
        child = os.fork()
        if child:
            _checked(_libc.setns(own, _CLONE_NEWPID), "setns")
        return child
    finally:
        os.close(own)


def seal(tmp_bytes: int) -> None:
    """Leave the other namespaces, cover what the zygote sees, give up all capabilities. Raises OSError."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _enter(_OF_WORKER)
    _cover("/tmp", f"size={tmp_bytes},nr_inodes={_MOST_FILES},mode=0755")
    _cover("/dev/shm", f"size={_SHARED_MEMORY_BYTES},nr_inodes={_MOST_FILES},mode=0755")
    _cover("/dev/pts", "size=4k,mode=0555", _MS_RDONLY)
    _cover("/proc", "size=4k,mode=0555")
    Path("/proc/cpuinfo").symlink_to(CPUINFO)
    _cover("/proc", "size=4k,mode=0555", _MS_RDONLY | _MS_REMOUNT)
    os.chdir("/tmp")
    _drop_capabilities()
    set_dumpable(False)


def _enter(namespaces: int) -> None:
    user, group = os.getuid(), os.getgid()
    _checked(_libc.unshare(namespaces), "unshare")
    set_dumpable(True)  # or else the files below would belong to root
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _cover(folder: str, options: str, flags: int = 0) -> None:
    all_flags = ctypes.c_ulong(flags | _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    outcome = _libc.mount(b"tmpfs", folder.encode(), b"tmpfs", all_flags, options.encode())
    _checked(outcome, f"mount of a tmpfs on {folder}")


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def _drop_capabilities() -> None:
    """None is held any more, nor can be gained: neither from a program's file nor from a new user namespace."""
    _checked(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "prctl(PR_CAP_AMBIENT)")
    capability = 0
    while _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:  # EINVAL after the last that the kernel knows
        capability += 1
    if capability < 32:
        raise OSError(ctypes.get_errno(), "the bounding set of capabilities could not be emptied")
    none = (ctypes.c_uint32 * 6)()
    header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
    _checked(_libc.capset(ctypes.byref(header), ctypes.byref(none)), "capset")
    _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)")


def _checked(outcome: int, what: str) -> None:
    if outcome:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def probe() -> None:
    """Do once what is done for a zygote and a worker. Raises OSError if it cannot be done."""
    settle()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = fork_inside()
    if child == 0:
        seal(1 << 20)
        return
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)


if __name__ == "__main__":
    try:
        probe()
    except OSError as error:
        sys.exit(str(error))
