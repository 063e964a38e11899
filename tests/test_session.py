"""A session replaces workers after accidents, within a budget; it takes no answer that was not asked for."""

import msgspec
import pytest

from autograder.protocol import messages
from autograder.protocol.messages import Ask, Call, CellDone, Done, Failure, Load, Raised, Returned, RunCell, Told
from autograder.records import Cell, Verdict
from autograder.sandbox.process import WorkerGone, WorkerTimedOut
from autograder.session import Interrupted
from tests.fake_worker import PART, FakeWorker, call, session_of, well_behaved


def test_one_worker_serves_all_calls():
    session, workers = session_of(well_behaved)
    assert call(session).value == 42
    assert call(session).value == 42
    assert len(workers) == 1


def test_item_cells_run_whole_and_others_as_slices_and_text_not_at_all():
    session, workers = session_of(well_behaved, Cell("x"), Cell("y", "f"), Cell("words", code=False))
    call(session)
    assert workers[0].modes == ["slice", "whole"]


def test_after_a_timeout_the_next_call_gets_a_fresh_worker():
    def answer(request, modes):
        if isinstance(request, Call) and len(workers) == 1:
            raise WorkerTimedOut("more than 5 s of CPU time", wall=False)
        return well_behaved(request, modes)

    session, workers = session_of(answer)
    with pytest.raises(Interrupted) as interrupted:
        call(session)
    assert interrupted.value.verdict is Verdict.TIMED_OUT
    assert workers[0].closed
    assert call(session).value == 42
    assert len(workers) == 2


def test_a_cell_that_hangs_is_run_as_a_slice_and_then_left_out():
    def answer(request, modes):
        if isinstance(request, RunCell) and modes[request.index] != "skip" and request.index == 0:
            raise WorkerTimedOut("more than 30 s of CPU time", wall=False)
        return well_behaved(request, modes)

    session, workers = session_of(answer, Cell("hang", "f"), Cell("fine", "g"))
    assert call(session).value == 42
    assert [worker.modes for worker in workers] == [["whole", "whole"], ["slice", "whole"], ["skip", "whole"]]
    assert session.failure_of("f").type == "timed_out"


def test_cells_that_kill_their_process_again_and_again_end_in_a_verdict():
    def answer(request, modes):
        if isinstance(request, RunCell):
            raise WorkerGone("the process ended")
        return well_behaved(request, modes)

    session, workers = session_of(answer, *(Cell(f"x{i}") for i in range(1000)))
    with pytest.raises(Interrupted) as interrupted:
        call(session)
    assert interrupted.value.verdict is Verdict.KILLED
    assert len(workers) < 12


def test_a_missing_name_that_stands_in_a_sliced_cell_brings_it_back_whole_once():
    def answer(request, modes):
        if isinstance(request, Call) and "slice" in modes:
            return Raised(request.id, Failure("NameError", "name 'table' is not defined"))
        return well_behaved(request, modes)

    session, workers = session_of(answer, Cell("exec('table = 1')"), Cell("def f(): return table", "f"))
    assert call(session).value == 42
    assert [worker.modes for worker in workers] == [["slice", "whole"], ["whole", "whole"]]


def test_a_missing_name_that_stands_only_in_a_cell_as_it_was_given_out_replays_nothing():
    def answer(request, modes):
        if isinstance(request, Call):
            return Raised(request.id, Failure("NameError", "name 'table' is not defined"))
        return well_behaved(request, modes)

    given, altered = "for table in when_written('table'):\n    train(table)", "exec('table = 1')"
    part = msgspec.structs.replace(PART, given=(given,))
    session, workers = session_of(answer, Cell(given), Cell("def f(): return table", "f"), part=part)
    assert call(session).failure.type == "NameError"
    assert len(workers) == 1
    session, workers = session_of(answer, Cell(given), Cell(altered), Cell("def f(): return table", "f"), part=part)
    call(session)
    assert workers[1].modes == ["whole", "whole", "whole"], "what the student added may need what was given"


@pytest.mark.parametrize(
    "failure",
    [
        Failure("NameError", "name 'elsewhere' is not defined"),
        Failure("ValueError", "name 'table' is not defined"),
        Failure("AttributeError", "'NoneType' object has no attribute 'shape'"),
    ],
    ids=str,
)
def test_other_failures_are_answers_and_replay_nothing(failure):
    def answer(request, modes):
        if isinstance(request, Call):
            return Raised(request.id, failure)
        return well_behaved(request, modes)

    session, workers = session_of(answer, Cell("exec('table = 1')"), Cell("def f(): pass", "f"))
    assert call(session).failure == failure
    assert len(workers) == 1


@pytest.mark.parametrize(
    "reply", [Done(1), Returned(99, 1, {}), messages.Ready(), CellDone(1, None, []), Ask(1, "f", [], {})], ids=repr
)
def test_a_reply_that_was_not_asked_for_is_never_an_answer(reply):
    def answer(request, modes):
        return reply if isinstance(request, Call) else well_behaved(request, modes)

    session, workers = session_of(answer)
    with pytest.raises(Interrupted) as interrupted:
        call(session)
    assert interrupted.value.verdict is Verdict.KILLED
    assert workers[0].closed


def test_cells_are_sliced_once_for_all_workers_that_run_them_alike():
    seen = []

    def answer(request, modes):
        if isinstance(request, Load):
            seen.append((request.ready, [cell.source for cell in request.cells], modes))
            return messages.Loaded(request.id, ["sliced", "def f(): pass"])
        if isinstance(request, Call):
            return Ask(request.id, "f", [], {})  # may not be asked for: the worker is replaced
        return well_behaved(request, modes)

    session, _ = session_of(answer, Cell("x = 1"), Cell("def f(): pass", "f"))
    for _ in range(2):
        with pytest.raises(Interrupted):
            call(session)
    other, _ = session_of(answer, Cell("x = 1"), Cell("def f(): pass", "f"), shared=session.shared)
    other.modes[0] = "skip"
    other.ready()
    modes = ["slice", "whole"]
    assert seen == [
        (False, ["x = 1", "def f(): pass"], modes),
        (True, ["sliced", "def f(): pass"], modes),
        (False, ["x = 1", "def f(): pass"], ["skip", "whole"]),
    ]


@pytest.mark.parametrize("sources", [[], ["one too few"], ["a", "b", "one too many"]], ids=len)
def test_cells_of_another_number_are_not_run(sources):
    def answer(request, modes):
        if isinstance(request, Load):
            assert not request.ready
            return messages.Loaded(request.id, sources)
        return well_behaved(request, modes)

    session, workers = session_of(answer, Cell("x = 1"), Cell("def f(): pass", "f"))
    for _ in range(2):
        session.close()
        session.ready()
    assert len(workers) == 2


def test_a_substituted_function_is_answered_by_the_oracle_and_no_other_is():
    def answer(request, modes):
        match request:
            case Call():
                return Ask(request.id, "f", [1], {})
            case Told(value):
                return Returned(1, value, {})
        return well_behaved(request, modes)

    def oracle(name, args, kwargs):
        return Told(args[0] + 1)

    session, _ = session_of(answer, substitutes=("f",), oracle=oracle)
    assert call(session).value == 2
    other, _ = session_of(answer, substitutes=("g",), oracle=oracle)
    with pytest.raises(Interrupted):
        call(other)


def test_a_worker_that_waits_for_an_answer_it_will_not_get_is_ended():
    def answer(request, modes):
        return Ask(request.id, "f", [], {}) if isinstance(request, Call) else well_behaved(request, modes)

    def oracle(name, args, kwargs):
        raise Interrupted(Verdict.TIMED_OUT, "it called f too often")

    session, workers = session_of(answer, substitutes=("f",), oracle=oracle)
    with pytest.raises(Interrupted, match="too often"):
        call(session)
    assert workers[0].closed


def test_a_notebook_that_used_up_its_total_gets_no_further_worker():
    def answer(request, modes):
        if isinstance(request, Call):
            raise WorkerTimedOut("time", wall=False)
        return well_behaved(request, modes)

    session, workers = session_of(answer, cost=20.0)
    for _ in range(10):
        with pytest.raises(Interrupted) as interrupted:
            call(session)
    assert "used up its total of 100 s" in interrupted.value.message
    assert len(workers) < 6


def test_the_total_counts_calls_that_each_stay_within_their_limit():
    session, _ = session_of(well_behaved, cost=4.0)
    with pytest.raises(Interrupted, match="used up its total of 100 s"):
        for _ in range(1000):
            call(session)
    assert session.cpu_used < 110


def test_threads_that_a_test_leaves_behind_cost_the_next_one_nothing():
    session, workers = session_of(well_behaved)
    call(session)
    session.begin_test()
    call(session)
    assert len(workers) == 1
    workers[0].own_threads = 3
    session.begin_test()
    call(session)
    assert len(workers) == 2
    assert workers[0].closed


def test_many_short_naps_end_with_the_notebooks_total(monkeypatch):
    monkeypatch.setattr(FakeWorker, "naps", 5.0)
    session, workers = session_of(well_behaved)
    with pytest.raises(Interrupted, match="slept for more than its total of 60 s"):
        for _ in range(1000):
            call(session)
    assert session.shared.slept < 70
    assert all(worker.closed for worker in workers)


def test_reading_long_answers_uses_up_the_notebooks_total_although_the_worker_computes_nothing(monkeypatch):
    exchange = FakeWorker.exchange

    def chatty(self, request, cpu):
        self.received += 8 << 20
        return exchange(self, request, cpu)

    monkeypatch.setattr(FakeWorker, "exchange", chatty)
    session, _ = session_of(well_behaved)
    with pytest.raises(Interrupted, match="used up its total"):
        for _ in range(1000):
            call(session)


def test_looking_at_many_values_again_and_again_uses_up_the_notebooks_total():
    session, _ = session_of(well_behaved)
    for _ in range(1000):
        session.charge(150_000)
    with pytest.raises(Interrupted, match="used up its total"):
        call(session)


def test_a_failure_is_cut_to_a_readable_length_before_names_are_looked_for_in_it():
    def answer(request, modes):
        if isinstance(request, Call):
            return Raised(request.id, Failure("NameError", f"name '{'a' * 8_000_000}' is not defined"))
        return well_behaved(request, modes)

    session, _ = session_of(answer, Cell("def f(): pass", "f"), Cell("a" * 100))
    reply = call(session)
    assert len(reply.failure.message) < 3_000


def test_waiting_too_long_is_remembered_because_it_may_depend_on_load():
    def answer(request, modes):
        if isinstance(request, Call):
            raise WorkerTimedOut("waiting", wall=True)
        return well_behaved(request, modes)

    session, _ = session_of(answer)
    with pytest.raises(Interrupted):
        call(session)
    assert session.waited_too_long


def test_what_cells_showed_and_why_they_stopped_is_kept_for_people():
    def answer(request, modes):
        if isinstance(request, RunCell):
            return CellDone(
                request.id, Failure("ValueError", "no", "line 1"), [messages.Output("stream", "stdout", "hi")]
            )
        return well_behaved(request, modes)

    session, _ = session_of(answer)
    call(session)
    assert [output.text for output in session.outputs[0]] == ["hi", "line 1\nValueError: no"]
