"""Workers and zygotes for tests of the sandbox."""

import contextlib

import pytest

from autograder.sandbox import zygote as zygote_module
from tests.sandbox.driving import launch


@pytest.fixture
def worker():
    with contextlib.closing(launch()) as worker:
        yield worker


@pytest.fixture
def own_zygotes(monkeypatch):
    """Zygotes of this test alone, which it may ill-treat."""
    zygotes = zygote_module.Zygotes()
    monkeypatch.setattr(zygote_module, "ZYGOTES", zygotes)
    yield zygotes
    zygotes.close()
