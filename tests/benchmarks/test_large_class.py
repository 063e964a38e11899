"""Memory of a batch by how much of it is done, and the share that a rerun costs."""

import pytest

from benchmarks.large_class import Samples, _said, _share
from benchmarks.measuring import NotMeasured, Used


def test_memory_is_the_median_near_a_mark(tmp_path):
    samples = Samples(tmp_path)
    samples.seen = [(9, 100), (10, 900), (11, 110), (50, 5)]
    assert samples.around(10, 1) == 110
    with pytest.raises(NotMeasured, match="larger --class-size"):
        samples.around(30, 1)


def test_students_count_as_done_when_their_folder_is_written(tmp_path):
    samples = Samples(tmp_path)

    class Empty:
        members = ()

    samples.look(Empty())
    (tmp_path / "autograded" / "student-001").mkdir(parents=True)
    samples.look(Empty())
    assert samples.seen == [(0, 0), (1, 0)]


def test_a_rerun_that_needs_no_import_costs_nothing_beyond_it():
    used = {"ours": Used(0.0, 1.0), "stock": Used(0.0, 7.0), "import": Used(0.0, 3.0)}
    assert _share(used) == 0
    assert _share(used | {"ours": Used(0.0, 5.0)}) == 0.5


@pytest.mark.parametrize("stock", [2.0, 3.0, 3.2])
def test_a_rerun_that_cannot_be_told_from_the_import_has_no_share_unless_ours_costs_less(stock):
    used = {"ours": Used(0.0, 3.1), "stock": Used(0.0, stock), "import": Used(0.0, 3.0)}
    assert _share(used) is None
    assert _share(used | {"ours": Used(0.0, 0.3)}) == 0
    assert "not known" in _said(None)
    assert "met" in _said(0.5)
