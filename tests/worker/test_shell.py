"""Cells behave as in a notebook: magics, display and plots work, and everything shown is captured within a cap."""

import pytest

from autograder.worker import shell as shell_module
from autograder.worker.shell import Outputs, clean, run_cell, start_shell


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR", "MPLBACKEND"):
            patch.setenv(name, "")
        shell_module.quiet_environment(str(folder))
        yield start_shell(100_000)
        start_shell(100_000).clear_instance()


def shown(shell, source):
    failure = run_cell(shell, source)
    assert failure is None, failure
    return shell.outputs.take()


def test_printed_text_and_the_last_value_are_captured_in_order(shell):
    first, second = shown(shell, "print('hello')\n41 + 1")
    assert (first.kind, first.text) == ("stream", "hello\n")
    assert (second.kind, second.data) == ("result", {"text/plain": "42"})


def test_a_semicolon_hides_the_value(shell):
    assert shown(shell, "41 + 1;") == []


def test_display_and_rich_representations_are_captured(shell):
    (output,) = shown(shell, "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))")
    assert output.data["text/html"] == "<b>x</b>"


def test_a_plot_is_captured_as_a_picture_with_or_without_the_magic(shell):
    for magic in ("%matplotlib inline\n", "%matplotlib notebook\n", ""):
        outputs = shown(shell, f"{magic}import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
        assert outputs[-1].data["image/png"].startswith("iVBOR")


@pytest.mark.parametrize(
    "source", ["%%time\ny = 2", "%timeit -n1 -r1 1", "%%capture\nprint(1)", "%load_ext autoreload"]
)
def test_ordinary_magics_run(shell, source):
    assert run_cell(shell, source) is None
    shell.outputs.take()


@pytest.mark.parametrize("source", ["!ls", "files = !ls", "%pip install numpy", "!!ls"])
def test_shell_commands_are_named_but_not_run(shell, source):
    (output,) = shown(shell, f"{source}\nafter = 1")[:1]
    assert "not run while grading" in output.text


def test_top_level_await_runs(shell):
    assert run_cell(shell, "import asyncio\nawait asyncio.sleep(0)") is None


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("def f(:", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("import sys; sys.exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("input()", None),
        ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "E"),
    ],
)
def test_a_failing_cell_is_described_and_the_next_one_runs(shell, source, kind):
    failure = run_cell(shell, source)
    assert failure is not None
    assert kind in (failure.type, None)
    shell.outputs.take()
    assert run_cell(shell, "x = 1") is None


def test_a_failure_shows_the_students_own_line(shell):
    failure = run_cell(shell, "def f():\n    return missing_name\nf()")
    assert "return missing_name" in failure.traceback
    assert "autograder" not in failure.traceback


def test_memory_addresses_and_lone_surrogates_do_not_travel():
    assert clean("<object at 0x7f12ab34cd56>") == "<object at 0x…>"
    assert clean("\ud800") == "?"


def test_endless_printing_is_cut_and_said_so_once(shell):
    outputs = Outputs(limit=10)
    for _ in range(5):
        outputs.add("stream", "stdout", "12345678")
    text = "".join(output.text for output in outputs.take())
    assert len(text) < 100
    assert text.count("dropped") == 1


def test_a_gigabyte_of_text_is_never_held(shell):
    run_cell(shell, "for _ in range(1000): print('x' * 1_000_000)")
    assert sum(len(output.text) for output in shell.outputs.take()) < 200_000
    shell.outputs.size = 0
