"""The measuring of commands, on commands whose cost is known."""

import subprocess
import sys
import time

import pytest

from benchmarks import measuring
from benchmarks.measuring import NotMeasured, Used, find_home, in_turns, measure, memory_of

V1 = "33 24 0:30 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpu,cpuacct"
V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw"
BURN = "import time\nwhile time.process_time() < {}: pass"
BURN_BEHIND = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]])",
                {BURN.format(0.6)!r}])
"""


def python(code):
    return [sys.executable, "-S", "-c", code]


@pytest.fixture
def groups():
    try:
        with measuring.Group():
            pass
    except NotMeasured as why:
        pytest.skip(str(why))


@pytest.mark.usefixtures("groups")
def test_the_cpu_of_a_process_that_nobody_waited_for_counts(tmp_path):
    assert measure(python(BURN_BEHIND), tmp_path).cpu > 0.6


@pytest.mark.usefixtures("groups")
def test_sleeping_costs_time_and_no_cpu(tmp_path):
    used = measure(python("import time; time.sleep(0.5)"), tmp_path)
    assert used.wall >= 0.5 > used.cpu


@pytest.mark.usefixtures("groups")
def test_a_command_that_fails_is_not_measured_and_says_why(tmp_path):
    with pytest.raises(NotMeasured, match=r"ended with 3:\nno such student"):
        measure(python("print('no such student'); raise SystemExit(3)"), tmp_path)


@pytest.mark.usefixtures("groups")
def test_a_watcher_sees_the_processes_of_the_command_only(tmp_path):
    seen = []
    measure(python("import time; time.sleep(1)"), tmp_path, watch=lambda group: seen.append(group.members))
    assert any(len(members) == 1 for members in seen)
    assert all(memory_of(members) == 0 for members in seen[-1:])


@pytest.mark.usefixtures("groups")
def test_what_an_interrupted_command_started_is_ended_with_its_group():
    with measuring.Group() as group:
        entering = f"echo 0 > {group.entrance} && exec sleep 600"
        process = subprocess.Popen(["sh", "-c", entering])
        while process.pid not in group.members:
            time.sleep(0.01)
    assert process.wait(10) < 0
    assert not group.folder.exists()


def test_memory_of_a_process_grows_with_what_it_holds():
    import os

    before = memory_of([os.getpid()])
    held = bytearray(b"x") * (64 << 20)
    assert memory_of([os.getpid()]) - before > len(held) // 2


def test_actions_take_turns_and_each_has_its_own_median():
    order = []
    costs = {"a": iter([1.0, 9.0, 2.0]), "b": iter([5.0, 4.0, 6.0])}

    def action(name):
        return lambda: order.append(name) or Used(0.0, next(costs[name]))

    found = in_turns(3, {name: action(name) for name in costs})
    assert order == list("ababab")
    assert {name: used.cpu for name, used in found.items()} == {"a": 2.0, "b": 5.0}


def test_groups_are_made_where_this_process_is_in_either_version():
    assert find_home(V1, "2:cpu,cpuacct:/user\n") == (measuring.Path("/sys/fs/cgroup/cpuacct/user"), 1)
    assert find_home(V2, "0::/user/session\n") == (measuring.Path("/sys/fs/cgroup/user"), 2)
    assert find_home(f"{V2}\n{V1}", "0::/\n2:cpuacct:/\n") == (measuring.Path("/sys/fs/cgroup/cpuacct"), 1)


def test_without_control_groups_one_line_says_what_is_needed():
    with pytest.raises(NotMeasured, match=r"benchmarks need version 1 or 2$"):
        find_home("22 1 0:20 / /proc rw - proc proc rw", "0::/\n")


def test_where_no_group_may_be_made_one_line_says_what_to_do(tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    monkeypatch.setattr(measuring, "find_home", lambda *_: (closed, 1))
    closed.write_text("a file, so that nothing can be made below it")
    with pytest.raises(NotMeasured, match=r"run this as root$"):
        measuring.Group()


def test_the_machine_is_described_in_one_line():
    assert "cores" in measuring.machine() and "\n" not in measuring.machine()
