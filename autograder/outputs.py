"""What a worker says in words, made safe to keep: it comes from the student's process and claims anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from autograder.protocol.messages import OUTPUT_COST, SHOWN_MIME_TYPES, Failure, Output

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


def readable(text: str, limit: int) -> str:
    """Text without colour codes, control and direction characters, cut to ``limit`` characters."""
    cut = text[: 2 * limit]
    clean = _CONTROL.sub("", _ANSI.sub("", cut.replace("\r\n", "\n")))
    return clean if len(clean) <= limit else clean[:limit] + " […]"


def readable_failure(failure: Failure) -> Failure:
    """A failure whose words are short and safe to print."""
    return Failure(readable(failure.type, 100), readable(failure.message, 2000), readable(failure.traceback, 2000))


def readable_outputs(outputs: Sequence[Output], limit: int) -> list[Output]:
    """Outputs of known kinds and MIME types, cut when together they cost more than ``limit``: see ``cost``."""
    kept: list[Output] = []
    for output in outputs:
        size = len(output.text) + sum(map(len, output.data.values()))
        text = readable(output.text, max(limit, 0))
        data = _readable_bundle(output.data) if size <= limit else {}
        limit -= size + OUTPUT_COST
        kept.append(Output(output.kind, readable(output.name, 100), text, data))
        if limit <= 0:
            break
    return kept


def cost(output: Output) -> int:
    """What an output uses up of the room that a notebook has: its characters, and something for being there."""
    return len(output.text) + len(str(output.data)) + OUTPUT_COST


def _readable_bundle(data: dict[str, str]) -> dict[str, str]:
    bundle = {}
    for mime in SHOWN_MIME_TYPES:
        value = data.get(mime)
        if value is None or (mime.startswith("image/") and not _BASE64.fullmatch(value)):
            continue
        bundle[mime] = value if mime.startswith("image/") else readable(value, len(value))
    return bundle


def as_nbformat(outputs: Sequence[Output]) -> list[dict[str, Any]]:
    """Outputs as a notebook holds them."""
    return [_as_nbformat(output) for output in outputs if output.data or output.kind in ("stream", "error")]


def _as_nbformat(output: Output) -> dict[str, Any]:
    match output.kind:
        case "stream":
            name = output.name if output.name in ("stdout", "stderr") else "stdout"
            return {"output_type": "stream", "name": name, "text": output.text}
        case "error":
            lines = output.text.splitlines()
            last = lines[-1] if lines else ""
            return {"output_type": "error", "ename": output.name, "evalue": last, "traceback": lines}
        case _:
            return {"output_type": "display_data", "metadata": {}, "data": dict(output.data)}
