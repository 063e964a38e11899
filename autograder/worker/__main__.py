"""The worker's main loop: ``python -m autograder.worker DESCRIPTOR FOLDER`` inside the sandbox."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from autograder.protocol import framing, messages
from autograder.protocol.messages import (
    CellDone,
    Done,
    Load,
    Ready,
    Returned,
    RunCell,
    Start,
    Substitute,
    Told,
    TooLarge,
)
from autograder.worker import guard
from autograder.worker.adapter import load_adapter
from autograder.worker.calls import Caller, Substituted
from autograder.worker.shell import StudentShell, quiet_environment, run_cell, start_shell, transformed
from autograder.worker.slicing import slice_cells


class Worker:
    """One notebook in one process, driven by the judge over one socket."""

    def __init__(self, connection: socket.socket, shell: StudentShell, start: Start) -> None:
        self.connection = connection
        self.shell = shell
        self.reply_bytes = start.reply_bytes
        self.adapter = load_adapter(start.adapter)
        self.caller = Caller(shell, self.adapter.functions)
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
                return Done(request.id)
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
    python = [(transformed(shell, cell.source), cell.mode) for cell in load.cells]
    sliced = slice_cells([("" if mode == "skip" else source, mode == "whole") for source, mode in python], load.roots)
    return [cell.source if cell.mode == "whole" else source for cell, source in zip(load.cells, sliced, strict=True)]


def _lay_out(files: dict[str, bytes]) -> None:
    """Put files beside the notebook, that is, into the current folder."""
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main(descriptor: int, folder: str) -> None:
    """Serve the judge at the other end of ``descriptor``; ``folder`` is private and may be written."""
    connection = socket.socket(fileno=descriptor)
    guard.silence_descriptors()
    notebook = Path(folder, "notebook")
    notebook.mkdir()
    os.chdir(notebook)
    sys.path.insert(0, str(notebook))
    quiet_environment(folder)
    shell = start_shell(0)
    framing.send_frame(connection, messages.encode(Ready()))
    start = messages.decode_request(framing.receive_frame(connection))
    assert isinstance(start, Start)
    shell.outputs.limit = start.output_bytes
    _lay_out(start.files)
    guard.refuse_modules(start.refuses)
    guard.confine(start)
    Worker(connection, shell, start).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
