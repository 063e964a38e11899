"""One batch at a time works in a course root, and only after everything of a killed one is gone."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from autograder.batch import workplace as workplace_module
from autograder.batch.workplace import workplace
from autograder.errors import ConfigError


def test_a_second_batch_is_refused_and_told_of_the_first(tmp_path: Path) -> None:
    said = rf"another batch \(process {os.getpid()}\) is at work in {tmp_path}"
    with workplace(tmp_path), pytest.raises(ConfigError, match=said):
        workplace(tmp_path).__enter__()
    with workplace(tmp_path):
        pass


def test_what_a_killed_batch_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in ("batch-1/submitted/alice", "staged-of-nbgrader", "cases"):
        (tmp_path / ".autograder" / name).mkdir(parents=True)
    with workplace(tmp_path) as place:
        assert {path.name for path in place.folder.iterdir() if path.is_dir()} == {"staged-of-nbgrader", "cases"}
        assert (place.folder / "batch.lock").is_file()


def test_processes_of_a_killed_batch_are_waited_for(tmp_path: Path) -> None:
    (tmp_path / ".autograder").mkdir()
    descriptor = os.open(tmp_path / ".autograder" / "processes.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    ended = threading.Event()

    def end() -> None:
        ended.set()
        os.close(descriptor)

    threading.Timer(0.3, end).start()
    with workplace(tmp_path):
        assert ended.is_set()


def test_processes_that_do_not_end_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workplace_module, "_PATIENCE", 0.1)
    (tmp_path / ".autograder").mkdir()
    with (tmp_path / ".autograder" / "processes.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        with pytest.raises(ConfigError, match="processes of an earlier batch do not end"):
            workplace(tmp_path).__enter__()


@pytest.mark.parametrize("what", ["file", "missing"])
def test_a_root_that_cannot_be_written_is_named_in_one_line(tmp_path: Path, what: str) -> None:
    root = tmp_path if what == "file" else tmp_path / "nowhere"
    if what == "file":
        (tmp_path / ".autograder").write_text("in the way")
    with pytest.raises(
        ConfigError, match=r"\.autograder cannot be written \(.*\): make it a writable folder"
    ) as raised:
        workplace(root).__enter__()
    assert "\n" not in str(raised.value)
