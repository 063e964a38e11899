"""A worker started for one notebook: ``python -m autograder.worker DESCRIPTOR FOLDER`` inside the sandbox."""

from __future__ import annotations

import socket
import sys

from autograder.worker.serving import serve
from autograder.worker.shell import quiet_environment, start_shell


def main(descriptor: int, folder: str) -> None:
    """Serve the judge at the other end of ``descriptor``; ``folder`` is private and may be written."""
    quiet_environment(folder)
    serve(socket.socket(fileno=descriptor), folder, start_shell(0))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
