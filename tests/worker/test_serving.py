"""The worker's loop, driven over a real socket in this process."""

import socket
import threading
import types

import pytest

from autograder.protocol import framing, messages
from autograder.protocol.messages import Call, Done, Load, Loaded, LoadedCell, Returned, RunCell, Substitute, TooLarge
from autograder.worker.adapter import Adapter
from autograder.worker.serving import Worker
from autograder.worker.shell import start_shell


@pytest.fixture
def ask():
    ours, theirs = socket.socketpair()
    shell = start_shell(10_000)
    thread = threading.Thread(target=Worker(theirs, shell, reply_bytes=10_000, adapter=Adapter()).serve)
    thread.start()

    def exchange(request):
        framing.send_frame(ours, messages.encode(request))
        return messages.decode_reply(framing.receive_frame(ours))

    with ours, theirs:
        yield types.SimpleNamespace(exchange=exchange, connection=ours)
        ours.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)
    shell.reset(new_session=False)
    shell.clear_instance()


def load(ask, *cells):
    loaded = [LoadedCell(source, mode) for source, mode in cells]
    sources = ask.exchange(Load(1, loaded, ("f",))).sources
    for index in range(len(cells)):
        ask.exchange(RunCell(2 + index, index))
    return sources


def test_cells_run_whole_sliced_or_not_at_all(ask):
    load(ask, ("a = 1\nb = 2", "whole"), ("c = 3\nd = 4", "slice"), ("e = 5", "skip"), ("def f(): return c", "whole"))
    names = ("a", "b", "c", "d", "e")
    load(ask, (f"def f(): return [name in globals() for name in {names}]", "whole"))
    assert ask.exchange(Call(9, "f", [], {}, 0, True)).value.items == [True, True, True, False, False]


def test_what_one_worker_made_of_the_cells_another_runs_as_it_is(ask):
    sources = load(ask, ("c = 3\nd = 4", "slice"), ("def f(): return c, 'd' in globals()", "whole"))
    assert sources == ["c = 3", "def f(): return c, 'd' in globals()"]
    ready = [LoadedCell(source, mode) for source, mode in zip(["c = 5", sources[1]], ["slice", "whole"], strict=True)]
    assert ask.exchange(Load(4, ready, ("f",), ready=True)) == Loaded(4, [cell.source for cell in ready])
    for index in range(2):
        ask.exchange(RunCell(5 + index, index))
    assert ask.exchange(Call(9, "f", [], {}, 0, True)).value.items == [5, False]


def test_cells_that_are_long_are_not_sent_back(ask):
    assert load(ask, ("x = '" + 500_000 * "x" + "'", "whole")) == []


def test_a_reply_that_is_too_large_is_reported_by_its_size(ask):
    load(ask, ("def f(): return 'x' * 100_000", "whole"))
    reply = ask.exchange(Call(9, "f", [], {}, 0, True))
    assert isinstance(reply, TooLarge)
    assert reply.size > 100_000


def test_a_substituted_name_asks_during_the_call(ask):
    load(ask, ("def helper(x): return 0\ndef f(x): return helper(x) + 1", "whole"))
    assert ask.exchange(Substitute(5, ("helper",))) == Done(5)
    question = ask.exchange(Call(6, "f", [20], {}, 0, True))
    assert question == messages.Ask(6, "helper", [20], {})
    assert ask.exchange(messages.Told(41)) == Returned(6, 42, {})
