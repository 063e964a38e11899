"""Inputs for the targets: those that are kept in ``corpus/``, and what becomes of them by chance."""

from __future__ import annotations

import random
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
#: Bytes that mean something to msgpack, JSON, CSV or SQLite.
_TOKENS = [
    b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\x92\xa1l\x91", b"\xc0", b"\xcb\x7f\xf8\0\0\0\0\0\0", b"\x80",
    b"[", b"]", b"{", b"}", b'"', b"\\ud800", b"NaN", b"1e999", b"null", b'"cells"', b"\n", b"\r\n", b",", b'""', b"=",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 8, b"\xff" * 8,
]  # fmt: skip


def kept(target: str) -> list[bytes]:
    """The corpus of a target, in the order of its names."""
    return [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]


def mutated(inputs: list[bytes], chance: random.Random) -> bytes:
    """One of the inputs with a few changes: bits, pieces left out, doubled, taken from another one, tokens put in."""
    data = bytearray(chance.choice(inputs))
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        place, length = chance.randint(0, len(data)), chance.choice((1, 1, 4, 64))
        match chance.randrange(5):
            case 0 if data:
                data[place % len(data)] ^= 1 << chance.randrange(8)
            case 1:
                del data[place : place + length]
            case 2:
                data[place:place] = data[place : place + length] * chance.choice((1, 2, 100))
            case 3:
                data[place : place + length] = chance.choice(_TOKENS)
            case _:
                other = chance.choice(inputs)
                start = chance.randint(0, len(other))
                data[place:place] = other[start : start + length]
    return bytes(data[: 1 << 18])
