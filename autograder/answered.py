"""Answers that need not be asked for twice: many tests of an item begin with the same question."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from autograder.protocol import messages
from autograder.protocol.messages import Call, Raised, Returned, TooLarge

#: Bytes of questions and answers that are kept for one item: those of honest ones are some 6 MiB. Lists of lists that
#: are made to hurt take some 25 times as much memory as on the wire, and they are held for as long as the item.
ROOM = 16 << 20

Answer = Returned | Raised | TooLarge


class Answered:
    """What a submission answered to first calls of test cases, while one item is graded.

    ``received`` gives the bytes of all answers so far.
    """

    def __init__(self, received: Callable[[], int], room: int = ROOM) -> None:
        self.received, self.room = received, room
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._answers: dict[bytes, Answer] = {}
        self._left = self.room
        self._unmade: Call | None = None

    def answer(self, call: Call, make: Callable[[Call], Answer]) -> Answer:
        """The answer to a call: of ``make``, or for a first call of a test case, as it was before.

        A first call that was answered so is made all the same when another of its case follows: that one may
        refer to it, or find what it left behind.
        """
        unmade, self._unmade = self._unmade, None
        if not call.fresh:
            if unmade is not None:
                make(unmade)
            return make(call)
        question = messages.encode(replace(call, id=0))
        known = self._answers.get(question)
        if known is not None:
            self._unmade = call
            return replace(known, id=call.id)
        before = self.received()
        answer = make(call)
        size = self.received() - before + len(question)
        if size <= self._left:
            self._left -= size
            self._answers[question] = answer
        return answer
