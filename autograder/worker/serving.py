"""The worker's main loop: one notebook, asked by the judge over one socket."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from autograder.protocol import framing, messages
from autograder.protocol.messages import (
    CellDone,
    Confined,
    Done,
    Load,
    Loaded,
    Ready,
    Returned,
    RunCell,
    Start,
    Substitute,
    Told,
    TooLarge,
)
from autograder.worker import guard
from autograder.worker.adapter import Adapter, load_adapter
from autograder.worker.calls import Caller, Substituted, seed_everything
from autograder.worker.shell import StudentShell, run_cell, transformed
from autograder.worker.slicing import slice_cells

#: Characters of cells that the judge is sent, for the next worker of the same notebook to run.
MAX_CHARACTERS = 500_000


class Worker:
    """One notebook in one process, driven by the judge over one socket."""

    def __init__(
        self,
        connection: socket.socket,
        shell: StudentShell,
        reply_bytes: int,
        adapter: Adapter,
    ) -> None:
        self.connection = connection
        self.shell = shell
        self.reply_bytes = reply_bytes
        self.adapter = adapter
        self.caller = Caller(shell, adapter.functions)
        self.cells: list[str] = []
        self.current = 0

    def serve(self) -> None:
        """Answer requests until the judge closes the connection."""
        while True:
            try:
                request = messages.decode_request(framing.receive_frame(self.connection))
            except EOFError:
                return
            self.current = request.id
            self.send(self.answer(request))

    def answer(self, request: messages.Request) -> messages.Reply:
        match request:
            case Load():
                self.cells = _sources(self.shell, request)
                return Loaded(request.id, self.cells if sum(map(len, self.cells)) <= MAX_CHARACTERS else [])
            case RunCell():
                source = self.cells[request.index]
                failure = run_cell(self.shell, source) if source.strip() else None
                return CellDone(request.id, failure, self.shell.outputs.take())
            case Substitute():
                for name in request.names:
                    ask = Substituted(name, lambda: self.current, self.exchange)
                    self.shell.user_ns[name] = self.adapter.stand_in(name, ask)
                return Done(request.id)
            case messages.Call():
                answer = self.caller.answer(request)
                self.shell.outputs.take()
                return answer
        raise ValueError("a request that the worker does not know")

    def send(self, reply: messages.Reply) -> None:
        payload = messages.encode(reply)
        if len(payload) > self.reply_bytes and isinstance(reply, Returned):
            payload = messages.encode(TooLarge(reply.id, len(payload)))
        framing.send_frame(self.connection, payload)

    def exchange(self, ask: messages.Ask) -> Told:
        framing.send_frame(self.connection, messages.encode(ask))
        told = messages.decode_request(framing.receive_frame(self.connection))
        assert isinstance(told, Told)
        return told


def _sources(shell: StudentShell, load: Load) -> list[str]:
    """What is run for each cell: the cell itself, its slice, or nothing."""
    if load.ready:
        return [cell.source for cell in load.cells]
    python = [(transformed(shell, cell.source), cell.mode) for cell in load.cells]
    sliced = slice_cells([("" if mode == "skip" else source, mode == "whole") for source, mode in python], load.roots)
    return [cell.source if cell.mode == "whole" else source for cell, source in zip(load.cells, sliced, strict=True)]


def _lay_out(files: dict[str, bytes]) -> None:
    """Put files beside the notebook, that is, into the current folder."""
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _enter(folder: str, files: dict[str, bytes]) -> None:
    """Work beside the notebook, in a new folder below ``folder``."""
    notebook = Path(folder, "notebook")
    notebook.mkdir()
    os.chdir(notebook)
    sys.path.insert(0, str(notebook))
    _lay_out(files)


def serve(
    connection: socket.socket,
    folder: str,
    shell: StudentShell,
    seal: Callable[[int], None] | None = None,
) -> None:
    """Serve the judge at the other end of ``connection``; ``folder`` is private and may be written.

    ``seal`` closes what is still open of the sandbox, given the bytes that ``/tmp`` may hold.
    """
    guard.close_descriptors_but(connection.fileno())
    framing.send_frame(connection, messages.encode(Ready()))
    start = messages.decode_request(framing.receive_frame(connection))
    assert isinstance(start, Start)
    if seal is not None:
        seal(start.tmp_bytes)
    adapter = load_adapter(start.adapter)
    _enter(folder, start.files)
    shell.outputs.limit = start.output_bytes
    seed_everything(0)
    guard.refuse_modules(start.refuses)
    guard.silence_descriptors()
    guard.confine(start)
    framing.send_frame(connection, messages.encode(Confined()))
    Worker(connection, shell, start.reply_bytes, adapter).serve()
