"""A session asks a question once for each item, and again where anything may have changed."""

import numpy as np
import pytest

from autograder.protocol.messages import Call, Failure, Raised, Returned
from autograder.protocol.values import Handle, List, Tuple, wrap
from autograder.records import Cell
from autograder.sandbox.process import WorkerGone
from autograder.session import Interrupted
from tests.fake_worker import session_of, well_behaved


def counting(request, modes):
    """Answers a call with its number among all that were made."""
    if isinstance(request, Call):
        counting.calls.append(request)
        return Returned(request.id, len(counting.calls), {})
    return well_behaved(request, modes)


@pytest.fixture
def asked():
    """A session whose worker counts the calls that it gets."""
    counting.calls = []
    session, workers = session_of(counting)
    session.begin_item("f")

    def ask(*args, fresh=True):
        return session.call("f", list(args), {}, 7, fresh)

    return session, workers, ask


def test_the_same_first_call_of_another_case_is_answered_as_it_was(asked):
    _, _, ask = asked
    assert [ask(1.5)[1].value, ask(2.5)[1].value, ask(1.5)[1].value] == [1, 2, 1]
    assert len(counting.calls) == 2


def test_a_remembered_first_call_is_made_after_all_when_another_of_its_case_follows(asked):
    _, _, ask = asked
    ask(1.5)
    again, _ = ask(1.5)
    ask(Handle(again), fresh=False)
    assert [request.fresh for request in counting.calls] == [True, True, False]
    assert counting.calls[1].id == again, "a handle must find in the worker what it stands for"
    ask(2.5, fresh=False)
    assert len(counting.calls) == 4, "it is made once"


def test_answers_of_one_item_are_none_of_the_next(asked):
    session, _, ask = asked
    ask(1.5)
    session.begin_item("f")
    assert ask(1.5)[1].value == 1
    session.begin_item("g")
    assert ask(1.5)[1].value == 2


def test_arguments_that_only_look_alike_are_other_calls(asked):
    _, _, ask = asked
    for value in (1, 1.0, True, "1", List([1]), Tuple([1]), wrap(np.ones(1)), wrap(np.ones((1, 1)))):
        ask(value)
    assert len(counting.calls) == 8


def test_accidents_are_no_answers_that_could_be_remembered():
    def answer(request, modes):
        if isinstance(request, Call):
            raise WorkerGone("the process ended")
        return well_behaved(request, modes)

    session, workers = session_of(answer)
    for _ in range(2):
        with pytest.raises(Interrupted):
            session.call("f", [], {}, 0, True)
    assert len(workers) == 2


def test_answers_come_from_cells_as_they_were_run_last():
    def answer(request, modes):
        if isinstance(request, Call):
            if request.function == "g" and "slice" in modes:
                return Raised(request.id, Failure("NameError", "name 'table' is not defined"))
            return Returned(request.id, "slice" in modes, {})
        return well_behaved(request, modes)

    session, _ = session_of(answer, Cell("exec('table = 1')"), Cell("def f(): return table", "f"))
    assert session.call("f", [], {}, 0, True)[1].value is True
    session.call("g", [], {}, 0, True)
    assert session.call("f", [], {}, 0, True)[1].value is False
