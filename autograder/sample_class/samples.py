"""A class of made-up students: submissions as text, each stating the scores that fairness demands.

``tests/submissions/<part>/<what kind>/<what_is_wrong>.py`` holds only what a student changed::

    # One sentence: what this student did.
    # expect: rnn_cell_forward=10 rnn_forward=3 rnn_cell_backward=12 rnn_backward=13
    # base: solved
    # edit: duplicate rnn_forward
    # %% item="rnn_forward"
    def rnn_forward(x, a0, parameters): ...

``expect`` gives every item its exact score, or says ``unusable``. ``base`` is ``release`` or ``solved``;
``outcome`` is the word of ``autograder batch`` if it is not ``graded`` (or ``unusable``). ``edit`` names
one of ``EDITS``. A cell header is ``item`` (replaces that graded cell), ``before`` or ``after`` (adds a
cell next to an item's cells), ``inside`` (appends to the one ungraded cell that holds this text), or
``file`` (a file handed in beside the notebook; a solved one has its own already). Where a notebook asks for
``student_id``, the made-up student has typed it, unless an ``inside`` cell types another. ``THE_STUDENT`` is that id.
"""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.build.rubrics import load_rubrics
from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.parts import load_part, release_notebook
from autograder.records import Part, Record
from autograder.sample_class.files import FILE_EDITS, solved_files

#: What a folder says about the scores in it: a reason to object, or None.
KINDS: dict[str, Callable[[float, float], str | None]] = {
    "correct": lambda total, points: (
        None if total == points else f"expects {total:g} of {points:g}; it belongs elsewhere"
    ),
    "partial": lambda total, points: None if 0 < total < points else "expects all or nothing; it belongs elsewhere",
    "none": lambda total, _: f"expects {total:g} points; it belongs elsewhere" if total else None,
    "broken": lambda *_: None,
    "hostile": lambda *_: None,
}
BASES = ("release", "solved")

_SETTING = re.compile(r"# (expect|base|outcome|edit):\s*(.*)")
_CELL = re.compile(r'# %% (item|before|after|inside|file)="([^"]+)"')
#: Stands for the id of the student who hands a sample in.
WHOSE = "THE_STUDENT"
#: Where a notebook asks whose it is.
_UNSIGNED = re.compile(r'^student_id = ""', re.MULTILINE)
_MARKER = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)


class Sample(Record, frozen=True):
    """One made-up student's submission. ``expect`` is None if nothing in it can be graded.

    ``answers`` are the items that it answers in its own way.
    """

    part: str
    assignment: str
    kind: str
    name: str
    sentence: str
    expect: dict[str, float] | None
    outcome: str
    notebook: dict[str, Any]
    file_name: str
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    damage: str = ""
    link: str | None = None
    answers: tuple[str, ...] = ()

    @property
    def student_id(self) -> str:
        return f"{self.kind}-{self.name}".replace("_", "-")

    def notebook_bytes(self, student_id: str = "") -> bytes:
        """The notebook file as handed in, by this student or under its own id."""
        text = json.dumps(self.notebook, ensure_ascii=False, indent=1)
        data = text.replace(WHOSE, student_id or self.student_id).encode()
        return {"": data, "truncate": data[: len(data) // 2], "empty": b""}[self.damage]

    def write(self, submitted: Path, student_id: str = "") -> Path:
        """Hand it in below ``submitted``, as this student or under its own id; the notebook's path."""
        folder = submitted / (student_id or self.student_id) / self.assignment
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        for name, target in self.links.items():
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(target)
        path = folder / self.file_name
        path.unlink(missing_ok=True)
        if self.link is None:
            path.write_bytes(self.notebook_bytes(student_id))
        else:
            path.symlink_to(self.link)
        return path

    def mismatch(self, scores: Mapping[str, float | None] | None) -> str | None:
        """Where measured scores (None: unusable) differ from the expected ones; None if nowhere."""
        measured, expected = scores or {}, self.expect or {}
        wrong = [f"{name}: {_shown(measured.get(name))}, not {_shown(expected.get(name))}"
                 for name in {**expected, **measured} if measured.get(name) != expected.get(name)]  # fmt: skip
        return "; ".join(wrong) or None


def _shown(score: float | None) -> str:
    return "no score" if score is None else f"{score:g}"


def load_samples(part: str, house: Path = HOUSE) -> tuple[Sample, ...]:
    """All samples of a part, by kind and name. Raises ConfigError, naming file, line and mend."""
    folder = house / "tests" / "submissions" / part
    paths = sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)
    if not paths:
        raise ConfigError(f"{folder} holds no sample: write {folder}/correct/<in_which_style>.py")
    loaded = load_part(part, house)
    bases = _bases(loaded, house)
    files = {"solved": solved_files(loaded, house)}
    return tuple(_Reader(path, folder, loaded).sample(bases, files) for path in paths)


def model_solution(samples: Iterable[Sample]) -> Sample | None:
    """The sample of a part that hands in the model solution, if there is one."""
    return next((sample for sample in samples if sample.name == "model_solution"), None)


def _bases(part: Part, house: Path) -> dict[str, dict[str, Any]]:
    """What students start from, and the release with the model solutions filled in."""
    release = release_notebook(part.name, house)
    source = json.loads((house / "source" / part.assignment / f"{part.name}.ipynb").read_bytes())
    model = {_grade_id(cell): _MARKER.sub("", _source(cell)) for cell in source["cells"]}
    for name, rubric in load_rubrics(part.name, house).items():  # a model answer without its mark scheme
        model[name] = f"{rubric.prompt}\n\n{rubric.model_answer}".strip()
    solved = copy.deepcopy(release)
    for cell in solved["cells"]:
        if _is_answer(cell):
            cell["source"] = model[_grade_id(cell)]
    return {"release": release, "solved": solved}


class _Reader:
    """Reads one sample file; every complaint names its line."""

    def __init__(self, path: Path, folder: Path, part: Part) -> None:
        self.path, self.part = path, part
        self.points = {item.grade_id: item.points for item in part.items if not item.manual}
        self.kind = path.parent.name
        if path.parent.parent != folder or self.kind not in KINDS:
            raise self.error(1, f"lies in no known folder: move it to {folder}/ and one of {', '.join(KINDS)}")
        self.settings: dict[str, tuple[int, str]] = {}
        self.edits: list[tuple[int, list[str]]] = []
        self.changes: list[tuple[int, str, str, str]] = []
        self.sentence = ""
        lines = path.read_text(encoding="utf-8").splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("# %%")] + [len(lines)]
        for number, line in enumerate(lines[: starts[0]], 1):
            self._header(number, line)
        for start, end in itertools.pairwise(starts):
            self._cell(start + 1, lines[start], "\n".join(lines[start + 1 : end]).strip("\n"))

    def error(self, line: int, text: str) -> ConfigError:
        return ConfigError(f"{self.path}:{line}: {text}")

    def _header(self, number: int, line: str) -> None:
        setting = _SETTING.fullmatch(line)
        if setting and setting[1] == "edit":
            self.edits.append((number, setting[2].split()))
        elif setting and setting[1] in self.settings:
            raise self.error(number, f"states {setting[1]!r} twice; keep one")
        elif setting:
            self.settings[setting[1]] = (number, setting[2].strip())
        elif line.startswith("# "):
            self.sentence = f"{self.sentence} {line[2:].strip()}".strip()
        elif line.strip():
            raise self.error(number, 'code before the first cell; begin one with `# %% item="..."`')

    def _cell(self, number: int, header: str, source: str) -> None:
        match = _CELL.fullmatch(header.rstrip())
        if match is None:
            raise self.error(
                number, f'cannot read {header!r}; write `# %% item="..."`, or before, after, inside or file'
            )
        self.changes.append((number, match[1], match[2], source))

    def sample(self, bases: Mapping[str, dict[str, Any]], files: Mapping[str, dict[str, bytes]]) -> Sample:
        if not self.sentence:
            raise self.error(1, "says nothing: begin with one sentence on what this student did")
        expect = self._expect()
        number, base = self.settings.get("base", (1, "solved"))
        if base not in BASES:
            raise self.error(number, f"unknown base {base!r}; write {' or '.join(BASES)}")
        draft = _Draft(copy.deepcopy(bases[base]), bases["release"], f"{self.part.name}.ipynb")
        draft.files |= files.get(base, {})
        draft.sign()
        for number, where, name, source in self.changes:
            self._complain(number, draft.change, where, name, source)
        for number, words in self.edits:
            self._complain(number, _edit, draft, words)
        usual = "unusable" if expect is None else "graded"
        _, outcome = self.settings.get("outcome", (1, usual))
        return Sample(
            self.part.name, self.part.assignment, self.kind, self.path.stem, self.sentence, expect, outcome,
            draft.notebook, draft.file_name, draft.files, draft.links, draft.damage, draft.link,
            tuple(name for _, where, name, _ in self.changes if where == "item"),
        )  # fmt: skip

    def _complain(self, number: int, step: Callable[..., None], *arguments: Any) -> None:
        try:
            step(*arguments)
        except ValueError as error:
            raise self.error(number, str(error)) from None

    def _expect(self) -> dict[str, float] | None:
        if "expect" not in self.settings:
            example = " ".join(f"{name}={points:g}" for name, points in self.points.items())
            raise self.error(1, f"states no scores: add `# expect: {example}`")
        number, text = self.settings["expect"]
        if text == "unusable":
            return None
        scores: dict[str, float] = {}
        for word in text.split():
            name, _, score = word.partition("=")
            if name not in self.points:
                raise self.error(number, f"unknown item {name!r}; {self.part.name} has {', '.join(self.points)}")
            if not re.fullmatch(r"\d+(\.\d+)?", score) or float(score) > self.points[name]:
                raise self.error(number, f"{word!r} is no score; write a number from 0 to {self.points[name]:g}")
            scores[name] = float(score)
        missing = [name for name in self.points if name not in scores]
        if missing:
            raise self.error(number, f"gives {missing[0]!r} no score; add {missing[0]}=…")
        problem = KINDS[self.kind](round(sum(scores.values()), 2), round(sum(self.points.values()), 2))
        if problem:
            raise self.error(number, f"lies in {self.kind}/ but {problem}")
        return scores


class _Draft:
    """A notebook on its way to become a submission. Its methods raise ValueError with the mend."""

    def __init__(self, notebook: dict[str, Any], release: dict[str, Any], file_name: str) -> None:
        self.notebook, self.file_name = notebook, file_name
        self.released = {name: cell for cell in release["cells"] if (name := _grade_id(cell))}
        self.files: dict[str, bytes] = {}
        self.links: dict[str, str] = {}
        self.damage = ""
        self.link: str | None = None

    @property
    def cells(self) -> list[dict[str, Any]]:
        cells: list[dict[str, Any]] = self.notebook["cells"]
        return cells

    def sign(self) -> None:
        """Type the student's id where a notebook asks for it."""
        for cell in self.cells:
            if _grade_id(cell) is None and _UNSIGNED.search(_source(cell)):
                cell["source"] = _UNSIGNED.sub(f'student_id = "{WHOSE}"', _source(cell))

    def change(self, where: str, name: str, source: str) -> None:
        """Apply one cell of a sample file."""
        match where:
            case "item":
                self.cells[self.place(name)]["source"] = source
            case "before":
                self._insert(self.place(name), source)
            case "after":
                self._insert(1 + max(self.place(name), self.place(f"test_{name}", 0)), source)
            case "inside":
                self._append(name, source)
            case "file":
                self.files[name] = f"{source}\n".encode()

    def place(self, name: str, default: int | None = None) -> int:
        """Position of the last cell with this grade_id."""
        found = [place for place, cell in enumerate(self.cells) if _grade_id(cell) == name]
        if not found and default is None:
            known = ", ".join(self.released)
            raise ValueError(f"unknown item {name!r}; the notebook has {known}")
        return found[-1] if found else default or 0

    def _insert(self, place: int, source: str) -> None:
        cell = {"id": f"added-{len(self.cells)}", "cell_type": "code", "source": source, "metadata": {}}
        self.cells.insert(place, cell | {"outputs": [], "execution_count": None})

    def _append(self, text: str, source: str) -> None:
        found = [
            cell
            for cell in self.cells
            if cell["cell_type"] == "code" and _grade_id(cell) is None and text in _source(cell)
        ]
        if len(found) != 1:
            raise ValueError(f"{len(found)} ungraded cells hold {text!r}; name a text that exactly one holds")
        found[0]["source"] = f"{_source(found[0])}\n{source}"


def _edit(draft: _Draft, words: list[str]) -> None:
    """Apply one structural edit. Raises ValueError with the mend."""
    name, *arguments = words or [""]
    if name not in EDITS:
        raise ValueError(f"unknown edit {name!r}; there is {', '.join(EDITS)}")
    try:
        EDITS[name](draft, *arguments)
    except TypeError:
        raise ValueError(f"edit {name!r} cannot be used with {len(arguments)} words; see EDITS") from None


def _delete(draft: _Draft, name: str) -> None:
    """``delete rnn_forward``: the cell is gone."""
    del draft.cells[draft.place(name)]


def _duplicate(draft: _Draft, name: str) -> None:
    """``duplicate rnn_forward``: a copy, as it was released, stands behind the cell."""
    draft.cells.insert(1 + draft.place(name), copy.deepcopy(draft.released[name]))


def _flag(draft: _Draft, name: str, *settings: str) -> None:
    """``flag rnn_forward grade=false points=200``: nbgrader's metadata of the cell says so; * is all cells."""
    names = draft.released if name == "*" else (name,)
    for place in map(draft.place, names):
        for key, _, value in (setting.partition("=") for setting in settings):
            draft.cells[place]["metadata"]["nbgrader"][key] = json.loads(value)


def _markdown(draft: _Draft, name: str) -> None:
    """``markdown rnn_forward``: the cell was turned into a text cell."""
    cell = draft.cells[draft.place(name)]
    for key in ("outputs", "execution_count"):
        del cell[key]
    cell["cell_type"] = "markdown"


def _strip(draft: _Draft) -> None:
    """``strip``: all metadata are gone, as after some converters."""
    draft.notebook["metadata"] = {}
    for cell in draft.cells:
        cell["metadata"] = {}


def _nbformat(draft: _Draft, version: str) -> None:
    """``nbformat 4.4``: saved by older software, without cell ids."""
    draft.notebook["nbformat"], draft.notebook["nbformat_minor"] = map(int, version.split("."))
    for cell in draft.cells:
        cell.pop("id", None)


def _rename(draft: _Draft, *words: str) -> None:
    """``rename my final version.ipynb``: handed in under this name."""
    draft.file_name = " ".join(words)


def _truncate(draft: _Draft) -> None:
    """``truncate``: the second half of the file is missing."""
    draft.damage = "truncate"


def _empty(draft: _Draft) -> None:
    """``empty``: a file of no bytes."""
    draft.damage = "empty"


def _link(draft: _Draft, target: str) -> None:
    """``link /etc/passwd``: a symbolic link in place of the notebook."""
    draft.link = target


EDITS: dict[str, Callable[..., None]] = {
    "delete": _delete,
    "duplicate": _duplicate,
    "flag": _flag,
    "markdown": _markdown,
    "strip": _strip,
    "nbformat": _nbformat,
    "rename": _rename,
    "truncate": _truncate,
    "empty": _empty,
    "link": _link,
    **FILE_EDITS,
}


def _grade_id(cell: Mapping[str, Any]) -> str | None:
    name: str | None = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return name


def _is_answer(cell: Mapping[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])
