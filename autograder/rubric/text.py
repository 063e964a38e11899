"""Students' words in a cell of a spreadsheet: text, and nothing but text, whatever opens it."""

from __future__ import annotations

import re

from autograder.nbgrader_hooks.export import safe_value

#: What a cell holds, in units of UTF-16; more would make a workbook that has to be repaired.
MAX_UNITS = 32_767
#: What a cell shows of lines.
MAX_LINES = 253

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: A reader of XLSX takes ``_x003D_`` for the sign with that number. There is a way to escape that, which LibreOffice
#: undoes when it saves.
_NUMBERED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ROOM_FOR_NOTE = 100


def plain_text(text: str) -> str:
    """Text with ordinary line ends, and a visible sign for each character that XML or a database refuses."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))


def cell_text(text: str) -> str:
    """Text as a cell can hold it: no formula, no control character, cut with a note where it is too long."""
    return str(safe_value(_cut(_NUMBERED.sub("_ ", plain_text(text)))))


def typed_text(text: str) -> str:
    """What a person typed into a cell, or ``cell_text`` wrote there, as it was."""
    text = plain_text(text).strip()
    return text[1:] if text.startswith("'") and safe_value(text[1:]) == text else text


def unescaped(text: str) -> str:
    """Text of an XLSX file, whose signs may be written as numbers."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _cut(text: str) -> str:
    lines = text.split("\n")
    kept = "\n".join(lines[:MAX_LINES])
    room = MAX_UNITS - _ROOM_FOR_NOTE
    if len(lines) > MAX_LINES or _units(kept) > room:
        kept = kept.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
        kept += f"\n[cut here: {len(text) - len(kept)} more characters; formgrader shows all]"
    return kept


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
