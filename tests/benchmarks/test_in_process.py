"""The floor stands in for a sandboxed worker."""

import pytest

from autograder.sandbox.process import WorkerProcess
from benchmarks.in_process import InProcessWorker, Tally


def test_the_floor_offers_all_that_a_session_asks_of_a_worker():
    asked = {name for name in vars(WorkerProcess) if not name.startswith("_")}
    assert asked
    assert asked <= set(dir(InProcessWorker))


def test_what_a_stage_used_adds_up():
    tally = Tally({"cells": 1.0})
    tally.add("cells", 0.5)
    tally.add("judge", 2.0)
    assert tally == {"cells": 1.5, "judge": 2.0}
    assert tally.total == pytest.approx(3.5)
