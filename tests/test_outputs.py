"""Words and pictures from a student's process are cut, cleaned and of known kinds."""

import nbformat
import pytest

from autograder.outputs import as_nbformat, readable, readable_failure, readable_outputs
from autograder.protocol.messages import OUTPUT_COST, Failure, Output


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("plain\n\ttext", "plain\n\ttext"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("bell\x07 and \x1b]0;title\x07", "bell and ]0;title"),
        ("right\u202eto left", "rightto left"),
        ("é ∂ 名", "é ∂ 名"),
        ("x" * 20, "x" * 10 + " […]"),
    ],
)
def test_text_keeps_what_a_person_reads(text, clean):
    assert readable(text, 10 if text.startswith("xx") else 100) == clean


def test_a_failure_is_short_whatever_it_claims():
    failure = readable_failure(Failure("T" * 10**6, "m" * 10**6, "t" * 10**6))
    assert len(failure.type) + len(failure.message) + len(failure.traceback) < 5000


def test_outputs_end_where_their_room_ends():
    outputs = readable_outputs([Output("stream", "stdout", "x" * 60)] * 1000, limit=2 * (60 + OUTPUT_COST) + 10)
    assert [len(output.text) for output in outputs[:2]] == [60, 60]
    assert len(outputs) == 3
    assert len(outputs[2].text) < 20


def test_an_empty_output_takes_room_too():
    assert len(readable_outputs([Output("display", "", "", {})] * 100_000, limit=1 << 20)) <= (1 << 20) // OUTPUT_COST


def test_only_known_kinds_of_content_and_real_base64_are_kept():
    data = {"application/javascript": "alert(1)", "image/svg+xml": "<svg/>", "image/png": "<script>", "text/plain": "x"}
    (output,) = readable_outputs([Output("display", "", "", data)], 1000)
    assert output.data == {"text/plain": "x"}


def test_whatever_a_worker_claims_makes_a_valid_notebook():
    claimed = [
        Output("stream", "nonsense", "a"),
        Output("display", "x", "y", {}),
        Output("result", "x", "y", {"text/plain": "1"}),
        Output("error", "", ""),
        Output("error", "ValueError", "line 1\nValueError: no"),
    ]
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.from_dict(output) for output in as_nbformat(claimed)])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    assert [output["output_type"] for output in cell.outputs] == ["stream", "display_data", "error", "error"]
    assert cell.outputs[-1].evalue == "ValueError: no"
