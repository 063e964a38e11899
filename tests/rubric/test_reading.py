"""Sheets are read from XLSX and CSV alike; a file that is neither is named, with what to do."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from autograder.errors import SheetError
from autograder.rubric.reading import Formula, Sheet, read_sheets

ROWS = (("question", "rnn/cell/why"), ("student", "answer"), ("ada", 'one\ntwo, "three"\x0b\u2028'))


def saved(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("empty")
    book.save(path)
    return path


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("quote", ['"', ""])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_of_any_country_is_read(tmp_path: Path, sign: str, quote: str, encoding: str) -> None:
    text = f"{quote}question{quote}{sign}rnn/cell/why\r\nstudent{sign}answer{sign}\r\n"
    text += f'ada{sign}"a{sign}\nb ""c"""{sign} \r\n'
    path = tmp_path / "why.csv"
    path.write_bytes(text.encode(encoding))
    rows = (("question", "rnn/cell/why"), ("student", "answer", None), ("ada", f'a{sign}\nb "c"', None))
    assert read_sheets(path) == [Sheet("why.csv", rows)]


def test_a_line_of_csv_ends_only_where_csv_says_so(tmp_path: Path) -> None:
    path = tmp_path / "why.csv"
    path.write_text("question,rnn/cell/why\nada,one\x0btwo\u2028three\x85four\n", encoding="utf-8")
    assert read_sheets(path)[0].rows[1] == ("ada", "one\x0btwo\u2028three\x85four")


def test_values_of_a_workbook_keep_their_kind(tmp_path: Path) -> None:
    day = datetime.datetime(2027, 1, 2)
    path = saved(tmp_path / "why.xlsx", ("=1+1", 2, 1.5, True, day, " ", "a_x000D_b", None))
    [sheet] = read_sheets(path)
    assert sheet.where == "why.xlsx, sheet Sheet"
    assert sheet.rows == ((Formula("=1+1"), 2, 1.5, True, day, None, "a\rb"),)


def test_a_failed_computation_is_no_value(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"].value, book.active["A1"].data_type = "#NAME?", "e"
    book.save(tmp_path / "why.xlsx")
    assert read_sheets(tmp_path / "why.xlsx")[0].rows == ((Formula("#NAME?"),),)


def test_sheets_that_hold_nothing_do_not_count(tmp_path: Path) -> None:
    assert read_sheets(saved(tmp_path / "why.xlsx")) == []
    (tmp_path / "why.csv").write_text("\n,,\n")
    assert read_sheets(tmp_path / "why.csv") == []


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def without_sheets(data: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<broken" if "sheet1" in name else old.read(name))
    return kept.getvalue()


@pytest.mark.parametrize("damage", [truncated, without_sheets, lambda _: b"PK\x03\x04 no zip", lambda data: data[:200]])
def test_a_damaged_workbook_is_named_in_one_line(tmp_path: Path, damage) -> None:
    path = saved(tmp_path / "why.xlsx", *(row[:1] for row in ROWS))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(SheetError, match=r"why.xlsx cannot be read as XLSX \(.*save it as XLSX, or as CSV") as raised:
        read_sheets(path)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0 an old XLS", "neither XLSX nor CSV in UTF-8"),
        ("Größe,1".encode("latin-1"), "neither XLSX nor CSV in UTF-8"),
        (b'question,"a"b\n', "cannot be read as CSV"),
        (b'question,"never closed', "cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_sheet_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "why.csv").write_bytes(content)
    with pytest.raises(SheetError, match=said):
        read_sheets(tmp_path / "why.csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=r"why.xlsx cannot be read: No such file"):
        read_sheets(tmp_path / "why.xlsx")
    with pytest.raises(SheetError, match="cannot be read: Is a directory"):
        read_sheets(tmp_path)
