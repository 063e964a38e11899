"""A course root that was built once, copied for each test."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests import fake_course

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fake_course.build_once(tmp_path_factory.mktemp("built"))


@pytest.fixture
def root(built_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course root of this test's own."""
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return fake_course.copy_of(built_course, tmp_path, monkeypatch)
