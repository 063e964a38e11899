"""The filter is a small, stable program."""

from autograder.sandbox.seccomp import REFUSED, worker_filter


def test_the_filter_is_a_whole_number_of_instructions_and_always_the_same():
    program = worker_filter()
    worker_filter.cache_clear()
    assert program == worker_filter()
    assert len(program) % 8 == 0
    assert len(program) // 8 > len(REFUSED) // 2


def test_no_system_call_is_listed_twice():
    assert len(REFUSED) == len(set(REFUSED))
