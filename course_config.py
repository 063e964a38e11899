"""The course in plain data: change it here, run `make check`, release."""

course_id = "recurrent_networks"

# Order of assignments and of their parts; a part is the stem of its source, source/<part>.py.
assignments = {
    "rnn": {
        "parts": ["rnn_cell", "char_lm", "rnn_layer", "lstm", "last_names", "written"],
        "due": "2027-01-31 23:59:00 UTC",
    },
}

# Seeds the hidden test cases; keep it out of what students see, change it each term.
grading_seed = 20261120

# Public: with a student's id it draws the numbers of the exercises worked by hand. Never change it once a
# release is out; another one each term gives everyone other numbers.
numbers_seed = 2026

# "bubblewrap", or "process" (no isolation at all: only for code that you trust).
isolation = "bubblewrap"

# Tests that no longer count, after the fact: {"test_name": "reason that students may read"}.
voided_tests = {}

# What a submission may use; only the names that differ from autograder/config.py need to stand here.
limits = {}

# The gradebook, if not the file gradebook.db: for example "postgresql+psycopg://user@host/grades".
db_url = None
