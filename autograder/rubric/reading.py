"""Reads filled-in sheets, from XLSX or CSV, into rows of plain values; what they mean is not looked at here."""

from __future__ import annotations

import csv
import io
import re
import warnings
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from autograder.errors import SheetError
from autograder.records import Record
from autograder.rubric import layout
from autograder.rubric.text import unescaped

#: Larger files were not written by an export.
MAX_BYTES = 200 << 20
#: What follows the first cell of a sheet of ours is what this country's spreadsheets put between cells.
_BEGINNING = re.compile(rf'("?){layout.QUESTION}\1([,;\t])')
_SAVE_AS = "open it in a spreadsheet and save it as XLSX, or as CSV in UTF-8"


class Formula(Record, frozen=True):
    """A cell that computes, or failed to compute, where a person should have typed."""

    text: str


class Sheet(Record, frozen=True):
    """One sheet. ``where`` names it in messages; ``rows[0]`` is row 1.

    A value is None, text, a number, True, False, a date, or a Formula.
    """

    where: str
    rows: tuple[tuple[Any, ...], ...]


def read_sheets(path: Path) -> list[Sheet]:
    """The sheets of a file that hold anything. Raises SheetError if it cannot be read."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise SheetError(f"{path} cannot be read: {error.strerror}") from None
    if not 0 < size <= MAX_BYTES:
        raise SheetError(f"{path} is {'empty' if not size else 'too large for a grading sheet'}; {_SAVE_AS}")
    sheets = _workbook(path) if start == b"PK\x03\x04" else [_csv(path)]
    return [sheet for sheet in sheets if any(value is not None for row in sheet.rows for value in row)]


def _workbook(path: Path) -> list[Sheet]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of what openpyxl leaves unread: colours, drawings
            book = load_workbook(path, read_only=True, keep_links=False)
            return [_sheet(path, sheet) for sheet in book.worksheets]
    except Exception as error:  # a damaged workbook trips openpyxl anywhere
        said = " ".join(str(error).split())[:200]
        raise SheetError(f"{path} cannot be read as XLSX ({type(error).__name__}: {said}); {_SAVE_AS}") from None


def _sheet(path: Path, sheet: Any) -> Sheet:
    # some programs write the size of a sheet wrong
    sheet.reset_dimensions()
    rows = tuple(tuple(_value(cell) for cell in row) for row in sheet.iter_rows())
    return Sheet(f"{path.name}, sheet {sheet.title}", rows)


def _value(cell: Any) -> Any:
    if cell.data_type in ("f", "e"):
        return Formula(str(cell.value))
    if isinstance(cell.value, str):
        return unescaped(cell.value) if cell.value.strip() else None
    return cell.value


def _csv(path: Path) -> Sheet:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetError(f"{path} is neither XLSX nor CSV in UTF-8; {_SAVE_AS}") from None
    beginning = _BEGINNING.match(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=beginning[2] if beginning else ",", strict=True)
        rows = [tuple(cell if cell.strip() else None for cell in row) for row in reader]
    except csv.Error as error:
        raise SheetError(f"{path} cannot be read as CSV ({error}); {_SAVE_AS}") from None
    return Sheet(path.name, tuple(rows))
