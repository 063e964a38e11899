"""``autograder build`` and ``autograder build --check``: one course, from sources to release."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from autograder.build.convert import course_traits, generate, gradebook_url, read_tree
from autograder.build.gradebook import create_gradebook, gradebook_notices, set_due_date
from autograder.build.leaks import leaks
from autograder.build.render import Rendered, render
from autograder.build.staging import STAGING, Writer, staging
from autograder.config import HOUSE, Course, load_course
from autograder.errors import ConfigError
from autograder.records import Record

_STALE = "run `autograder build`"
#: Left out by nbgrader when it copies; whatever else stands in a source folder is released.
_IGNORED = (".ipynb_checkpoints", "__pycache__")


class BuildSummary(Record, frozen=True):
    """What a build did. Names are relative to the course root; ``notices`` are for people to read."""

    parts: tuple[str, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    notices: tuple[str, ...]


def build_course(root: Path = HOUSE, house: Path = HOUSE) -> BuildSummary:
    """Build the course in ``root`` from the sources in ``house``, and record it in the gradebook.

    Raises ConfigError, with nothing written, when a source is wrong, the release would leak, or
    nbgrader would refuse the change because submissions exist.
    """
    root, house = root.resolve(), house.resolve()
    course = load_course(root)
    rendered = render(course, house, whole_house=root == house)
    traits = course_traits(root)
    db_url = gradebook_url(root, traits)
    releases = _rehearse(course, rendered, traits)
    _refuse([*_leaks(releases, rendered, house), *_strangers_in_source(root, rendered)])
    notices = [
        notice
        for name, files in rendered.assignments.items()
        for notice in gradebook_notices(db_url, name, _notebooks(files), _released(root, name))
    ]
    with staging(root) as writer:
        _write_sources(writer, rendered, solutions=root == house)
        create_gradebook(db_url, course.course_id, root / STAGING / "gradebook.db")
        for name, files in rendered.assignments.items():
            release = _generate(name, files, course, traits, db_url)
            due = course.assignments[name].due
            if due is not None:
                set_due_date(db_url, course.course_id, name, due)
            _write_tree(writer, f"release/{name}", release)
            releases[name] = release
    notices += _strangers_in_release(root, releases)
    return BuildSummary(course.parts, tuple(writer.written), tuple(writer.removed), writer.unchanged, tuple(notices))


def check_course(root: Path = HOUSE, house: Path = HOUSE) -> list[str]:
    """What keeps a course from being released, one line each; empty if nothing does. Writes nothing."""
    root, house = root.resolve(), house.resolve()
    try:
        course = load_course(root)
        rendered = render(course, house, whole_house=root == house)
        traits = course_traits(root)
        releases = _rehearse(course, rendered, traits)
    except ConfigError as error:
        return str(error).splitlines()
    problems = _stale(root, _source_files(rendered, solutions=root == house))
    problems += _stale(root, _release_files(releases))
    problems += _strangers_in_source(root, rendered)
    problems += _strangers_in_release(root, releases)
    problems += leaks(read_tree(root / "release"), rendered.all_sources, house)
    problems += _frozen(rendered, gradebook_url(root, traits), root)
    return problems


def _rehearse(course: Course, rendered: Rendered, traits: Any) -> dict[str, dict[str, bytes]]:
    """The releases as nbgrader makes them, with no gradebook touched."""
    return {name: _generate(name, files, course, traits, None) for name, files in rendered.assignments.items()}


def _generate(name: str, files: dict[str, bytes], course: Course, traits: Any, db_url: str | None) -> dict[str, bytes]:
    # in a folder of its own, so that a failure leaves the release of before: nbgrader deletes first
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder).resolve()
        for file, content in files.items():
            path = work / "source" / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return generate(work, name, course, traits, db_url)


def _refuse(problems: list[str]) -> None:
    if problems:
        raise ConfigError("\n".join(problems))


def _leaks(releases: dict[str, dict[str, bytes]], rendered: Rendered, house: Path) -> list[str]:
    files = {f"{name}/{file}": content for name, release in releases.items() for file, content in release.items()}
    return leaks(files, rendered.all_sources, house)


def _notebooks(files: dict[str, bytes]) -> dict[str, bytes]:
    return {Path(name).stem: content for name, content in files.items() if name.endswith(".ipynb")}


def _released(root: Path, assignment: str) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted((root / "release" / assignment).glob("*.ipynb"))}


def _source_files(rendered: Rendered, *, solutions: bool) -> dict[str, bytes]:
    files = {
        f"source/{name}/{file}": content
        for name, tree in rendered.assignments.items()
        for file, content in tree.items()
    }
    if solutions:
        files |= {f"solutions/{file}": content for file, content in rendered.solutions.items()}
    return files


def _release_files(releases: dict[str, dict[str, bytes]]) -> dict[str, bytes]:
    return {
        f"release/{name}/{file}": content for name, release in releases.items() for file, content in release.items()
    }


def _write_sources(writer: Writer, rendered: Rendered, *, solutions: bool) -> None:
    for name, files in rendered.assignments.items():
        _write_tree(writer, f"source/{name}", files)
    if solutions:
        for file, content in rendered.solutions.items():
            writer.write(f"solutions/{file}", content)


def _write_tree(writer: Writer, folder: str, files: dict[str, bytes]) -> None:
    for file, content in files.items():
        writer.write(f"{folder}/{file}", content)
    for file in sorted(_names(writer.root / folder) - files.keys()):
        if _is_drawn(file):
            writer.remove(f"{folder}/{file}")


def _is_drawn(file: str) -> bool:
    """True for files that only a build writes, so that it may remove them: drawings of earlier builds."""
    return file.startswith("figures/") and file.endswith(".svg")


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()}


def _stale(root: Path, files: dict[str, bytes]) -> list[str]:
    problems = []
    for name, content in files.items():
        path = root / name
        if not path.is_file():
            problems.append(f"{name}: missing; {_STALE}")
        elif path.is_symlink() or path.read_bytes() != content:
            problems.append(f"{name}: stale; {_STALE}")
    return problems


def _strangers_in_source(root: Path, rendered: Rendered) -> list[str]:
    return [
        f"source/{name}/{file}: not written by the build, but nbgrader would release it; move it out or delete it"
        for name, files in rendered.assignments.items()
        for file in sorted(_names(root / "source" / name) - files.keys())
        if not _is_drawn(file) and not set(Path(file).parts) & set(_IGNORED)
    ]


def _strangers_in_release(root: Path, releases: dict[str, dict[str, bytes]]) -> list[str]:
    allowed = {f"{name}/{file}" for name, release in releases.items() for file in release}
    return [
        f"release/{file}: not part of the release; delete it" for file in sorted(_names(root / "release") - allowed)
    ]


def _frozen(rendered: Rendered, db_url: str, root: Path) -> list[str]:
    problems = []
    for name, files in rendered.assignments.items():
        try:
            gradebook_notices(db_url, name, _notebooks(files), _released(root, name))
        except ConfigError as error:
            problems += str(error).splitlines()
    return problems
