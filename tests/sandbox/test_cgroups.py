"""Groups are found from what the kernel says, hold what they should, and are not left behind."""

import contextlib
import os
from pathlib import Path

import pytest

from autograder.config import Limits
from autograder.sandbox import cgroups
from autograder.sandbox.cgroups import Home, find_homes
from autograder.sandbox.process import SandboxedWorker, WorkerGone
from tests.sandbox.driving import run, value_of

V1_MOUNTS = """\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 /outer /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
"""
V2_MOUNTS = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"

needs_groups = pytest.mark.skipif(not cgroups.homes(), reason="this process may make no control groups")


@pytest.fixture
def found(tmp_path, monkeypatch):
    """Homes for a membership and mounts; ``usable`` names the folders in which groups can be made."""

    def find(membership, mounts, usable):
        (tmp_path / "membership").write_text(membership)
        (tmp_path / "mounts").write_text(mounts)
        monkeypatch.setattr(cgroups, "_usable", lambda home: str(home.folder) in usable)
        return find_homes(tmp_path / "membership", tmp_path / "mounts")

    return find


def test_version_1_has_a_tree_for_each_controller(found):
    usable = ("/sys/fs/cgroup/memory/mine", "/sys/fs/cgroup/pids/inner")
    homes = found("4:memory:/mine\n8:cpu,pids:/outer/inner\n0::/x\n", V1_MOUNTS, usable)
    assert homes == (Home(Path(usable[0]), 1, ("memory",)), Home(Path(usable[1]), 1, ("pids",)))


def test_one_controller_of_two_is_not_enough(found):
    assert found("4:memory:/mine\n8:pids:/outer\n", V1_MOUNTS, ("/sys/fs/cgroup/memory/mine",)) == ()


@pytest.mark.parametrize("folder", ["/sys/fs/cgroup/user.slice/mine.scope", "/sys/fs/cgroup/user.slice"])
def test_version_2_groups_are_made_below_ones_own_or_beside_it(found, folder):
    homes = found("0::/user.slice/mine.scope\n", V2_MOUNTS, (folder,))
    assert homes == (Home(Path(folder), 2, ("memory", "pids")),)


@pytest.mark.parametrize(("membership", "mounts"), [("", ""), ("nonsense", V2_MOUNTS), ("0::/\n", "1 2 3\n")])
def test_where_nothing_is_said_there_are_no_groups(found, membership, mounts):
    assert found(membership, mounts, ("/",)) == ()


def test_a_folder_without_limit_files_is_no_home(tmp_path):
    assert not cgroups._usable(Home(tmp_path, 2, ("memory", "pids")))
    assert list(tmp_path.iterdir()) == []


def test_groups_of_processes_that_are_no_more_are_removed_and_others_kept(tmp_path):
    own = f"autograder-{os.getpid()}-{cgroups._started(os.getpid())}-3"
    earlier = f"autograder-{os.getpid()}-1-0"
    for name in (own, earlier, "autograder-4194999-5-probe", "autograder.service", "another"):
        (tmp_path / name).mkdir()
    cgroups._sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {own, "autograder.service", "another"}


def own_groups():
    return [group for home in cgroups.homes() for group in home.folder.glob(f"autograder-{os.getpid()}-*")]


@needs_groups
def test_a_worker_is_in_a_group_that_goes_with_it():
    before = own_groups()
    worker = SandboxedWorker(Limits(), "bubblewrap", refuses=("torch",))
    try:
        made = [group for group in own_groups() if group not in before]
        assert len(made) == len(cgroups.homes())
        for group in made:
            assert (group / "cgroup.procs").read_text().split() == [str(worker.inner.pid)]
    finally:
        worker.close()
    assert own_groups() == before


@needs_groups
def test_memory_that_no_address_space_shows_is_bounded_too(monkeypatch):
    limits = Limits(memory=64 << 20, tmp_bytes=1 << 30, file_bytes=1 << 30)
    monkeypatch.setattr("autograder.sandbox.process._KERNEL_MEMORY", -(900 << 20))
    with contextlib.closing(SandboxedWorker(limits, "bubblewrap", refuses=("torch",))) as worker:
        assert value_of(worker, "6 * 7") == 42
        with pytest.raises(WorkerGone):
            run(worker, "for _ in range(900):\n    open('/tmp/x', 'ab').write(bytes(1 << 20))", 20)
