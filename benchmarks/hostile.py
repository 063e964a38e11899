"""The hostile class against plain nbgrader, where an attack applies, beside what it gets from us.

    python -m benchmarks hostile [--folder FOLDER]

Each attack is graded by ``nbgrader autograde`` with hidden tests inside the notebook, between an honest student who was
graded before and one who is graded after it, in a sandbox of its own: bubblewrap, without network, as an ordinary
user, with limits on memory, processes and disk. These hold the machine together; they are no part of nbgrader.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from autograder.config import HOUSE, load_course
from autograder.parts import load_part
from autograder.records import Record
from autograder.sample_class.samples import Sample, load_samples
from autograder.sandbox.cgroups import ControlGroup, control_group
from benchmarks.hostile_course import AFTER, ATTACKER, BEFORE, PlainCourse
from benchmarks.hostile_ways import ANOTHER_WAY, key, put, way_of
from benchmarks.measuring import ONE_THREAD, NotMeasured
from benchmarks.options import Options
from benchmarks.tables import table

_MEMORY, _PROCESSES, _DISK = 6 * 2**30, 600, 2**30
#: Seconds that one attack may take of the clock; cells are stopped after 10.
_LONGEST = 180.0
#: In the environment of the grader, and nobody's business.
_SECRET = "the-graders-password-1f0c"
#: What attacks on pages have a browser run, and where it would: between tags of a script, or in a tag.
_PROGRAM = "alert("
_ACTIVE = re.compile(r"<script>\s*alert\(|<[a-z][^<>]*\balert\(", re.IGNORECASE)
#: Attacks that look for something end their item with an assertion that they have not reached it.
_REACHED = re.compile(r"-> *\d+ +assert not reached")
_COLOUR = re.compile(r"\\u001b\[[0-9;]*m")
_FAR_BELOW = 1e-6


class Seen(Record, frozen=True):
    """What the first process of the sandbox found: see ``hostile_inside.py``. ``status`` is None for a run cut off."""

    status: int | None
    scores: dict[str, dict[str, float | None]] = {}
    alive: int = 0
    changed: tuple[str, ...] = ()
    outputs: str = ""
    page: str = ""
    log: str = ""


class Tried(Record, frozen=True):
    """What became of one attack; ``way`` is empty and there is nothing seen if it does not apply."""

    name: str
    way: str
    got: float | None
    honest: float
    points: float
    harms: tuple[str, ...]
    ours: float | None


def report(options: Options) -> str:
    """The section of results.md."""
    return render([one for part in load_course().parts for one in attack_all(options.folder / "hostile", part)])


def attack_all(folder: Path, part: str) -> Iterator[Tried]:
    """Every attack of a part. Raises NotMeasured: wrong work would earn points here without any attack."""
    samples = load_samples(part)
    course = PlainCourse(folder, part)
    baseline = next(sample for sample in samples if sample.name == "as_released")
    clean = grade(course, baseline)
    if harms(clean, {}, baseline) != ():
        raise NotMeasured(f"{part}: work as it was released gets {harms(clean, {}, baseline)} from plain nbgrader")
    for sample in samples:
        if sample.kind == "hostile":
            became = attack(course, sample)
            print(f"  {became.name}: {'; '.join(became.harms) or became.way or 'does not apply'}", file=sys.stderr)
            yield became


def attack(course: PlainCourse, sample: Sample) -> Tried:
    """Put one attack to plain nbgrader, if it applies."""
    return tried(sample, grade(course, put(sample)) if way_of(sample) else Seen(0))


def tried(sample: Sample, seen: Seen) -> Tried:
    """What an attack came to, from what was found."""
    way, expect = way_of(sample), sample.expect or {}
    honest = expect | {sample.answers[-1]: 0.0} if way == ANOTHER_WAY else expect
    known = [score for score in seen.scores.get(ATTACKER, {}).values() if score is not None]
    return Tried(
        key(sample), way, sum(known) if known else None, sum(honest.values()), _points(sample.part),
        harms(seen, honest, sample) if way else (), sum(expect.values()) if sample.expect is not None else None,
    )  # fmt: skip


def grade(course: PlainCourse, sample: Sample) -> Seen:
    """Have plain nbgrader grade a submission and the honest one that follows."""
    given = course.root.parent / "given"
    shutil.rmtree(given, ignore_errors=True)
    course.hand_in(sample, given, ATTACKER)
    course.hand_in(course.solution, given, AFTER)
    group = control_group(_MEMORY, _PROCESSES)
    if group is None:
        raise NotMeasured("attacks need control groups that hold memory and processes, and none can be made here")
    try:
        return _run(_sandbox(course.root, given, feedback=_is_for_pages(sample)), group)
    finally:
        group.close()


def _run(command: list[str], group: ControlGroup) -> Seen:
    """Run a command in a group from its first instruction on; what it prints."""
    entering = ["sh", "-c", 'read go && exec "$@"', "sh", *command]
    with subprocess.Popen(entering, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        group.add(process.pid)
        try:
            said, wrong = process.communicate(b"go\n", timeout=2 * _LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            return Seen(None)
    try:
        return msgspec.json.decode(said, type=Seen)
    except msgspec.DecodeError:
        raise NotMeasured(f"the sandbox said nothing: {wrong.decode(errors='replace')[-500:]}") from None


def _sandbox(built: Path, given: Path, feedback: bool) -> list[str]:
    """The command that grades in there; all that can be written is one small disk in memory."""
    variables = {**ONE_THREAD, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": "/tmp/home"}
    variables |= {"LANG": "C.UTF-8", "GRADERS_SECRET": _SECRET}
    inside = ["/tmp/inside.py", str(_LONGEST), *["feedback"] * feedback]
    return [
        "bwrap", "--unshare-all", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL",
        "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv",
        "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--size", str(_DISK), "--tmpfs", "/tmp",
        "--ro-bind", str(built), "/tmp/built", "--ro-bind", str(given), "/tmp/given",
        "--ro-bind", str(HOUSE / "benchmarks" / "hostile_inside.py"), inside[0],
        "--ro-bind", sys.prefix, sys.prefix, "--chdir", "/tmp",
        *(word for name, value in variables.items() for word in ("--setenv", name, value)),
        sys.executable, *inside,
    ]  # fmt: skip


def harms(seen: Seen, honest: Mapping[str, float], sample: Sample) -> tuple[str, ...]:
    """In words, how an attack succeeded: beyond what its honest part earns, and against others."""
    return tuple(_harms(seen, honest, sample.part))


def _harms(seen: Seen, honest: Mapping[str, float], part: str) -> Iterator[str]:
    own = seen.scores.get(ATTACKER, {})
    above = sum((score or 0.0) > honest.get(_item(cell), 0.0) + _FAR_BELOW for cell, score in own.items())
    if above:
        yield f"earns too much in {above} of {len(own)} items"
    if _REACHED.search(_COLOUR.sub("", seen.outputs)):
        yield "reaches what it looks for"
    if _SECRET in seen.outputs:
        yield "reads the grader's environment"
    if _ACTIVE.search(seen.page):
        yield "its script runs in the feedback"
    others = [path for path in seen.changed if "/.ipynb_checkpoints/" not in path]
    if others:
        yield "writes to files of others"
    if not _all_points(seen, BEFORE, part):
        yield "changes the scores of a student graded before"
    if not _all_points(seen, AFTER, part):
        yield "ends the run" if AFTER not in seen.scores else "costs the next student points"
    if seen.alive:
        yield "outlives the run"


def _all_points(seen: Seen, student: str, part: str) -> bool:
    known = [score for score in seen.scores.get(student, {}).values() if score is not None]
    return abs(sum(known) - _points(part)) < _FAR_BELOW


def _is_for_pages(sample: Sample) -> bool:
    return any(_PROGRAM in "".join(cell["source"]) for cell in sample.notebook["cells"])


def render(attacks: list[Tried]) -> str:
    """The section, from what became of each attack."""
    put_to = [one for one in attacks if one.way]
    succeed = [one for one in put_to if one.harms]
    lost = [one for one in put_to if one.got is None]
    rows = [(f"`{one.name}`", one.way or "does not apply", *_plain(one), _of(one.ours, one.points)) for one in attacks]
    return "\n".join([
        "## The hostile class against plain nbgrader",
        "",
        f"`nbgrader autograde` with hidden tests in the notebooks, each attack between two honest students, in a "
        f"sandbox that is there for the machine's sake. Of {len(attacks)} attacks {len(put_to)} apply, "
        f"{sum(one.way == ANOTHER_WAY for one in attacks)} of them in another way with the same aim; the others take "
        f"hold of objects of our worker, which nbgrader does not have. **{len(succeed)} of {len(put_to)} succeed.** "
        f"{len(lost)} leave nbgrader without a score of their own.",
        "",
        "An attack *reaches what it looks for* where its own assertion says so: a process, a socket, a descriptor, "
        "another user's rights. Honest parts may earn less from plain nbgrader, where one bug also costs what builds "
        "on it. *Ours* is what the header of the attack as it is states; `make hostile` holds us to it.",
        "",
        table(("attack", "put to nbgrader", "honest part", "plain nbgrader gives", "and it", "ours"), rows),
    ])  # fmt: skip


#: What is said of an attack without success, whether it lost its own result or not.
_HELD = {False: "is held", True: "loses its own result"}


def _plain(one: Tried) -> tuple[str, str, str]:
    if not one.way:
        return "", "", ""
    return _of(one.honest, one.points), _of(one.got, one.points), "; ".join(one.harms) or _HELD[one.got is None]


def _of(got: float | None, points: float) -> str:
    return "no score" if got is None else f"{got:g} of {points:g}"


def _points(part: str) -> float:
    return round(sum(item.points for item in load_part(part).items if not item.manual), 2)


def _item(cell: str) -> str:
    return cell.removeprefix("test_")
