"""``autograder check --mutants``: every mutant of every item, on all cores, and the report that is kept.

A run that was stopped goes on where it was: shares without a survivor are kept in ``.autograder/shares/``.
"""

from __future__ import annotations

import functools
import resource
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from autograder.config import HOUSE, load_course
from autograder.dependencies import combined, part_files
from autograder.parts import load_part
from autograder.proving.evidence import ItemEvidence, digest_of, evidence_of, survivors_as_text, write_evidence
from autograder.proving.gates import code_items
from autograder.proving.parallel import run_all
from autograder.proving.survivors import ItemMutants, merged, try_mutants
from autograder.records import Part

#: Each item's mutants are dealt out in this many shares, so that no core waits long for another.
SHARES = 8
#: Bytes of memory for mutants that fill it.
MEMORY = 6 << 30


def run_mutants(
    parts: Sequence[str] = (),
    house: Path = HOUSE,
    jobs: int | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> tuple[dict[str, list[ItemMutants]], list[str]]:
    """Try all mutants of some parts (by default all), keep the reports, and say what survived, in lines."""
    course = load_course(house)
    chosen = [load_part(name, house) for name in parts or course.parts]
    deals = [(part, name, (k, SHARES)) for part in chosen for name in code_items(part) for k in range(SHARES)]
    shares = run_all([functools.partial(_share, *deal, house) for deal in deals], jobs, on_done)
    reports = {
        part.name: [
            merged([share for deal, share in zip(deals, shares, strict=True) if deal[:2] == (part, name)])
            for name in code_items(part)
        ]
        for part in chosen
    }
    for part in chosen:
        write_evidence(part, reports[part.name], course, house)
    return reports, [line for found in reports.values() for line in survivors_as_text(found)]


def _share(part: Part, grade_id: str, share: tuple[int, int], house: Path) -> ItemMutants:
    """One share of an item's mutants; as it was kept, if nothing survived in it and nothing has changed since."""
    course = load_course(house)
    facts = (part_files(part.name, house), digest_of(part, course, house), grade_id, str(share))
    path = house / ".autograder" / "shares" / f"{combined(*facts)}.json"
    with suppress(OSError, msgspec.DecodeError):
        kept = msgspec.json.decode(path.read_bytes(), type=ItemEvidence)
        return ItemMutants(grade_id, kept.tried, kept.killed, (), kept.alone)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    report = try_mutants(part, grade_id, course, house, share)
    if not report.survivors and not report.unused:
        with suppress(OSError):  # a folder that cannot be written costs time, and nothing else
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(msgspec.json.encode(evidence_of(report)))
    return report
