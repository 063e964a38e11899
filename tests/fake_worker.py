"""A worker that answers by a function, and sessions that believe it to be a process."""

import itertools

from autograder.config import Limits
from autograder.protocol.messages import Call, CellDone, Done, Load, Loaded, Returned, RunCell
from autograder.records import Cell, Item, Part, Submission
from autograder.session import Session

PART = Part("p", "a", (Item("f", 1.0), Item("g", 1.0, uses=("f",))), {})
LIMITS = Limits(notebook_cpu=100, cells_cpu=30, slice_cpu=10, call_cpu=5)


class FakeWorker:
    """Answers requests by a function of (request, modes of the loaded cells); every request costs ``cost`` CPU."""

    naps = 0.0

    def __init__(self, answer, cost=0.0):
        self.answer, self.cost, self.used, self.modes, self.closed = answer, cost, 0.0, [], False
        self.own_threads, self.slept, self.received = 2, 0.0, 0

    def exchange(self, request, cpu):
        assert not self.closed
        self.used += self.cost
        self.slept += self.naps
        if isinstance(request, Load):
            self.modes = [cell.mode for cell in request.cells]
        return self.answer(request, self.modes)

    def cpu_seconds(self):
        return self.used

    def threads(self):
        return self.own_threads

    def close(self):
        self.closed = True


def well_behaved(request, modes):
    match request:
        case Load():
            return Loaded(request.id, [])
        case RunCell():
            return CellDone(request.id, None, [])
        case Call():
            return Returned(request.id, 42, {})
    return Done(request.id)


def session_of(answer, *cells, cost=0.0, part=PART, **options):
    workers = []

    def launch():
        workers.append(FakeWorker(answer, cost))
        return workers[-1]

    submission = Submission("p", cells or (Cell("def f(): pass", "f"),))
    session = Session(submission, part, LIMITS, launch, **options)
    return session, workers


NEW = itertools.count()


def call(session, fresh=True):
    """A call that was not made before."""
    return session.call("f", [], {}, next(NEW), fresh)[1]
