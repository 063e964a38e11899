"""Hidden tests reach a submission only through this proxy, and get data back."""

import types

import numpy as np
import pytest

from autograder.judge.compare import WrongAnswer
from autograder.judge.student import Student, StudentRaised
from autograder.protocol.messages import Failure, Raised, Returned, TooLarge
from autograder.protocol.values import MAX_NODES, Array, Handle, List, Opaque, unwrap, wrap
from autograder.records import Submission

REFERENCE = types.SimpleNamespace(forward=lambda x: (x, "cache of the reference"))


class FakeSession:
    """Answers every call with what ``reply`` makes of its id; remembers what was asked."""

    def __init__(self, reply):
        self.reply, self.asked, self.cpu_used = reply, [], 0.0
        self.student_id, self.numbers_seed = "ada", 7
        self.charged = []

    def charge(self, nodes):
        self.charged.append(nodes)

    def call(self, function, args, kwargs, seed, fresh):
        self.asked.append((function, args, fresh))
        call = len(self.asked)
        return call, self.reply(call)


def student_of(reply, **options):
    session = FakeSession(reply)
    return Student(session, REFERENCE, seed=1, **options), session


def test_a_call_gives_the_value_and_the_arguments_as_they_are_afterwards():
    student, _ = student_of(lambda call: Returned(call, wrap((1, 2.0)), {1: wrap(np.ones(2))}))
    answer = student.f(np.zeros(3), np.zeros(2))
    assert answer.value == (1, 2.0)
    assert answer.after(0).tolist() == [0.0] * 3
    assert answer.after(1).tolist() == [1.0, 1.0]
    assert answer.sent(1).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("value", [[[]] * 500, Opaque("a lock")], ids=["many", "one"])
def test_an_answer_is_charged_for_all_that_it_holds_whether_it_can_be_read_or_not(value):
    student, session = student_of(lambda call: Returned(call, wrap(value, handles=True), {0: wrap([1, 2])}))
    student.f([3])
    count = 501 if isinstance(value, list) else 1
    assert session.charged == [count + 3]


def test_an_answer_that_holds_too_much_is_charged_up_to_where_it_is_given_up():
    student, session = student_of(lambda call: Returned(call, List([List([])] * (MAX_NODES + 7)), {}))
    with pytest.raises(WrongAnswer, match="not plain data"):
        student.f()
    assert session.charged == [MAX_NODES + 1]


def test_a_test_knows_whose_submission_it_is_and_the_public_seed():
    student, session = student_of(lambda call: Returned(call, None, {}))
    assert (student.id, student.numbers_seed) == ("ada", 7)
    assert not session.asked


def test_an_argument_of_the_judge_is_never_touched():
    array = np.zeros(2)
    student, session = student_of(lambda call: Returned(call, None, {}))
    student.f(array)
    unwrap(session.asked[0][1][0])[:] = 9.0
    assert array.tolist() == [0.0, 0.0]


def test_only_the_first_call_of_a_case_forgets_earlier_results():
    student, session = student_of(lambda call: Returned(call, None, {}))
    student.f()
    student.f()
    student.begin_case()
    student.f()
    assert [fresh for _, _, fresh in session.asked] == [True, False, True]


def test_a_part_of_an_answer_is_passed_on_as_a_handle():
    student, session = student_of(lambda call: Returned(call, None, {}))
    answer = student.f(1)
    passed = student.g((answer[2], {"all": answer}))
    assert session.asked[1][1] == [wrap((Handle(1, (2,)), {"all": Handle(1)}), handles=True)]
    assert passed.sent(0) is not None
    assert student.g(answer[2]).sent(0) is None


def test_given_results_are_the_references_at_first_and_the_students_own_on_a_second_try():
    student, session = student_of(lambda call: Returned(call, None, {}))
    assert student.given("forward", 5)[1] == "cache of the reference"
    assert session.asked == []
    own, session = student_of(lambda call: Returned(call, None, {}), own_results=True)
    own.g(own.given("forward", 5)[1])
    assert [name for name, _, _ in session.asked] == ["forward", "g"]
    assert session.asked[1][1] == [Handle(1, (1,))]
    assert student.asked_for_given
    assert own.asked_for_given


def test_a_file_is_read_from_what_was_handed_in_and_never_from_the_worker():
    student, session = student_of(lambda call: None)
    session.submission = Submission("part", (), files={"a.csv": b"1"}, unread={"b.csv": "b.csv is not a plain file"})
    assert student.file("a.csv") == b"1"
    with pytest.raises(WrongAnswer, match=r"b.csv is not a plain file\. Hand it in together with"):
        student.file("b.csv")
    with pytest.raises(WrongAnswer, match=r"c.csv was not handed in\. Hand it in"):
        student.file("c.csv")
    assert session.asked == []


def test_what_a_person_should_look_at_is_kept():
    student, _ = student_of(lambda call: None)
    student.flag("too good")
    student.begin_case()
    assert student.flags == ["too good"]


def test_an_exception_of_the_student_is_not_an_answer():
    student, _ = student_of(lambda call: Raised(call, Failure("ValueError", "bad")))
    with pytest.raises(StudentRaised, match="ValueError: bad"):
        student.f()


def test_an_answer_that_is_too_large_is_wrong():
    student, _ = student_of(lambda call: TooLarge(call, 300 << 20))
    with pytest.raises(WrongAnswer, match="f returned 300 MiB of data"):
        student.f()


def test_an_answer_that_claims_what_cannot_be_is_wrong():
    student, _ = student_of(lambda call: Returned(call, Array("float64", (9, 9), "C", b""), {}))
    with pytest.raises(WrongAnswer, match="not plain data: a shape that does not fit its data"):
        student.f()
