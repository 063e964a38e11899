"""The messages between judge and worker, as tagged msgpack records.

Requests come from the judge and are trusted; replies come from the student's process and are not.
Every request but ``Start`` carries an ``id``; the worker sends exactly one reply with that id, after
any number of ``Ask`` (a substituted function was called), each of which gets one ``Told``.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from autograder.protocol.values import Value

#: The function that hands back its argument: with a handle, what an earlier call returned, as it is now.
LOOK_AGAIN = "<look again>"
#: Kinds of content that a cell may show; everything else stays in the worker.
SHOWN_MIME_TYPES = ("text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg")
#: What an output counts for besides its content, in characters: a page of a million empty outputs is none.
OUTPUT_COST = 256


class Message(msgspec.Struct, frozen=True, tag=True, tag_field="_", array_like=True, forbid_unknown_fields=True):
    """Base of all messages."""


class Failure(Message, frozen=True):
    """An exception in student code, in words: ``traceback`` holds student-side lines only."""

    type: str
    message: str
    traceback: str = ""


# Judge to worker ---------------------------------------------------------------------------------


class Start(Message, frozen=True):
    """Confine yourself: limits in bytes, the system call filter, and files to put beside the notebook.

    ``adapter`` is the source of the part's adapter module, or empty.
    """

    address_space: int
    tmp_bytes: int
    file_bytes: int
    open_files: int
    threads: int
    output_bytes: int
    reply_bytes: int
    syscall_filter: bytes
    refuses: tuple[str, ...]
    files: dict[str, bytes]
    adapter: str = ""


class LoadedCell(Message, frozen=True):
    """A code cell and how to run it: ``whole``, only the ``slice`` that the whole cells need, or ``skip``."""

    source: str
    mode: Literal["whole", "slice", "skip"]


class Load(Message, frozen=True):
    """All cells of the notebook, and the names that calls will ask for.

    ``ready`` cells are run as they are: another worker said what it made of them by ``Loaded``.
    """

    id: int
    cells: list[LoadedCell]
    roots: tuple[str, ...]
    ready: bool = False


class RunCell(Message, frozen=True):
    """Run cell ``index`` of the loaded ones."""

    id: int
    index: int


class Substitute(Message, frozen=True):
    """From now on these names are answered by the judge."""

    id: int
    names: tuple[str, ...]


class Call(Message, frozen=True):
    """Call a student's function. ``fresh`` forgets what earlier calls returned; ``seed`` seeds every generator.

    ``refuses`` names what may not be used during the call: see ``guard.refusing``.
    """

    id: int
    function: str
    args: list[Value]
    kwargs: dict[str, Value]
    seed: int
    fresh: bool
    refuses: tuple[str, ...] = ()


class Told(Message, frozen=True):
    """The answer to an ``Ask``: a value, or the exception that the reference raised.

    ``changed`` maps positions and names of arguments to what the reference made of them in place.
    """

    value: Value
    failure: Failure | None = None
    changed: dict[int | str, Value] = {}


# Worker to judge ---------------------------------------------------------------------------------


class Ready(Message, frozen=True):
    """The interpreter is up and has its libraries; nothing of the submission has arrived yet."""


class Confined(Message, frozen=True):
    """The limits of ``Start`` hold; nothing of the submission has run yet."""


class Done(Message, frozen=True):
    """A request without an answer was carried out."""

    id: int


class Loaded(Message, frozen=True):
    """The cells were taken in; what is run for each of them, or nothing if that is long."""

    id: int
    sources: list[str]


class Output(Message, frozen=True):
    """Something a cell showed: ``stream`` (name, text), ``display`` or ``result`` (data by MIME type), ``error``."""

    kind: Literal["stream", "display", "result", "error"]
    name: str
    text: str
    data: dict[str, str] = {}


class CellDone(Message, frozen=True):
    """A cell was run; what it showed, and what stopped it."""

    id: int
    failure: Failure | None
    outputs: list[Output]


class Returned(Message, frozen=True):
    """What a call returned, and those arguments (by position) that it changed, as they are afterwards."""

    id: int
    value: Value
    changed: dict[int, Value]


class Raised(Message, frozen=True):
    """A call raised."""

    id: int
    failure: Failure


class TooLarge(Message, frozen=True):
    """The answer exists but has more bytes than a reply may have."""

    id: int
    size: int


class Ask(Message, frozen=True):
    """A substituted function was called during call ``id``."""

    id: int
    function: str
    args: list[Value]
    kwargs: dict[str, Value]


Request = Start | Load | RunCell | Substitute | Call | Told
Reply = Ready | Confined | Done | Loaded | CellDone | Returned | Raised | TooLarge | Ask

encode = msgspec.msgpack.Encoder().encode
decode_request = msgspec.msgpack.Decoder(Request).decode
decode_reply = msgspec.msgpack.Decoder(Reply).decode
