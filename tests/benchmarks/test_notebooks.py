"""The benchmark of waiting executes what a student has at the end."""

from pathlib import Path

from benchmarks.notebooks import prepare


def test_solved_notebooks_lie_among_what_was_handed_out(tmp_path: Path) -> None:
    prepare(tmp_path, ("rnn_cell", "written"))
    assert "np.tanh" in (tmp_path / "rnn_cell.ipynb").read_text()
    assert "YOUR CODE HERE" not in (tmp_path / "rnn_cell.ipynb").read_text()
    assert 'student_id = \\"ada\\"' in (tmp_path / "written.ipynb").read_text()
    assert (tmp_path / "checks.py").is_file()
    assert (tmp_path / "data").is_dir()
