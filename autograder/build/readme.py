"""The README that students receive, from the course's configuration and the sources."""

from __future__ import annotations

from autograder.build.rules import items_of
from autograder.build.source import Role, Source
from autograder.config import Course

_TEXT = """\
# {course}: assignment `{assignment}`

In the notebooks here you write the code yourself, piece by piece, and check each piece as you go.

## Open it

You need Python 3.11 or newer. In this folder:

```
python3 -m venv .venv
.venv/bin/pip install -r requirements.txt
.venv/bin/jupyter lab
```

(On Windows, write `.venv\\Scripts\\` in place of `.venv/bin/`.)

## The parts, in order

| | Notebook | Title | Exercises | Points |
|---|---|---|---|---|
{rows}
| | | | **{exercises}** | **{points}** |

## How to work

{steps}

## Save and hand in
{due}
1. In JupyterLab choose *Kernel > Restart Kernel and Run All Cells*: what only works because of a cell that
   you have deleted since shows itself now.
2. Save (Ctrl-S, or Cmd-S).
3. Hand in {notebooks}{files}; do not rename {pronoun}. The other files of this folder stay with you.

Your work is graded by calling your functions with many inputs of different sizes, and feedback names the
smallest one that failed. A part that is not finished costs only its own points: hand in what you have.
"""

_CODE_STEP = (
    "Replace each line `raise NotImplementedError(…)` by your code, then run the check below it. A check that fails\n"
    "  says what to look at; a check that passes is a good sign, though grading tries more cases."
)
_WRITTEN_STEP = "Replace each `YOUR ANSWER HERE` by your answer, in your own words; a person reads it."
_KEEP_STEP = (
    "Add as many cells of your own as you like. Do not delete, copy or split the cells that came with the notebook,\n"
    "  and keep the names and arguments of the functions: grading finds your answers by them."
)


def readme_text(course: Course, assignment: str, sources: list[Source]) -> str:
    """The student's README of an assignment, from sources without problems."""
    items = [item for source in sources for item in items_of(source)]
    names = [f"`{source.part}.ipynb`" for source in sources]
    due = course.assignments[assignment].due
    return _TEXT.format(
        course=course.course_id.replace("_", " ").capitalize(),
        assignment=assignment,
        rows="\n".join(_row(number, source) for number, source in enumerate(sources, start=1)),
        exercises=len(items),
        points=_points(sum(item.points for item in items)),
        steps="\n".join(f"- {step}" for step in _steps(sources)),
        due=f"\nDue: {due}.\n" if due else "",
        notebooks=names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}",
        files="".join(
            f", with `{name}`, which `{source.part}.ipynb` writes" for source in sources for name in source.hands_in
        ),
        pronoun="it" if len(names) == 1 and not any(source.hands_in for source in sources) else "them",
    )


def _row(number: int, source: Source) -> str:
    items = items_of(source)
    points = _points(sum(item.points for item in items))
    title = source.title.replace("|", "\\|")
    return f"| {number} | [`{source.part}.ipynb`]({source.part}.ipynb) | {title} | {len(items)} | {points} |"


def _steps(sources: list[Source]) -> list[str]:
    roles = {cell.role for source in sources for cell in source.cells}
    steps = [(Role.SOLUTION, _CODE_STEP), (Role.WRITTEN, _WRITTEN_STEP)]
    return [step for role, step in steps if role in roles] + [_KEEP_STEP]


def _points(points: float) -> str:
    return f"{points:g}"
