"""``autograder doctor``: what the sandbox of this machine holds, found out by attacking it."""

from __future__ import annotations

import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import psutil

from autograder.config import HOUSE, Course
from autograder.errors import AutograderError, SandboxError
from autograder.grading import grade
from autograder.handed_in.submission import read_submission
from autograder.parts import load_part
from autograder.records import Record
from autograder.sample_class.samples import Sample, load_samples
from autograder.sandbox import bubblewrap
from autograder.sandbox.cgroups import describe_groups, homes
from autograder.sandbox.isolation import describe_isolation, why_no_zygote
from autograder.sandbox.seccomp import REFUSED, worker_filter
from autograder.sandbox.zygote import ZYGOTES

#: The attacks of the hostile class that try each wall once, all on one part.
CORE_PART = "rnn_cell"
CORE = (
    "escapes_the_namespaces",
    "reads_process_files",
    "reads_inherited_descriptors",
    "reads_what_the_zygote_left",
    "writes_to_shared_files",
    "signals_every_process",
    "calls_out_by_every_family",
    "gains_capabilities",
    "hoards_memory",
    "hoards_files",
    "forges_replies",
)
_PATIENCE = 10.0


class Finding(Record, frozen=True):
    """What was found of one thing. ``fit`` is None where it is weaker than it could be, and still good enough."""

    about: str
    fit: bool | None
    said: str


def examine(course: Course, house: Path = HOUSE) -> Iterator[Finding]:
    """Findings as they are made: what the machine offers, then what each attack of the core achieved."""
    walls = list(_walls(course))
    yield from walls
    if any(wall.fit is False for wall in walls):
        return
    before = set(_own_processes())
    yield from _attacks(course, house)
    ZYGOTES.close()
    yield _left_behind(before)


def verdict(findings: list[Finding]) -> tuple[bool, str]:
    """Whether this machine may grade strangers' code, and that in one line."""
    wrong = [finding.about for finding in findings if finding.fit is False]
    weak = [finding.about for finding in findings if finding.fit is None]
    if wrong:
        return False, f"NOT fit to grade strangers' code: see {', '.join(wrong)}."
    return True, "Fit to grade strangers' code" + (f"; weaker than it could be: {', '.join(weak)}." if weak else ".")


def _walls(course: Course) -> Iterator[Finding]:
    yield Finding("kernel", platform.system() == "Linux", f"{platform.system()} {platform.release()}")
    yield Finding("user", True, "root" if os.geteuid() == 0 else f"an ordinary user ({os.geteuid()})")
    yield _tried("bubblewrap and user namespaces", _bubblewrap)
    yield _tried("system call filter", _filter)
    yield _nested()
    groups = describe_groups()
    where = ", ".join(str(home.folder) for home in homes())
    yield Finding("control groups", bool(groups) or None, f"{groups} in {where}" if groups else _NO_GROUPS)
    chosen = describe_isolation(course.isolation) if course.isolation == "process" else course.isolation
    yield Finding("isolation", course.isolation == "bubblewrap", f"course_config.py asks for {chosen}")


_NO_GROUPS = "none can be made here: limits of each process bound memory and threads"


def _tried(about: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(about, True, look())
    except SandboxError as error:
        return Finding(about, False, str(error))


def _bubblewrap() -> str:
    path = bubblewrap.executable()
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return f"{said} ({path})"


def _filter() -> str:
    return f"{len(worker_filter()) // 8} instructions, {len(REFUSED)} calls refused"


def _nested() -> Finding:
    try:
        why = why_no_zygote()
    except SandboxError as error:
        why = str(error)
    slower = f"each worker gets a bubblewrap of its own, as strict and slower ({why})"
    return Finding("nested namespaces", True if why is None else None, "workers are forked" if why is None else slower)


def _attacks(course: Course, house: Path) -> Iterator[Finding]:
    try:
        samples = {sample.name: sample for sample in load_samples(CORE_PART, house) if sample.kind == "hostile"}
    except AutograderError as error:
        yield Finding("hostile class", False, f"it cannot be read: {error}")
        return
    for name in CORE:
        if name not in samples:
            yield Finding(name, False, "this attack is missing from the checkout")
        else:
            yield _attack(samples[name], course, house)


def _attack(sample: Sample, course: Course, house: Path) -> Finding:
    """Grade an attack: it held if it earned what it must, which it does not if anything was reached."""
    part = load_part(sample.part, house)
    with tempfile.TemporaryDirectory() as folder:
        notebook = sample.write(Path(folder))
        _, submission = read_submission(notebook, [part], sample.student_id, course.limits)
    try:
        report = grade(submission, part, course, house)
    except AutograderError as error:
        return Finding(sample.name, False, f"it could not be tried: {error}")
    wrong = sample.mismatch({item.grade_id: item.score for item in report.items})
    return Finding(sample.name, wrong is None, wrong or sample.sentence)


def _own_processes() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def _left_behind(before: set[psutil.Process]) -> Finding:
    """Whether a process or a control group outlived the attacks."""
    deadline = time.monotonic() + _PATIENCE
    while (left := [process for process in _own_processes() if process not in before]) and time.monotonic() < deadline:
        time.sleep(0.1)
    groups = [str(group) for home in homes() for group in home.folder.glob(f"autograder-{os.getpid()}-*")]
    said = "; ".join([*(str(process) for process in left), *groups])
    return Finding("left behind", not said, said or "no process and no control group")


def brief(course: Course) -> Course:
    """The course with a small budget for each attack: the doctor is to end in minutes on any machine."""
    limits = msgspec.structs.replace(course.limits, call_cpu=2.0, cells_cpu=10.0, notebook_cpu=60.0)
    return msgspec.structs.replace(course, limits=limits)
