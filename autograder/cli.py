"""The command line: it parses, forwards, and prints. Exit codes: 0 done, 2 unusable input, 3 grader error,
130 stopped by Ctrl-C."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.config import HOUSE, load_course
from autograder.errors import AutograderError, SheetError, SubmissionError

UNUSABLE, GRADER_FAILED, STOPPED = 2, 3, 130


class _Group(click.Group):
    """Turns our own errors into one line and exit code 3, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except AutograderError as error:
            click.echo(f"autograder: {error}", err=True)
            ctx.exit(UNUSABLE if isinstance(error, SubmissionError | SheetError) else GRADER_FAILED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="autograder")
def main() -> None:
    """Build, grade and prove an autograded course on recurrent networks."""


def _root(folder: Path | None) -> Path:
    """The course root: the folder named, else the current one if it holds a course, else the checkout."""
    if folder is not None:
        return folder.resolve()
    return Path.cwd() if Path("course_config.py").is_file() else HOUSE


course_dir = click.option(
    "--course-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The course root; by default the current folder, if it holds course_config.py.",
)


@main.command()
@click.option("--check", is_flag=True, help="Write nothing; fail on anything stale, leaking or out of place.")
@course_dir
def build(check: bool, course_dir: Path | None) -> None:
    """Build notebooks, release and solutions from the text sources."""
    from autograder.build import build_course, check_course

    root = _root(course_dir)
    if check:
        problems = check_course(root)
        for problem in problems:
            click.echo(problem, err=True)
        click.echo(f"{len(problems)} problem(s) found." if problems else "The build is fresh and the release is clean.")
        sys.exit(1 if problems else 0)
    summary = build_course(root)
    for notice in summary.notices:
        click.echo(f"note: {notice}", err=True)
    for name in summary.written:
        click.echo(f"wrote   {name}")
    for name in summary.removed:
        click.echo(f"removed {name}")
    click.echo(f"{len(summary.parts)} part(s): {len(summary.written)} file(s) written, {summary.unchanged} unchanged.")


@main.command()
@click.argument("notebooks", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="NOTEBOOK...")
@click.option("--student", default="", metavar="ID", help="The student whose notebooks these are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per notebook, one per line.")
def grade(notebooks: tuple[Path, ...], student: str, as_json: bool) -> None:
    """Grade notebooks in any folder, without a gradebook.

    Exit code 0 when grading worked, whatever the scores; 2 if a notebook could not be used; 3 if the
    grader failed (3 wins). The other notebooks are graded all the same.
    """
    from autograder.display import print_report
    from autograder.grading import grade as grade_submission
    from autograder.handed_in.submission import read_submission
    from autograder.parts import load_part
    from autograder.records import Verdict

    course = load_course(HOUSE)
    parts = [load_part(name) for name in course.parts]
    console = Console(soft_wrap=True)
    codes = {0}
    isolation = ""
    for path in notebooks:
        try:
            part, submission = read_submission(path, parts, student, course.limits)
            report = grade_submission(submission, part, course)
        except (SubmissionError, OSError) as error:
            click.echo(f"autograder: {path}: {error}", err=True)
            codes.add(UNUSABLE)
            continue
        except AutograderError as error:
            click.echo(f"autograder: {path}: {error}", err=True)
            codes.add(GRADER_FAILED)
            continue
        isolation = report.isolation
        if report.verdict is Verdict.GRADER_ERROR:
            codes.add(GRADER_FAILED)
        if as_json:
            click.echo(json.dumps(report.public(), ensure_ascii=False))
        else:
            print_report(console, path, report)
    if isolation and not as_json:
        click.echo(f"isolation: {isolation}")
    sys.exit(max(codes))


@main.command()
@click.argument("assignment")
@click.option("--jobs", type=click.IntRange(1), help="Processes to grade with; by default one per core.")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the Dask cluster of this scheduler: tcp://host:8786.")
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this student; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Write nothing; show every score before and after.")
@click.option("--no-progress", is_flag=True, help="Show no progress bar.")
@course_dir
def batch(
    assignment: str,
    jobs: int | None,
    scheduler: str | None,
    students: tuple[str, ...],
    dry_run: bool,
    no_progress: bool,
    course_dir: Path | None,
) -> None:
    """Grade all of submitted/ into the gradebook.

    Grades what has changed since the last time; a batch that was stopped goes on where it was.
    """
    from autograder.batch.run import batch as grade_batch
    from autograder.display import print_batch

    root, progress = _root(course_dir), not no_progress
    try:
        summary = grade_batch(assignment, root, jobs, students or None, progress, dry_run=dry_run, scheduler=scheduler)
    except KeyboardInterrupt:
        click.echo("\nautograder: stopped; what was graded is kept, and the same command goes on from there", err=True)
        sys.exit(STOPPED)
    print_batch(Console(soft_wrap=True), summary)
    if summary.graded and scheduler is None:
        from autograder.sandbox.isolation import describe_isolation

        course = load_course(root if (root / "course_config.py").is_file() else HOUSE)
        click.echo(f"isolation: {describe_isolation(course.isolation)}")
    sys.exit(summary.exit_status)


@main.command()
@click.option("--mutants", is_flag=True, help="Try every mutant of the references, and keep the report.")
@click.option("--part", "parts", multiple=True, metavar="PART", help="With --mutants, only this part; may be repeated.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use; by default one per core.")
def check(mutants: bool, parts: tuple[str, ...], jobs: int | None) -> None:
    """Prove the course before a release: tests, mistakes, samples, and that a regrade is the same.

    Exit code 0 if it may be released, 1 if not.
    """
    from autograder.proving.tables import print_check, print_mutants, progress_line

    console = Console(soft_wrap=True)
    if mutants:
        from autograder.proving.mutation_run import run_mutants

        reports, problems = run_mutants(parts, HOUSE, jobs, progress_line("mutants"))
        print_mutants(console, reports, problems)
    else:
        from autograder.proving.check import check as check_house

        summary = check_house(HOUSE, jobs, progress_line("gates"))
        problems = list(summary.problems)
        print_check(console, summary)
    sys.exit(1 if problems else 0)


@main.command()
@course_dir
def doctor(course_dir: Path | None) -> None:
    """Attack the sandbox of this machine, and say whether it may grade strangers' code.

    Exit code 0 if it may, 1 if not.
    """
    from autograder.doctor import brief, examine, verdict

    root = _root(course_dir)
    course = load_course(root if (root / "course_config.py").is_file() else HOUSE)
    findings = []
    for finding in examine(brief(course)):
        findings.append(finding)
        sign = {True: "ok  ", None: "weak", False: "FAIL"}[finding.fit]
        click.echo(f"{sign}  {finding.about.replace('_', ' ')}: {finding.said}")
    fit, line = verdict(findings)
    click.echo(line)
    sys.exit(0 if fit else 1)


@main.group()
def rubric() -> None:
    """Grade written answers in a spreadsheet."""


@rubric.command("export")
@click.argument("assignment")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), help="The workbook; by default rubric-ASSIGNMENT.xlsx."
)
@click.option("--names", "named", is_flag=True, help="Show student ids; by default nobody can tell whose answer it is.")
@click.option("--force", is_flag=True, help="Overwrite the workbook, and what was filled in there.")
@course_dir
def rubric_export(assignment: str, target: Path | None, named: bool, force: bool, course_dir: Path | None) -> None:
    """Write the answers that wait for a person into a workbook, a sheet for each question."""
    from autograder.display import print_export
    from autograder.rubric.exporting import export_sheets

    target = target or Path(f"rubric-{assignment}.xlsx")
    exported = export_sheets(assignment, _root(course_dir), target, named=named, force=force)
    print_export(Console(soft_wrap=True), exported)


@rubric.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@course_dir
def rubric_import(files: tuple[Path, ...], dry_run: bool, course_dir: Path | None) -> None:
    """Write points and comments from a filled-in workbook, or from CSV files, to the gradebook.

    Everything is checked first; if anything is wrong, every place is named and nothing is written.
    """
    from autograder.display import print_import
    from autograder.rubric.importing import import_sheets

    print_import(Console(soft_wrap=True), import_sheets(files, _root(course_dir), dry_run=dry_run))


@main.command()
@click.argument("assignment")
@click.option("--student", metavar="ID", help="Only this student.")
@course_dir
def history(assignment: str, student: str | None, course_dir: Path | None) -> None:
    """Show how every score of an assignment came about, and what changed it."""
    from autograder.batch.journal import Journal
    from autograder.batch.workplace import JOURNAL
    from autograder.display import print_history

    path = _root(course_dir) / JOURNAL
    if not path.is_file():
        click.echo("no batch has been run here yet")
        return
    with Journal(path) as journal:
        print_history(Console(soft_wrap=True), journal.history(assignment, student))


if __name__ == "__main__":
    main()
