"""``autograder batch``: all of ``submitted/`` into the gradebook, whatever is in there.

Who has not changed since the last batch is left as he is; that is found out first, without nbgrader. For the
others there are three steps, each done by any process (``class_work.py``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder.batch.journal import Journal
from autograder.batch.outcomes import OUTCOMES, BatchSummary, StudentOutcome
from autograder.batch.standing import Found, Look, Setting
from autograder.batch.workplace import JOURNAL, workplace
from autograder.config import HOUSE
from autograder.keys import hidden_tests_of
from autograder.nbgrader_hooks.scene import Scene

if TYPE_CHECKING:
    from autograder.batch.class_work import ClassWork
    from autograder.batch.remote import Grade

__all__ = ["OUTCOMES", "BatchSummary", "StudentOutcome", "batch"]


def batch(
    assignment: str,
    root: Path,
    jobs: int | None = None,
    students: Sequence[str] | None = None,
    progress: bool = True,
    *,
    dry_run: bool = False,
    scheduler: str | None = None,
    executor: Executor | None = None,
    grade: Grade | None = None,
    house: Path = HOUSE,
) -> BatchSummary:
    """Grade an assignment of the course in ``root``: all students, or those named.

    A dry run writes neither gradebook nor ``autograded/``; it says what would change. ``scheduler`` is the
    address of a Dask cluster that grades in place of the ``jobs`` processes. For tests, ``executor`` does, and
    everything else is done in this process; ``grade`` replaces the sandboxed grader and must be picklable.

    Raises ConfigError for wrong arguments, for another batch at work, or a journal or cluster that cannot be
    used, SandboxError when this machine cannot isolate student code; in all cases before the gradebook is touched.
    """
    root = root.resolve()
    with workplace(root) as place, Journal(root / JOURNAL) as journal:
        setting = Setting(assignment, root, house)
        look = Look(setting, _scene(setting, journal), journal.standings(assignment))
        look.choose(students)
        found = {name: look.at(name) for name in look.names if name not in look.refused}
        changed = [name for name in found if dry_run or not found[name].unchanged(setting.digest)]
        work = None
        if changed:
            # imported where it is needed: nbgrader takes longer than finding out that there is nothing to do
            from autograder.batch.class_work import ClassWork

            work = ClassWork(setting, look, journal, grade, dry_run)
            work.do({name: found[name] for name in changed}, place, jobs or _cores(), progress, executor, scheduler)
        return _summary(look, found, journal, work)


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _scene(setting: Setting, journal: Journal) -> Scene:
    """Where nbgrader keeps things: as it said for this configuration, or says now."""
    known = journal.scene(setting.assignment, setting.digest)
    if known is not None:
        return msgspec.msgpack.decode(known, type=Scene)
    from autograder.nbgrader_hooks.converting import Nbgrader

    nbgrader = Nbgrader(setting.assignment, setting.root)
    nbgrader.require_assignment()
    journal.note_scene(setting.assignment, setting.digest, msgspec.msgpack.encode(nbgrader.scene))
    return nbgrader.scene


def _summary(look: Look, found: Mapping[str, Found], journal: Journal, work: ClassWork | None) -> BatchSummary:
    """What was done, in the order of the students' folders."""
    done = dict(work.done) if work else {}
    done |= {name: StudentOutcome(name, "refused", None, 0.0, (why,)) for name, why in look.refused.items()}
    unchanged = found.keys() - done.keys()
    for name in unchanged:
        standing = found[name].standing
        assert standing is not None
        done[name] = msgspec.msgpack.decode(standing.outcome, type=StudentOutcome)
    return BatchSummary(
        look.setting.assignment,
        tuple(done[name] for name in look.names),
        work.graded if work else 0,
        work.known if work else 0,
        len(unchanged),
        (*_notices(look.setting, journal), *(work.notices if work else ())),
        tuple(work.changes) if work and work.dry_run else None,
    )


def _notices(setting: Setting, journal: Journal) -> Iterator[str]:
    if journal.notice:
        yield journal.notice
    parts = setting.course.assignments[setting.assignment].parts
    for name, reason in setting.course.voided_tests.items():
        if any(name in hidden_tests_of(part, setting.house) for part in parts):
            yield f"{name} is voided and counts for nobody: {reason}"
