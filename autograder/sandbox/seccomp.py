"""The system call filter that a worker installs on itself before it meets student code."""

from __future__ import annotations

import ctypes.util
import errno
import functools
import tempfile
from types import ModuleType

from autograder.errors import SandboxError

#: No new processes or programs, no sockets but connected pairs, no way to other processes or namespaces.
REFUSED = """
fork vfork execve execveat
socket connect bind listen accept accept4
kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal pidfd_open pidfd_getfd
ptrace process_vm_readv process_vm_writev process_madvise kcmp
mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr
unshare setns
io_uring_setup io_uring_enter io_uring_register userfaultfd bpf perf_event_open
keyctl add_key request_key
init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff
memfd_create memfd_secret shmget shmat msgget semget mq_open
personality acct quotactl nfsservctl lookup_dcookie
open_by_handle_at name_to_handle_at
inotify_init inotify_init1 fanotify_init io_setup syslog modify_ldt move_pages migrate_pages
sched_setscheduler sched_setattr setpriority ioprio_set
sync syncfs
""".split()

_CLONE_THREAD = 0x00010000
#: Answered as if the kernel did not know them: from ``statmount`` on, which names folders of the grader's.
_NEWER = range(457, 512)
#: File controls that make others wait for whoever opened a file first, and that take the kernel's memory for a pipe.
_FILE_CONTROLS = {"F_SETLEASE": 1024, "F_SETPIPE_SZ": 1031}
_AF_UNIX = 1


@functools.cache
def worker_filter() -> bytes:
    """The filter as a classic BPF program, compiled by libseccomp for this machine.

    Refused calls answer EPERM; ``clone3`` answers ENOSYS, so that libc falls back to ``clone``, which
    is allowed for threads only, and so do calls newer than this list. Raises SandboxError: libseccomp is missing.
    """
    seccomp = _library()
    program = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in REFUSED:
        program.add_rule(seccomp.ERRNO(errno.EPERM), name)
    program.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for number in _NEWER:
        program.add_rule(seccomp.ERRNO(errno.ENOSYS), number)
    for control in _FILE_CONTROLS.values():
        program.add_rule(seccomp.ERRNO(errno.EPERM), "fcntl", seccomp.Arg(1, seccomp.EQ, control))
    # a pair of another family would have the kernel load a module
    program.add_rule(seccomp.ERRNO(errno.EPERM), "socketpair", seccomp.Arg(0, seccomp.NE, _AF_UNIX))
    not_a_thread = seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, 0)
    program.add_rule(seccomp.ERRNO(errno.EPERM), "clone", not_a_thread)
    with tempfile.TemporaryFile() as file:
        program.export_bpf(file)
        file.seek(0)
        return file.read()


def _library() -> ModuleType:
    if ctypes.util.find_library("seccomp") is None:
        raise SandboxError("libseccomp is missing: install it with `apt-get install libseccomp2`")
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxError(f"libseccomp cannot be used: {error}") from error
    return pyseccomp
