"""A real Dask cluster on this machine: a scheduler and workers in processes of their own, some of them killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.batch import cluster as cluster_module
from autograder.batch.run import BatchSummary, batch
from autograder.config import HOUSE
from autograder.errors import ConfigError, GraderError
from tests import fake_course
from tests.fake_course import FULL, SOLVED, fill, grades, hand_in, solved

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
from autograder.batch.cluster import Cluster  # noqa: E402

#: A worker that has other libraries than this process.
OTHER = """
from autograder.batch import remote
remote.libraries = lambda: "other"
"""


class Dask:
    """A scheduler, and workers that a test starts and kills."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        file = folder / "scheduler.json"
        self.processes = [self._dask("scheduler", "--port", "0", "--scheduler-file", str(file), "--no-show")]
        _await(lambda: file.is_file() and file.stat().st_size > 0)
        self.address = json.loads(file.read_text())["address"]

    def worker(self, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        """One more worker, which has joined when this returns."""
        before = self.joined()
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder), *options)
        process = self._dask("worker", self.address, *options, **environment)
        self.processes.append(process)
        _await(lambda: self.joined() - before)
        return process

    def joined(self) -> set[str]:
        """The addresses of the workers that the scheduler knows."""
        with distributed.Client(self.address, set_as_default=False) as client:
            return set(client.nthreads())

    def _dask(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", arguments[0], "--host", "127.0.0.1", "--no-dashboard", *arguments[1:]]
        log = (self.folder / "log").open("ab")
        path = {"PYTHONPATH": os.pathsep.join(filter(None, [str(HOUSE), os.environ.get("PYTHONPATH")]))}
        return subprocess.Popen(
            command, cwd=self.folder, stdout=log, stderr=log, env={**os.environ, **path, **environment}
        )

    def end(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    (tmp_path / "dask").mkdir()
    started = Dask(tmp_path / "dask")
    yield started
    started.end()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "INTERVAL", 0.05)


def fit() -> str:
    return ""


def unfit() -> str:
    return "it has other libraries"


def process_of(_: int) -> int:
    time.sleep(0.2)
    return os.getpid()


def fail(word: str) -> None:
    raise ValueError(word)


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_work_is_spread_and_a_killed_workers_work_is_done_by_the_others(dask: Dask) -> None:
    first, second = dask.worker(), dask.worker()
    with Cluster(dask.address, fit) as cluster:
        assert cluster.size == 2
        results = [cluster.submit(process_of, number) for number in range(12)]
        results[0].result(60)
        first.kill()
        done = [result.result(60) for result in results]
        assert done.count(second.pid) >= 6
        assert set(done) <= {first.pid, second.pid}


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_the_work_of_the_last_worker_waits_for_one_that_joins(dask: Dask) -> None:
    first = dask.worker()
    with Cluster(dask.address, fit) as cluster:
        results = [cluster.submit(process_of, number) for number in range(4)]
        results[0].result(60)
        first.kill()
        second = dask.worker()
        assert results[-1].result(60) == second.pid


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_without_any_worker_left_the_work_is_given_up_in_the_end(dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "PATIENCE", 0.5)
    worker = dask.worker()
    with Cluster(dask.address, fit) as cluster:
        result = cluster.submit(time.sleep, 600)
        worker.kill()
        with pytest.raises(GraderError, match="no worker of the cluster is left"):
            result.result(60)


def test_what_a_call_raises_comes_back(dask: Dask) -> None:
    dask.worker()
    with Cluster(dask.address, fit) as cluster, pytest.raises(ValueError, match="why"):
        cluster.submit(fail, "why").result(60)


def test_a_cluster_of_no_use_is_named_in_one_line(dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="the cluster has no worker: start some where the checkout is: dask worker"):
        Cluster(dask.address, fit)
    dask.worker()
    with pytest.raises(ConfigError, match=r"the worker tcp://.* is left out: it has other libraries$"):
        Cluster(dask.address, unfit)
    monkeypatch.setattr(cluster_module, "_CONNECTING", 1)
    with pytest.raises(ConfigError, match="no Dask scheduler answers at tcp://127"):
        Cluster("tcp://127.0.0.1:1", fit)


# A class ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fake_course.build_once(tmp_path_factory.mktemp("built"))


@pytest.fixture
def root(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = fake_course.copy_of(built, tmp_path, monkeypatch)
    for number in range(8):
        hand_in(root, f"s{number}", fill(solved(), double=f"{SOLVED}  # slowly"))
    return root


def run(root: Path, dask: Dask) -> BatchSummary:
    return batch("rnn", root, 1, progress=False, grade=fake_course.grade, scheduler=dask.address)


@pytest.mark.usefixtures("quick")
def test_a_class_is_graded_though_a_worker_is_killed_and_others_are_unfit(
    root: Path, dask: Dask, tmp_path: Path
) -> None:
    (tmp_path / "other.py").write_text(OTHER)
    dask.worker("--preload", str(tmp_path / "other.py"))
    dask.worker(PATH="/nowhere")
    dask.worker()
    doomed = dask.worker("--preload", str(_dies_after_three(tmp_path)))
    summary = run(root, dask)
    assert doomed.wait(60) == 9
    assert summary.counts == {"needs_grading": 8}
    assert summary.graded == 8
    assert all(grades(root, f"s{number}") == FULL for number in range(8))
    said = sorted(notice.split(" is left out: ")[1] for notice in summary.notices)
    assert len(said) == 2
    assert said[1] == "library versions differ from the driver's"
    assert "bubblewrap is missing" in said[0]
    assert run(root, dask).unchanged == 8


def _dies_after_three(folder: Path) -> Path:
    """A worker that ends in the middle of its third notebook."""
    path = folder / "doomed.py"
    path.write_text("""
import os
from tests import fake_course
graded, grade = [], fake_course.grade
def doomed(*args):
    graded.append(1)
    if len(graded) == 3:
        os._exit(9)
    return grade(*args)
fake_course.grade.__code__, original = (lambda *args: doomed_by_name(*args)).__code__, None
fake_course.doomed_by_name = doomed
""")
    return path


def _await(done: Callable[[], Any]) -> None:
    for _ in range(1200):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within a minute")
