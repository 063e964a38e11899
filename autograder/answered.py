"""Answers that need not be asked for twice: many tests of an item begin with the same question."""

from __future__ import annotations

from msgspec.structs import replace

from autograder.protocol import messages
from autograder.protocol.messages import Call, Raised, Returned, TooLarge

#: Bytes of replies that are kept for one item.
ROOM = 32 << 20

Answer = Returned | Raised | TooLarge


class Answered:
    """What a submission answered to first calls of test cases, while one item is graded."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._answers: dict[bytes, Answer] = {}
        self._left = self.room

    def to(self, call: Call) -> Answer | None:
        """The answer to the same call, made before; None if there is none."""
        known = self._answers.get(_question(call))
        return None if known is None else replace(known, id=call.id)

    def note(self, call: Call, answer: Answer, size: int) -> None:
        """Keep an answer that came in ``size`` bytes, if there is room."""
        question = _question(call)
        if size + len(question) <= self._left:
            self._left -= size + len(question)
            self._answers[question] = answer


def _question(call: Call) -> bytes:
    return messages.encode(replace(call, id=0))
