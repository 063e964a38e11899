"""Frames arrive whole, in order, and never larger than allowed."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.protocol.framing import HEADER, FrameReader, receive_frame, send_frame


def test_a_frame_arrives_as_it_was_sent():
    left, right = socket.socketpair()
    with left, right:
        send_frame(left, b"hello")
        send_frame(left, b"")
        assert receive_frame(right) == b"hello"
        assert receive_frame(right) == b""


def test_a_closed_peer_is_an_end_of_file_also_in_the_middle_of_a_frame():
    left, right = socket.socketpair()
    with right:
        left.sendall(HEADER.pack(10) + b"half")
        left.close()
        with pytest.raises(EOFError):
            receive_frame(right)


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=5), st.integers(1, 7))
def test_the_reader_finds_frames_however_the_stream_is_cut(frames, step):
    stream = b"".join(HEADER.pack(len(frame)) + frame for frame in frames)
    reader, found = FrameReader(limit=100), []
    for start in range(0, len(stream), step):
        frame = reader.feed(stream[start : start + step])
        while frame is not None:
            found.append(frame)
            frame = reader.feed(b"")
    assert found == frames


def test_the_reader_refuses_a_frame_over_its_limit_before_it_arrives():
    with pytest.raises(ValueError, match="over the limit of 100"):
        FrameReader(limit=100).feed(HEADER.pack(101))
