"""The page of results, and the sections that go into it."""

import doctest

import pytest

from benchmarks import __main__ as main
from benchmarks.measuring import Used
from benchmarks.otter import as_doctest
from benchmarks.stock import render


def test_a_section_that_is_measured_again_takes_its_old_place():
    page = main.with_sections("", {"stock": "## A", "floor": "## B"})
    page = main.with_sections(page, {"stock": "## C", "otter": "## D"})
    assert [line for line in page.splitlines() if line.startswith("##")] == ["## C", "## D", "## B"]
    assert page == main.with_sections(page, {})


@pytest.mark.parametrize("words", [["--rounds", "0"], ["--students", "1"], ["--submissions", "many"], ["cheap"]])
def test_a_command_line_that_makes_no_sense_is_refused(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main._parser().parse_args(words)
    assert ended.value.code == 2
    assert words[-1] in capsys.readouterr().err


def test_what_a_notebook_costs_is_told_from_what_a_command_costs_once():
    costs = {"stock": (10.0, 58.0, 100.0), "ours": (8.0, 16.0, 8.0)}
    used = {}
    for who, (one, three, released) in costs.items():
        used[f"{who}, stripped, 1 student(s)"] = Used(0.0, one)
        used[f"{who}, stripped, 3 student(s)"] = Used(0.0, three)
        used[f"{who}, as released, 1 student(s)"] = Used(0.0, released)
    page = render(used, 3, 4)
    assert "| stock | 10.00 | 58.00 | -14.00 | 6.00 |" in page
    assert "| ours | 8.00 | 16.00 | 4.00 | 1.00 |" in page
    assert "stock costs 6.0 times ours; at least 5 is wanted: met" in page
    assert "12.5 times" in page


def test_a_check_becomes_a_doctest_that_passes_unless_it_raises():
    def failures(source):
        test = doctest.DocTestParser().get_doctest(as_doctest(source), {}, "check", None, 0)
        return doctest.DocTestRunner(verbose=False).run(test, out=lambda _: None).failed

    assert failures("for word in 'ab':\n    print(word)\nprint('passes')") == 0
    assert failures("print('before')\nassert 1 == 2") == 1
