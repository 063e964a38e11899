"""A student's cells in IPython without a kernel: magics, display and plots behave; outputs are captured."""

from __future__ import annotations

import base64
import io
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Type
from traitlets.config import Config

from autograder.protocol.messages import OUTPUT_COST, SHOWN_MIME_TYPES, Failure, Output

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")


class Outputs:
    """What cells show, up to a number of bytes; what comes after is dropped and said so once."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.shown: list[Output] = []
        self.size = 0

    def add(self, kind: str, name: str = "", text: str = "", data: dict[str, str] | None = None) -> None:
        if self.size > self.limit:
            return
        goes_on = kind == "stream" and bool(self.shown) and (self.shown[-1].kind, self.shown[-1].name) == (kind, name)
        size = len(text) + sum(len(entry) for entry in (data or {}).values())
        self.size += size if goes_on else size + OUTPUT_COST
        if self.size > self.limit:
            self.shown.append(Output("stream", "stdout", "\n[more output was dropped here]\n"))
        elif goes_on:
            self.shown[-1] = Output("stream", name, self.shown[-1].text + text)
        else:
            self.shown.append(Output(kind, name, text, data or {}))  # type: ignore[arg-type]

    def take(self) -> list[Output]:
        shown, self.shown = self.shown, []
        return shown


class _Stream(io.TextIOBase):
    """Stands for stdout or stderr; cheap per write, so that endless printing meets the CPU limit, not memory."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.name = outputs, name
        self.pending: list[str] = []
        self.room = outputs.limit

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.room >= 0:
            self.room -= len(text)
            self.pending.append(str(text[: self.outputs.limit]))
        return len(text)

    def flush(self) -> None:
        if self.pending:
            pending, self.pending = self.pending, []
            self.outputs.add("stream", self.name, clean("".join(pending)))


class _Publisher(DisplayPublisher):
    def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:  # type: ignore[override]
        sys.stdout.flush()
        assert self.shell is not None
        self.shell.outputs.add("display", data=_plain_bundle(data))

    def clear_output(self, wait: bool = False) -> None:
        pass


class _ResultHook(DisplayHook):
    def __call__(self, result: Any = None) -> None:
        assert self.shell is not None
        if result is None or self.semicolon_at_end_of_expression(self.shell.running):
            return
        sys.stdout.flush()
        data, _ = self.compute_format_data(result)
        self.shell.outputs.add("result", data=_plain_bundle(data))
        self.update_user_ns(result)


class StudentShell(InteractiveShell):
    """An ``InteractiveShell`` that shows into ``outputs``, and starts no programs."""

    displayhook_class = Type(_ResultHook)
    display_pub_class = Type(_Publisher)
    outputs: Outputs
    running = ""

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Failures travel as records; there is no terminal to print them to."""

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        """As ``showtraceback``."""

    def system(self, cmd: str) -> None:
        print(f"[not run while grading: {cmd.splitlines()[0][:80] if cmd else ''}]")

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        self.system(cmd)
        return SList() if split else ""

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no event loop to integrate with."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[Any, Any]:
        return super().enable_matplotlib("inline")


def start_shell(output_limit: int) -> StudentShell:
    """The one shell of this process, with an empty history and no profile."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.cache_size = 0
    shell = StudentShell.instance(config=config)
    shell.outputs = Outputs(output_limit)
    return shell


def run_cell(shell: StudentShell, source: str) -> Failure | None:
    """Run one cell; the failure that ended it, if any. SystemExit and KeyboardInterrupt are failures too."""
    shell.running = source
    with captured(shell):
        try:
            result = shell.run_cell(source, store_history=False, silent=False)
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:
            error = raised
        _flush_figures()
    return None if error is None else describe(error)


@contextmanager
def captured(shell: StudentShell) -> Iterator[None]:
    """Collect what is printed into the shell's outputs."""
    saved = sys.stdout, sys.stderr
    streams = _Stream(shell.outputs, "stdout"), _Stream(shell.outputs, "stderr")
    sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdout, sys.stderr = saved
        for stream in streams:
            stream.flush()


def transformed(shell: StudentShell, source: str) -> str:
    """The Python that IPython makes of a cell; the source itself where it cannot."""
    try:
        return shell.transform_cell(source)
    except Exception:  # a cell that IPython refuses fails when it is run, not here
        return source


def describe(error: BaseException) -> Failure:
    """An exception in words, with the student's own lines of its traceback."""
    try:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # __str__ is student code
        message = "(its message could not be read)"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/autograder/" not in frame.filename]
    own = [frame for frame in frames if frame.filename.startswith(("<ipython-input", "/tmp/ipykernel"))]
    lines = [f"line {frame.lineno}, in {frame.name}: {frame.line}" for frame in own[-5:]]
    if isinstance(error, SyntaxError) and error.text:
        lines.append(f"line {error.lineno}: {error.text.strip()}")
    return Failure(type(error).__name__[:100], clean(message)[:2000], clean("\n".join(lines))[:2000])


def clean(text: str) -> str:
    """Text that can travel and that is the same on every run: no lone surrogates, no memory addresses."""
    return _ADDRESS.sub("0x…", text.encode("utf-8", "replace").decode("utf-8"))


def _plain_bundle(data: dict[str, Any]) -> dict[str, str]:
    bundle = {}
    for mime in SHOWN_MIME_TYPES:
        if mime in data:
            value = data[mime]
            bundle[mime] = base64.b64encode(value).decode() if isinstance(value, bytes) else clean(str(value))
    return bundle


def _flush_figures() -> None:
    """Show open figures as the inline backend does after a cell."""
    if "matplotlib.pyplot" not in sys.modules:
        return
    try:
        from matplotlib_inline.backend_inline import flush_figures

        flush_figures()
    except Exception:  # a figure that cannot be drawn is the student's; it decides nothing
        return


def quiet_environment(folder: str) -> None:
    """Where a shell may write: a private folder for IPython's and matplotlib's files."""
    os.environ.update(HOME=folder, IPYTHONDIR=f"{folder}/.ipython", MPLCONFIGDIR=f"{folder}/.matplotlib")
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
