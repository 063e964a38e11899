"""The course in plain data: change it here, run `make check`, release."""

course_id = "recurrent_networks"

# Order of assignments and of their parts; a part is the stem of its source, source/<part>.py.
assignments = {
    "rnn": {"parts": ["rnn_cell", "char_lm", "rnn_layer", "lstm", "last_names"], "due": "2027-01-31 23:59:00 UTC"},
}

# Seeds the hidden test cases; keep it out of what students see, change it each term.
grading_seed = 20261120

# "bubblewrap", or "process" (no isolation at all: only for code that you trust).
isolation = "bubblewrap"

# Tests that no longer count, after the fact: {"test_name": "reason that students may read"}.
voided_tests = {}

# What a submission may use; only the names that differ from autograder/config.py need to stand here.
limits = {}
