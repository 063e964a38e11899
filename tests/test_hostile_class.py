"""The whole hostile class in one batch, with honest neighbours who must not notice: `make hostile`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.batch.journal import Journal
from autograder.batch.run import BatchSummary, batch
from autograder.batch.workplace import JOURNAL
from autograder.build import build_course
from autograder.config import HOUSE, load_course
from autograder.sample_class.samples import Sample, load_samples
from autograder.sandbox.cgroups import homes
from tests.sandbox.driving import gone

pytestmark = pytest.mark.slow
PARTS = load_course().parts
ALL = [sample for part in PARTS for sample in load_samples(part)]
ATTACKERS = [sample for sample in ALL if sample.kind == "hostile"]
HONEST = {
    ("rnn_cell", "einsum"),
    ("rnn_cell", "fused_weights"),
    ("char_lm", "single_precision"),
    ("lstm", "einsum_and_parts"),
}
NEIGHBOURS = [sample for sample in ALL if (sample.part, sample.name) in HONEST]
#: Whoever hangs should cost seconds.
IMPATIENT = "\nlimits = {'call_cpu': 2.0, 'cells_cpu': 6.0, 'slice_cpu': 2.0, 'notebook_cpu': 60.0}\n"
ITEMS = dict[str, float | None]


def test_the_class_is_large_and_covers_every_part() -> None:
    assert len(ATTACKERS) >= 60
    assert {sample.part for sample in ATTACKERS} == set(PARTS)
    assert len(NEIGHBOURS) == 4


class Graded:
    """A class after its batch, and what there was on this machine before and after."""

    def __init__(self, root: Path, temporary: Path) -> None:
        before = whatever_is_there(temporary)
        self.root = root
        self.summary: BatchSummary = batch("rnn", root, 2, progress=False)
        self.processes = [process for process in psutil.Process().children(recursive=True) if process not in before[0]]
        self.before, self.after = before[1:], whatever_is_there(temporary)[1:]
        with Journal(root / JOURNAL) as journal:
            history = journal.history("rnn")
        self.items: dict[tuple[str, str], ITEMS] = {(student, part): entry.items for student, part, entry in history}

    def look(self, student: str) -> dict[str, bytes]:
        """What stands in the files of a student."""
        folder = self.root / "autograded" / student
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whatever_is_there(temporary: Path) -> tuple[set[psutil.Process], set[str], set[str], set[str]]:
    """Processes of ours, mounts, control groups whose makers are no more, and temporary files."""
    mounts = set(Path("/proc/self/mountinfo").read_text().splitlines())
    groups = {
        str(group) for home in homes() for group in home.folder.glob("autograder-*-*-*") if not maker_lives(group)
    }
    shared = {path.name for path in Path("/dev/shm").iterdir() if path.name.startswith(("hoard", "neighbour"))}
    return (
        set(psutil.Process().children(recursive=True)),
        mounts,
        groups,
        shared | {p.name for p in temporary.iterdir()},
    )


def maker_lives(group: Path) -> bool:
    return psutil.pid_exists(int(group.name.split("-")[1]))


def hand_in(root: Path, samples: list[Sample]) -> None:
    for name in ("course_config.py", "nbgrader_config.py"):
        text = (HOUSE / name).read_text()
        (root / name).write_text(text + IMPATIENT if name == "course_config.py" else text)
    build_course(root=root, house=HOUSE)
    for sample in samples:
        sample.write(root / "submitted", student_of(sample))


def student_of(sample: Sample) -> str:
    """Each attacker is a student of its own, also where two parts have an attack of the same name."""
    return sample.student_id if sample.part == "written" else f"{sample.part}-{sample.student_id}"


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where everything that runs for the batch puts its temporary files."""
    folder = tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, temporary: Path) -> Graded:
    root = tmp_path_factory.mktemp("alone")
    hand_in(root, NEIGHBOURS)
    return Graded(root, temporary)


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory, temporary: Path, alone: Graded) -> Graded:
    root = tmp_path_factory.mktemp("together")
    hand_in(root, [*ATTACKERS, *NEIGHBOURS])
    return Graded(root, temporary)


@pytest.mark.parametrize("sample", ATTACKERS, ids=lambda sample: f"{sample.part}-{sample.name}")
def test_an_attack_gets_exactly_what_its_header_states(together: Graded, sample: Sample) -> None:
    measured = together.items.get((student_of(sample), sample.part))
    expected = sample.expect or {}
    assert measured is not None
    assert {name: score for name, score in measured.items() if name in expected} == expected, sample.sentence


@pytest.mark.parametrize("sample", NEIGHBOURS, ids=lambda sample: f"{sample.part}-{sample.name}")
def test_a_neighbour_gets_byte_for_byte_what_they_get_without_attackers(
    together: Graded, alone: Graded, sample: Sample
) -> None:
    student = student_of(sample)
    assert together.items[(student, sample.part)] == alone.items[(student, sample.part)] == sample.expect
    found: dict[str, Any] = together.look(student)
    assert found == alone.look(student)
    assert f"{sample.part}.ipynb" in {Path(name).name for name in found}


def test_no_attack_makes_the_grader_fail(together: Graded) -> None:
    assert [student.student_id for student in together.summary.students if student.outcome == "grader_error"] == []


def test_no_process_mount_control_group_or_file_is_left_behind(together: Graded) -> None:
    assert gone(together.processes)
    assert together.after == together.before
