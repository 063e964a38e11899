"""Loads the libraries once and forks workers: ``python -m autograder.worker.zygote DESCRIPTOR``.

Workers inherit this process's memory. So it is told nothing but single words, and with ``FORK`` the
descriptor over which the worker is then told everything else; whatever it does not know ends it.
"""

from __future__ import annotations

import os
import socket
import sys
import traceback
from pathlib import Path
from typing import NoReturn

from autograder.protocol.forking import FORK, FORKED, LONGEST, PING, PONG, READY
from autograder.worker import guard, nest
from autograder.worker.preload import warm_shell
from autograder.worker.serving import serve
from autograder.worker.shell import StudentShell, quiet_environment

#: The private folder of every worker, and of the zygote until then.
FOLDER = "/tmp"


def main(descriptor: int) -> None:
    """Fork a worker for each descriptor that comes, until the judge is gone."""
    control = socket.socket(fileno=descriptor)
    nest.settle()
    quiet_environment(FOLDER)
    shell = warm_shell()
    _require_quiet(descriptor)
    nest.set_dumpable(False)
    control.send(READY)
    while True:
        word, descriptors, _, _ = socket.recv_fds(control, LONGEST, 1)
        if not word:
            return
        if word == PING:
            control.send(PONG)
        elif word == FORK:
            if nest.fork_inside() == 0:
                control.close()
                _serve(descriptors[0], shell)
            os.close(descriptors[0])
            control.send(FORKED)
        else:
            raise ValueError("the zygote was told something that it does not know")


def _require_quiet(descriptor: int) -> None:
    """A fork copies one thread only, and shares open files: of either there must be nothing but one's own."""
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(f"a library started {threads - 1} threads when it was loaded")
    shown = [int(path.name) for path in Path("/proc/self/fd").iterdir()]
    strange = [number for number in shown if number not in (0, 1, 2, descriptor) and _is_open(number)]
    if strange:
        raise RuntimeError(f"a library keeps files open: {strange}")


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False  # it was open for listing the open files
    return True


def _serve(descriptor: int, shell: StudentShell) -> NoReturn:
    """Be a worker to the end, without the clean-up that belongs to the zygote."""
    try:
        serve(socket.socket(fileno=descriptor), FOLDER, shell, nest.seal)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    guard.close_descriptors_but(int(sys.argv[1]))
    main(int(sys.argv[1]))
