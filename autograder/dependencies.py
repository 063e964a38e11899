"""What a report depends on besides the submission, as digests: the same files give the same digest everywhere.

Each is computed once in a process: what a process has imported does not change either.
"""

from __future__ import annotations

import functools
import hashlib
import platform
import re
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.config import HOUSE

#: Modules and packages of autograder/ that take part in grading; a change elsewhere changes no report.
GRADING_CODE = (
    "answered config dependencies errors grading handed_in judge outputs parts protocol records sandbox scoring "
    "session worker"
).split()
#: Those that write reports into notebooks and the gradebook.
WRITING_CODE = ("nbgrader_hooks", "handed_in/staging.py", "batch/steps.py")
#: How the code of one part reaches that of another.
_IMPORTS = r"""load_reference\(["']{0}["']|(?:solutions|adapters|mistakes|hidden_tests)(?:\.| import )(?:test_)?{0}\b"""
#: Folders whose files belong to one part each, by name: ``test_<part>``, ``<part>``, ``<part>__<topic>``, or to all.
PER_PART = (
    "autograder/hidden_tests",
    "autograder/adapters",
    "autograder/mistakes",
    "autograder/hidden_data",
    "solutions",
)


@functools.cache
def grading_code(house: Path = HOUSE) -> str:
    """Digest of the package's code that computes reports."""
    package = house / "autograder"
    roots = (package / f"{name}{ending}" for name in GRADING_CODE for ending in ("", ".py"))
    return _digest(house, (path for root in roots for path in _files(root)))


@functools.cache
def hooks_code(house: Path = HOUSE) -> str:
    """Digest of the code that writes reports into notebooks and the gradebook."""
    return _digest(house, (path for name in WRITING_CODE for path in _files(house / "autograder" / name)))


@functools.cache
def part_files(part: str, house: Path = HOUSE) -> str:
    """Digest of a part's hidden tests, references, adapters, mistakes and hidden data."""
    return _digest(house, files_of(part, house))


@functools.cache
def libraries(house: Path = HOUSE) -> str:
    """Digest of the interpreter, the lock file, and the versions of all that is installed."""
    installed = sorted({found.name for folder in _site_folders() for found in folder.glob("*.dist-info")})
    lock = house / "requirements.lock"
    facts = (sys.implementation.name, platform.python_version(), platform.machine(), *installed)
    return combined(*facts, lock.read_text() if lock.is_file() else "")


def _site_folders() -> set[Path]:
    """Where packages are installed. Not what stands in sys.path: setuptools adds to it when it is imported."""
    own = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    return {
        Path(folder) for folder in (*site.getsitepackages(), *own, *map(sysconfig.get_path, ("purelib", "platlib")))
    }


def what_changed(parts: Iterable[str], house: Path = HOUSE) -> str:
    """In words, what of all this has other files by now than when this process first looked; empty if nothing."""
    facts = {
        "the grading code": grading_code(house) != grading_code.__wrapped__(house),
        "library versions": libraries(house) != libraries.__wrapped__(house),
        **{f"files of {part}": part_files(part, house) != part_files.__wrapped__(part, house) for part in parts},
    }
    return ", ".join(fact for fact, changed in facts.items() if changed)


def built_files(assignment: str, root: Path) -> str:
    """Digest of an assignment as it was built in a course root: what nbgrader copies, and what was released."""
    return _digest(root, (path for step in ("source", "release") for path in _files(root / step / assignment)))


def files_of(part: str, house: Path = HOUSE) -> list[Path]:
    """The files behind a part, and behind every other part that they import from: a reference may serve several."""
    owned = {path: _owner(path, house / folder) for folder in PER_PART for path in _files(house / folder)}
    names = set(owned.values())
    wanted: list[str] = [part]
    for name in wanted:
        code = (path for path, owner in owned.items() if owner == name and path.suffix == ".py")
        text = "\n".join(path.read_text("utf-8") for path in code)
        wanted += sorted(other for other in names - set(wanted) if re.search(_IMPORTS.format(other), text))
    common = {"__init__", "conftest"}
    return sorted(path for path, owner in owned.items() if owner in common.union(wanted))


def _owner(path: Path, folder: Path) -> str:
    """The part that a file is named for, or whose folder it is in."""
    return path.relative_to(folder).parts[0].split(".")[0].removeprefix("test_").split("__")[0] or "__init__"


def combined(*facts: str) -> str:
    """One digest of several texts."""
    return hashlib.sha256("\0".join(facts).encode("utf-8", "surrogatepass")).hexdigest()


def _digest(house: Path, paths: Iterable[Path]) -> str:
    return combined(
        *(f"{path.relative_to(house)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(paths))
    )


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
    elif root.is_dir():
        yield from (path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc")
