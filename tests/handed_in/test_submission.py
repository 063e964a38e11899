"""Untrusted bytes become a Submission, or one clear line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from autograder.config import Limits
from autograder.errors import SubmissionError
from autograder.handed_in.submission import (
    MAX_CELLS,
    MISSING_SOURCE,
    find_part,
    match_items,
    read_file,
    read_notebook,
    read_submission,
    to_submission,
)
from autograder.records import Cell, Item, Part

STARTER = "def double(x):\n    raise NotImplementedError"
PART = Part(
    name="cell",
    assignment="rnn",
    items=(Item("double", 6), Item("triple", 4), Item("why", 5, manual=True)),
    starters={"double": STARTER, "triple": STARTER.replace("double", "triple"), "why": "YOUR ANSWER HERE"},
)
OTHER = Part(name="other", assignment="rnn", items=(Item("halve", 1), Item("double", 1)), starters={})


def cell(source: Any, grade_id: Any = None, kind: str = "code", **extra: Any) -> dict[str, Any]:
    metadata = {"nbgrader": {"grade_id": grade_id}} if grade_id is not None else {}
    return {"cell_type": kind, "metadata": metadata, "source": source} | extra


def notebook(*cells: Any, **extra: Any) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells)} | extra


def read(*cells: Any, **extra: Any) -> Any:
    return read_notebook(json.dumps(notebook(*cells, **extra)).encode())


def submit(*cells: Any) -> Any:
    return to_submission(read(*cells), PART)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n ",
        b"\xef\xbb\xbf",
        b"{nope",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"3",
        b"{}",
        b'{"nbformat": 4}',
        b'{"nbformat": 4, "cells": {}}',
        b'{"nbformat": 4, "cells": [null]}',
        b'{"nbformat": 4, "cells": [[]]}',
        b'{"nbformat": 4, "cells": [{"cell_type": "heading", "source": ""}]}',
        b'{"nbformat": 4, "cells": [{"cell_type": ["code"], "source": ""}]}',
        b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}',
        b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["a", 7]}]}',
        b'{"nbformat": 5, "cells": []}',
        b'{"nbformat": true, "cells": []}',
        b'{"nbformat": "4", "cells": []}',
        b'{"nbformat": 2, "worksheets": []}',
        b'{"nbformat": 3}',
        b'{"nbformat": 3, "worksheets": 5}',
        b'{"nbformat": 3, "worksheets": [{"cells": [3]}]}',
        b'{"nbformat": 4, "x": ' + b"[" * 200_000,
        b'{"nbformat": 4, "x": ' + b'{"a":' * 200_000,
        b'{"nbformat": 4, "x": ' + b"9" * 10_000 + b"}",
        b'{"nbformat": 4, "cells": [' + b",".join([b'{"cell_type": "raw"}'] * (MAX_CELLS + 1)) + b"]}",
    ],
)
def test_unusable_bytes_end_in_one_clear_line(data: bytes) -> None:
    with pytest.raises(SubmissionError) as caught:
        read_notebook(data)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_large_notebook_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(SubmissionError, match="larger than 10 bytes"):
        read_notebook(b" " * 11, Limits(notebook_bytes=10))


def test_harmless_oddities_are_tolerated() -> None:
    """A BOM, lines as a list, no source, no metadata, NaN, repeated keys, half a surrogate pair."""
    data = b'\xef\xbb\xbf{"nbformat": 4, "metadata": {"a": NaN}, "a": 1, "a": 2, "cells": ['
    data += b'{"cell_type": "code", "source": ["x = 1\\n", "y"]}, {"cell_type": "markdown", "metadata": 3},'
    data += b'{"cell_type": "code", "source": "\\ud800", "metadata": {"nbgrader": {"grade_id": ["a"]}}}]}'
    nb = read_notebook(data)
    assert [found["source"] for found in nb["cells"]] == ["x = 1\ny", "", "?"]
    assert [found["id"] for found in nb["cells"]] == ["cell-0", "cell-1", "cell-2"]


def test_nothing_but_sources_ids_and_images_is_kept() -> None:
    images = {"a.png": {"image/png": "iVBO\nRw0=", "text/html": "PGI+"}, "b.svg": {"image/svg+xml": "PHN2Zz4="}}
    nb = read(
        cell("x", "double", outputs=[{"output_type": "stream"}], attachments=images),
        cell("text", kind="markdown", attachments=images),
        cell("text", kind="markdown", attachments={"a.png": {"image/png": '"><script>'}, "b": 3}),
        metadata={"kernelspec": {"name": "evil"}, "autograder": {"unusable": "no"}},
    )
    first, second, third = nb["cells"]
    assert first["metadata"] == {"nbgrader": {"grade_id": "double"}}
    assert first["outputs"] == []
    assert "attachments" not in first
    assert "attachments" not in third
    assert second["attachments"] == {"a.png": {"image/png": "iVBORw0="}}
    assert nb["metadata"]["kernelspec"]["name"] == "python3"
    assert "autograder" not in nb["metadata"]


def test_an_old_notebook_is_upgraded() -> None:
    old = cell(None, "double", input=["x = 1"], language="python", outputs=[])
    worksheets = [{"cells": [old], "metadata": {}}]
    data = json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": worksheets})
    assert to_submission(read_notebook(data.encode()), PART).cells == (Cell("x = 1", "double"),)


def test_the_part_is_found_by_most_item_ids_then_by_definitions() -> None:
    assert find_part(read(cell("", "double"), cell("", "halve")), [PART, OTHER]) is OTHER
    assert find_part(read(cell("", "test_triple")), [OTHER, PART]) is PART
    assert find_part(read(cell("class triple:\n    pass"), cell("def triples(): ...")), [OTHER, PART]) is PART
    with pytest.raises(SubmissionError, match="no item of this course found in it: it is none of cell, other"):
        find_part(read(cell("x = double\ndouble == 3"), cell("def doubles(): ...")), [PART, OTHER])


def test_each_cell_of_the_notebook_becomes_one_cell_of_the_submission() -> None:
    submission = submit(
        cell("# Title", kind="markdown"),
        cell("2x", "double"),
        cell("assert 1", "test_double"),
        cell("helper = 1"),
        cell(STARTER + "   \n\n"),
        cell("raw", kind="raw"),
        cell("3x", "triple", kind="markdown"),
        cell("Because.", "why", kind="markdown"),
        cell("y = 1", "unknown_id"),
    )
    inert = Cell("", None, False)
    assert submission.cells == (
        inert,
        Cell("2x", "double"),
        inert,
        Cell("helper = 1"),
        inert,
        inert,
        Cell("3x", "triple"),
        Cell("Because.", "why", False),
        Cell("y = 1"),
    )
    assert (submission.missing, submission.notes) == ((), ())


def test_the_last_filled_copy_of_an_answer_is_graded() -> None:
    submission = submit(cell("a", "double"), cell("b", "double"), cell(STARTER, "double"))
    assert [found.item for found in submission.cells] == [None, "double", None]
    assert submission.cells[0].code
    assert not submission.cells[2].code
    assert submission.notes[0] == "cell double was there 3 times: the last filled copy was graded"


def test_of_untouched_copies_the_first_is_graded() -> None:
    submission = submit(cell(STARTER, "double"), cell(STARTER + "\n", "double"))
    assert submission.cells == (Cell(STARTER, "double"), Cell("", None, False))
    assert "cell double was there twice, each as it was given" in submission.notes


def test_an_answer_that_lost_its_id_is_recognised_by_its_definition() -> None:
    submission = submit(cell("def double(x):\n    return 2 * x"), cell("triple = lambda x: 3 * x", "strange"))
    assert [found.item for found in submission.cells] == ["double", "triple"]
    assert submission.missing == ("why",)
    assert "cell double was missing: the cell that defines double was graded" in submission.notes


def test_an_answer_beside_an_untouched_starter_is_graded() -> None:
    submission = submit(cell("def double(x):\n    return 2 * x"), cell(STARTER, "double"))
    assert submission.cells == (Cell("def double(x):\n    return 2 * x", "double"), Cell("", None, False))


def test_a_cell_answers_one_item_at_most() -> None:
    submission = submit(cell("def double(x): ...\ndef triple(x): ..."), cell("3x", "why"))
    assert [found.item for found in submission.cells] == ["double", "why"]
    assert submission.missing == ("triple",)


def test_a_starter_does_not_override_what_another_answer_cell_defines() -> None:
    both = "def double(x):\n    return 2 * x\n\ndef triple(x):\n    return 3 * x"
    submission = submit(cell(both, "double"), cell(STARTER.replace("double", "triple"), "triple"))
    assert [entry.code for entry in submission.cells] == [True, False]
    assert submission.missing == ("why",)


def test_what_stands_in_for_a_deleted_answer_counts_as_missing() -> None:
    submission = submit(cell(MISSING_SOURCE, "double"), cell("3x", "triple"))
    assert submission.missing == ("double", "why")
    assert submission.cells[0] == Cell("", None, False)


def test_flags_in_a_students_metadata_do_not_count() -> None:
    nb = read(cell("2x", "double"))
    raw = notebook(cell("2x", "double"))
    raw["cells"][0]["metadata"]["nbgrader"] |= {"grade": True, "points": 99, "schema_version": 17, "locked": "yes"}
    assert to_submission(read_notebook(json.dumps(raw).encode()), PART) == to_submission(nb, PART)


def test_checks_are_matched_once() -> None:
    matched = match_items(read(cell("", "test_double"), cell("", "test_double")), PART)
    assert matched.checks == {"test_double": 0}
    assert matched.copies == {1}


def test_a_notebook_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "any name.ipynb"
    path.write_text(json.dumps(notebook(cell("2x", "double"))))
    part, submission = read_submission(path, [OTHER, PART], "alice")
    assert (part, submission.student_id, submission.part) == (OTHER, "alice", "other")


def test_only_plain_files_of_bounded_size_are_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "fifo")
    assert read_file(tmp_path / "file", 5) == b"12345"
    for name in ("link", "fifo", ".", "missing", "a\0b", "file"):
        with pytest.raises(SubmissionError):
            read_file(tmp_path / name, 4)
    with pytest.raises(SubmissionError, match="not a plain file"):
        read_file("/dev/zero", 4)


def test_an_emptied_copy_takes_nothing_away_from_the_answer_that_was_written() -> None:
    written, emptied = cell("It remembers.", "why", "markdown"), cell(" \n", "why", "markdown")
    for cells in ([written, emptied], [emptied, written]):
        matched = match_items(read(*cells), PART)
        assert matched.answers["why"] == cells.index(written)
        assert matched.notes[-1] == "cell why was there twice: the last filled copy was graded"
