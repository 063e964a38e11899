"""nbgrader's own commands, typed in a course root, and the button in formgrader."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fake_course import FULL, ZERO, comments, fill, grades, hand_in, released, solved
from tests.nbgrader_hooks.test_safe_html import dangers


def nbgrader(root: Path, *arguments: str) -> str:
    """Output of a command that must succeed."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_commands_typed_by_hand_work(root: Path) -> None:
    before = (root / "release" / "rnn" / "cell.ipynb").read_bytes()
    nbgrader(root, "generate_assignment", "rnn", "--force")
    assert (root / "release" / "rnn" / "cell.ipynb").read_bytes() == before
    hand_in(root, "alice", solved())
    hand_in(root, "corrupt", b"{")
    hand_in(root, "renamed", solved(), "mine.ipynb")
    said = nbgrader(root, "autograde", "rnn")
    assert "mine.ipynb was recognised as cell.ipynb by its items" in said
    assert (grades(root, "alice"), grades(root, "renamed"), grades(root, "corrupt")) == (FULL, FULL, ZERO)
    nbgrader(root, "generate_feedback", "rnn")
    assert "double multiplies." in (root / "feedback" / "renamed" / "rnn" / "cell.html").read_text()
    nbgrader(root, "export")
    assert (root / "grades.csv").read_text().splitlines()[1].startswith("rnn,alice,")


def test_a_grader_error_is_said_aloud(root: Path) -> None:
    hand_in(root, "carl", fill(solved(), double="grader_error"))
    hand_in(root, "dora", solved())
    errors = [line for line in nbgrader(root, "autograde", "rnn", "--force").splitlines() if "ERROR" in line]
    assert len(errors) == 1
    assert "carl: the grader could not decide double of cell: left without a score; a person must look" in errors[0]


class Formgrader:
    """A running Jupyter server, as an instructor's browser talks to it."""

    def __init__(self, port: int, token: str) -> None:
        self.base, self.token = f"http://127.0.0.1:{port}", token

    def ask(self, path: str, method: str = "GET") -> Any:
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.base}/formgrader/{path}", b"" if method == "POST" else None, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode()
        return json.loads(text) if path.startswith("api/") else text


@pytest.fixture
def formgrader(root: Path, tmp_path: Path) -> Iterator[Formgrader]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    homes = {name: str(tmp_path / "home") for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", "--allow-root"]
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env={**os.environ, **homes}, stdout=log, stderr=log)
        try:
            found = Formgrader(port, token)
            _await(found, server, tmp_path / "server.log")
            yield found
        finally:
            server.terminate()
            server.wait(20)


def _await(found: Formgrader, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            found.ask("api/assignments")
            return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_formgraders_button_grades_heals_and_shows_safely(root: Path, formgrader: Formgrader) -> None:
    hand_in(root, "alice", fill(solved(), why="**bold** <script>alert(1)</script> [x](javascript:alert(2))"))
    hand_in(root, "corrupt", b"{")
    hand_in(root, "renamed", solved(), "mine.ipynb")
    hand_in(root, "starter", released())
    assert [found["name"] for found in formgrader.ask("api/assignments")] == ["rnn"]
    for student in ("alice", "corrupt", "renamed", "starter"):
        answer = formgrader.ask(f"api/submission/rnn/{student}/autograde", "POST")
        assert answer["success"], answer
    assert (grades(root, "alice"), grades(root, "renamed")) == (FULL, FULL)
    assert (grades(root, "corrupt"), grades(root, "starter")) == (ZERO, ZERO)
    assert (comments(root, "corrupt")["double"] or "").startswith("Nothing could be graded")
    scores = {found["student"]: found["score"] for found in formgrader.ask("api/submissions/rnn")}
    assert scores == {"alice": 10, "corrupt": 0, "renamed": 10, "starter": 0}

    shown = {found["student"]: found["id"] for found in formgrader.ask("api/submitted_notebooks/rnn/cell")}
    page = formgrader.ask(f"submissions/{shown['alice']}/")
    notebook = page.split('id="notebook-container"', 1)[1]
    assert "<strong>bold</strong>" in notebook
    assert "double multiplies." in notebook
    assert set(dangers(notebook)) <= {"button"}  # formgrader's own

    assert formgrader.ask("api/assignment/rnn/generate_feedback", "POST")["success"]
    assert "double multiplies." in (root / "feedback" / "alice" / "rnn" / "cell.html").read_text()
