"""Length-prefixed frames over a stream socket."""

from __future__ import annotations

import socket
import struct

HEADER = struct.Struct("<I")


def frame(payload: bytes) -> bytes:
    """The bytes that travel for a payload."""
    return HEADER.pack(len(payload)) + payload


def send_frame(connection: socket.socket, payload: bytes) -> None:
    """Send one frame; OSError if the peer is gone."""
    connection.sendall(frame(payload))


def receive_frame(connection: socket.socket) -> bytes:
    """Block until one frame is there; EOFError if the peer is gone. For trusted peers: no cap."""
    (size,) = HEADER.unpack(_exactly(connection, HEADER.size))
    return _exactly(connection, size)


def _exactly(connection: socket.socket, size: int) -> bytes:
    chunks = bytearray()
    while len(chunks) < size:
        chunk = connection.recv(min(size - len(chunks), 1 << 20))
        if not chunk:
            raise EOFError("the peer closed the connection")
        chunks += chunk
    return bytes(chunks)


class FrameReader:
    """Collects one frame from an untrusted peer, never holding more than ``limit`` bytes of it."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.buffer = bytearray()

    def feed(self, chunk: bytes) -> bytes | None:
        """Add received bytes; the frame once complete. Raises ValueError: longer than ``limit``."""
        self.buffer += chunk
        if len(self.buffer) < HEADER.size:
            return None
        (size,) = HEADER.unpack_from(self.buffer)
        if size > self.limit:
            raise ValueError(f"a frame of {size} bytes is over the limit of {self.limit}")
        if len(self.buffer) < HEADER.size + size:
            return None
        frame = bytes(self.buffer[HEADER.size : HEADER.size + size])
        del self.buffer[: HEADER.size + size]
        return frame
