"""A graded class, a Jupyter server in its course root, and Chromium to look at both.

A screenshot is taken after each look: a person should see what the assertions cannot.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from autograder.batch.run import batch
from autograder.build import build_course
from autograder.config import HOUSE
from tests.browser import students

CHROMIUM = "/usr/bin/chromium"
# without these, Chromium keeps calling hosts that a test machine does not reach
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
SCREENSHOTS = Path(__file__).parent / "screenshots"
# All cells are in the page at once, so that a test sees what a student sees after scrolling;
# the browser's colour scheme picks the theme, as it does for the feedback pages.
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course root with a graded class, its feedback, and one student who waits to be graded."""
    root = tmp_path_factory.mktemp("course")
    for name in ("course_config.py", "nbgrader_config.py"):
        shutil.copy(HOUSE / name, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", environment(root)["PATH"])
        patch.chdir(root)
        build_course(root=root, house=HOUSE)
        students.hand_in(root, students.GRADED)
        batch("rnn", root, jobs=2, progress=False)
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", "rnn"]
    subprocess.run(command, cwd=root, env=environment(root), check=True, capture_output=True)
    students.hand_in(root, students.WAITING)
    students.desks(root)
    return root


@pytest.fixture(scope="session")
def server(course: Path) -> Iterator[str]:
    """The address of a Jupyter server in the course root, to be followed by a path; carries the token."""
    yield from serve(course)


def serve(course: Path) -> Iterator[str]:
    """Start a Jupyter server in a course root, and stop it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={course}",
    ]  # fmt: skip
    with (course / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=course, env=environment(course), stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api?token={token}", process, course / "server.log")
        yield f"{address}/{{path}}?token={token}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """What the student's system asks for."""
    return str(request.param)


@pytest.fixture
def open_page(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open a path of the server, or a file; saves a screenshot of each page when the test ends."""
    pages: list[Page] = []

    def open_one(target: str | Path, scheme: str = "light", **options: object) -> Page:
        context = browser.new_context(color_scheme=scheme, viewport={"width": 1360, "height": 900}, **options)
        page = context.new_page()
        pages.append(page)
        if isinstance(target, Path):
            page.goto(target.as_uri())
        else:
            # formgrader's own requests carry no token, only the cookie of a login
            context.request.get(server.format(path="login") + "&next=/api")
            page.goto(server.format(path=target))
        return page

    yield open_one
    for number, page in enumerate(pages):
        shoot(page, request.node.name.replace("/", "-") + (f"-{number}" if number else ""))
        page.context.close()


def shoot(page: Page, name: str) -> None:
    """Save what is in view, for people."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def environment(root: Path) -> dict[str, str]:
    """Jupyter's own environment for the course: nothing of this machine's user is read or written."""
    home = root / ".jupyter-home"
    settings = home / "lab-settings"
    for name, values in LAB_SETTINGS.items():
        package, plugin = name.split(":")
        file = settings / package / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    bin_path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {
        "PATH": bin_path,  # nbgrader calls `alembic` by name when it makes a gradebook
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the Jupyter server did not start:\n{log.read_text()[-3000:]}")
