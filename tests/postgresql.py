"""A PostgreSQL server of a test's own: Debian's, on a free port of this machine, gone when the test is."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database. The server refuses to run as root: then it runs as somebody else."""
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    who = _somebody()
    if who:
        os.chown(folder, *who)
    options = {"user": who[0], "group": who[1], "extra_groups": []} if who else {}
    tools = binaries()
    assert tools is not None
    port = _free_port()
    data = folder / "data"
    initdb = [tools / "initdb", "-D", data, "-A", "trust", "-U", "grader", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **options)  # type: ignore[call-overload]
    listen = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-F"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # type: ignore[call-overload]
            [tools / "postgres", "-D", data, *listen], stdout=log, stderr=log, cwd=folder, **options
        )
        try:
            _await(process, port, folder / "log")
            yield f"postgresql+psycopg://grader@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)  # which does not wait for those who are still connected
            process.wait(60)
            shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> tuple[int, int] | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    found = names.get("postgres") or names["nobody"]
    return found.pw_uid, found.pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    import psycopg

    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="grader", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())
