"""The cases that every submission of a part meets: drawn once, in a process that imports that part alone.

What else a process has imported or done cannot sway them, and every process plays the same bytes. They are
kept below ``.autograder/cases/`` under a digest of all that they depend on; the folder may be deleted at any time.
"""

from __future__ import annotations

import functools
import hashlib
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec

from autograder.config import HOUSE
from autograder.dependencies import combined, grading_code, libraries, part_files, what_changed
from autograder.errors import ConfigError
from autograder.judge.cases import NotRecordable, draw_cases
from autograder.judge.collection import HiddenTest, collected, hidden_tests
from autograder.judge.replayable import replay_problem
from autograder.records import Part

#: Cases by the name of their test.
Recording = dict[str, tuple[bytes, ...]]

_DIGEST_BYTES = 32
#: Recordings of earlier seeds, tests and libraries that stay for each part.
_KEPT = 6
_LONGEST = 900.0
_DECODER = msgspec.msgpack.Decoder(Recording)
_known: dict[str, bytes] = {}


def playable_tests(part: Part, grading_seed: int, house: Path = HOUSE) -> tuple[HiddenTest, ...]:
    """The hidden tests of a part with their cases. Raises ConfigError: a test is not sound, or cannot be replayed."""
    recording = _decoded(part.name, grading_seed, house)
    return tuple(
        msgspec.structs.replace(test, cases=recording[test.name]) for test in hidden_tests(part, grading_seed, house)
    )


@functools.cache
def _decoded(part: str, grading_seed: int, house: Path) -> Recording:
    return _DECODER.decode(recorded(part, grading_seed, house))


def cases_digest(part: str, grading_seed: int, house: Path = HOUSE) -> str:
    """Digest of all that the cases of a part depend on."""
    return combined(part, str(grading_seed), part_files(part, house), grading_code(house), libraries(house))


def remember(digest: str, recording: bytes) -> None:
    """Play these cases, recorded elsewhere, for as long as this process lives."""
    _known[digest] = recording


def recorded(part: str, grading_seed: int, house: Path = HOUSE) -> bytes:
    """The recording of a part, encoded: as remembered, else from its file, else drawn now and written there.

    Raises ConfigError: a test cannot be replayed, the process that draws failed, or files changed meanwhile.
    """
    digest = cases_digest(part, grading_seed, house)
    if digest not in _known:
        path = house / ".autograder" / "cases" / f"{part}-{digest[:32]}.cases"
        content = _read(path)
        if content is None:
            try:
                content = _record_apart(part, grading_seed, house)
            finally:  # a process of its own reads the files as they are now
                _require_unchanged(part, house)
            with suppress(OSError):  # a folder that cannot be written costs time, and nothing else
                _write(path, content)
                _remove_old(path.parent, part)
        _known[digest] = content
    return _known[digest]


def _require_unchanged(part: str, house: Path) -> None:
    """ConfigError if the cases that were drawn are not those that the digest of this process stands for."""
    changed = what_changed([part], house)
    if changed:
        raise ConfigError(f"the checkout changed while cases were drawn ({changed}): run this again")


def _read(path: Path) -> bytes | None:
    """The content of a file that was written whole; None for any other."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    checksum, content = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    return content if hashlib.sha256(content).digest() == checksum else None


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all; of two writers at once the later wins, with the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _remove_old(folder: Path, part: str) -> None:
    found = sorted(folder.glob(f"{part}-*.cases"), key=lambda path: path.stat().st_mtime)
    for path in found[:-_KEPT]:
        path.unlink(missing_ok=True)


def _record_apart(part: str, grading_seed: int, house: Path) -> bytes:
    """Record in a new interpreter."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(HOUSE), os.environ.get("PYTHONPATH")])),
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", __name__, part, str(grading_seed), str(house)]
    with tempfile.TemporaryDirectory() as folder:  # where Hypothesis may leave what it likes
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                timeout=_LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ConfigError(f"the cases of {part} were not drawn within {_LONGEST:g} s: draw less") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit status {done.returncode}"]
        raise ConfigError(said[-1] if done.returncode == _REFUSED else f"the cases of {part} are not drawn: {said[-1]}")
    return done.stdout


_REFUSED = 3


def record(part: str, grading_seed: int, house: Path) -> bytes:
    """Draw the cases of a part in this process. Raises ConfigError, which names the test."""
    recording: Recording = {}
    for test in collected(part, grading_seed, house):
        problem = replay_problem(test.function)
        if problem:
            raise ConfigError(f"{test.where} {problem}")
        try:
            recording[test.name] = draw_cases(test.function, test.edges)
        except NotRecordable as error:
            raise ConfigError(
                f"{test.where} draws what cannot be recorded: {error}; draw plain data, or Generator(seed)"
            ) from None
        except Exception as error:  # of a strategy
            raise ConfigError(f"{test.where} has no cases: {type(error).__name__}: {error}") from error
        if len(recording[test.name]) <= len(test.edges):
            raise ConfigError(f"{test.where} draws no case: loosen the filters of its strategies")
    return msgspec.msgpack.encode(recording)


def _main(part: str, grading_seed: str, house: str) -> int:
    # what tests print while they are imported must not get between the bytes
    result = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        content = record(part, int(grading_seed), Path(house))
    except ConfigError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return _REFUSED
    with result:
        result.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
