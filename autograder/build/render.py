"""Everything that the sources say, as bytes in memory: nothing is written here."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.build.figures import draw_figures
from autograder.build.gradebook import due_problems
from autograder.build.hidden import hidden_problems
from autograder.build.notebook import notebook_bytes
from autograder.build.numbers import as_reference, with_numbers_seed
from autograder.build.pins import import_problems, imported, is_checks, requirements_text
from autograder.build.readme import readme_text
from autograder.build.rubrics import rubric_problems
from autograder.build.rules import source_problems
from autograder.build.solutions import solution_module, solution_problems
from autograder.build.source import Source, read_source
from autograder.config import Course
from autograder.errors import ConfigError
from autograder.records import Record

#: How one module of public checks imports another.
_CHECKS_IMPORT = re.compile(r"^(?:from|import) (checks\w*)", re.MULTILINE)


class Rendered(Record, frozen=True):
    """What a build writes before nbgrader's converter runs.

    ``assignments`` maps each assignment to the files of ``source/<assignment>/``; ``solutions`` maps
    file names in ``solutions/`` to their bytes.
    """

    sources: dict[str, list[Source]]
    assignments: dict[str, dict[str, bytes]]
    solutions: dict[str, bytes]

    @property
    def all_sources(self) -> list[Source]:
        return [source for sources in self.sources.values() for source in sources]


def render(course: Course, house: Path, *, whole_house: bool) -> Rendered:
    """Build all files of a course in memory; ``whole_house`` if no source may stay unlisted.

    Raises ConfigError with every problem of every source, one line each.
    """
    problems = _unlisted(course, house) if whole_house else []
    sources, broken = _read_sources(course, house)
    problems += broken
    for source in (source for part_sources in sources.values() for source in part_sources):
        problems += _problems(source, house)
    for name, assignment in course.assignments.items():
        problems += due_problems(name, assignment.due)
    _raise(problems)
    assignments = {name: _files(name, sources[name], course, house) for name in course.assignments}
    solutions = {
        f"{source.part}.py": solution_module(as_reference(source)).encode()
        for part_sources in sources.values()
        for source in part_sources
    }
    return Rendered(sources, assignments, solutions)


def _raise(problems: list[str]) -> None:
    if problems:
        raise ConfigError("\n".join(problems))


def _unlisted(course: Course, house: Path) -> list[str]:
    stems = {path.stem for path in (house / "source").glob("*.py") if not is_checks(path.stem)}
    return [
        f"source/{stem}.py:1: in no assignment; add {stem!r} to `assignments` in course_config.py, or move the file out"
        for stem in sorted(stems - set(course.parts))
    ]


def _read_sources(course: Course, house: Path) -> tuple[dict[str, list[Source]], list[str]]:
    sources: dict[str, list[Source]] = {}
    problems = []
    for name, assignment in course.assignments.items():
        sources[name] = []
        for part in assignment.parts:
            if not part.isidentifier():
                problems.append(f"course_config.py: part {part!r} is not an identifier; rename it and its source")
                continue
            try:
                sources[name].append(with_numbers_seed(read_source(part, house), course.numbers_seed))
            except ConfigError as error:
                problems.append(str(error))
    return sources, problems


def _problems(source: Source, house: Path) -> list[str]:
    problems = source_problems(source) + import_problems(source, house)
    # the rest reads items and code, which must be sound for that
    if not problems:
        problems = hidden_problems(source, house) + solution_problems(source)
        problems += rubric_problems(source) + _data_problems(source, house)
    return problems


def _data_problems(source: Source, house: Path) -> list[str]:
    return [
        source.at(source.line_of("files:"), f"datasets/{name} is missing; add it, or drop it from `files`")
        for name in source.files
        if ".." in Path(name).parts or not (house / "datasets" / name).is_file()
    ]


def _files(assignment: str, sources: list[Source], course: Course, house: Path) -> dict[str, bytes]:
    """The files of ``source/<assignment>/``, which nbgrader releases one and all."""
    figures, problems = draw_figures(sources, house)
    checks = _check_modules(sources, house)
    problems += _missing_checks(sources, checks)
    _raise(problems)
    files = {f"{source.part}.ipynb": notebook_bytes(source) for source in sources}
    files["README.md"] = readme_text(course, assignment, sources).encode()
    files["requirements.txt"] = requirements_text(sources, house, also=b"\n".join(checks.values()).decode()).encode()
    files |= checks | figures
    files |= {f"data/{name}": (house / "datasets" / name).read_bytes() for source in sources for name in source.files}
    return dict(sorted(files.items()))


def _check_modules(sources: list[Source], house: Path) -> dict[str, bytes]:
    """``checks.py``, the modules of these parts, and those that they or notebooks import, by file name."""
    files: dict[str, bytes] = {}
    names = ["checks", *(f"checks_{source.part}" for source in sources)]
    names += [module for source in sources for _, module in imported(source) if is_checks(module)]
    for name in names:  # grows meanwhile
        path = house / "source" / f"{name}.py"
        if path.name not in files and path.is_file():
            files[path.name] = path.read_bytes()
            names += _CHECKS_IMPORT.findall(path.read_text(encoding="utf-8"))
    return dict(sorted(files.items()))


def _missing_checks(sources: list[Source], checks: dict[str, bytes]) -> list[str]:
    by_notebooks = [
        source.at(line, f"imports {module}, but source/{module}.py is missing; write it")
        for source in sources
        for line, module in imported(source)
        if is_checks(module) and f"{module}.py" not in checks
    ]
    by_checks = [
        f"source/{name}:1: imports {module}, but source/{module}.py is missing; write it"
        for name, content in checks.items()
        for module in _CHECKS_IMPORT.findall(content.decode())
        if f"{module}.py" not in checks
    ]
    return by_notebooks + by_checks
