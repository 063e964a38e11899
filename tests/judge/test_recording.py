"""Cases are drawn once, in a process that imports one part alone; every process then plays the same bytes."""

import json
import subprocess
import sys
import textwrap

import msgspec
import pytest

from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.judge import recording
from autograder.judge.cases import decode_case
from autograder.parts import load_part
from autograder.records import Item, Part

PART = Part("tiny", "a", (Item("f", 1.0),), {})
HEADER = "import numpy as np\nfrom hypothesis import given, strategies as st\nfrom autograder.judge import item\n"
GOOD = '''
print("what a module prints is not between the bytes")

@item("f", examples=7)
@given(x=st.integers(0, 10**6))
def test_it_adds(student, x):
    """It adds one."""

@item("f")
def test_once(student):
    """Once."""
'''


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "autograder" / "hidden_tests"
    folder.mkdir(parents=True)
    write(tmp_path, GOOD)
    return tmp_path


@pytest.fixture(autouse=True)
def _as_a_new_process_would(monkeypatch):
    forget()
    yield
    forget()


def forget():
    """What a process keeps for as long as it lives."""
    recording._known.clear()
    for cached in (recording._decoded, recording.part_files, recording.grading_code, recording.libraries):
        cached.cache_clear()


def write(house, code):
    (house / "autograder" / "hidden_tests" / "test_tiny.py").write_text(HEADER + textwrap.dedent(code))


def files(house):
    return sorted((house / ".autograder" / "cases").glob("*"))


def test_every_test_of_a_part_has_its_cases(house):
    adds, once = recording.playable_tests(PART, 1, house)
    assert len(set(adds.cases)) == 7
    assert all(0 <= decode_case(case)["x"] <= 10**6 for case in adds.cases)
    assert [decode_case(case) for case in once.cases] == [{}]


def test_cases_are_drawn_once_and_read_by_every_later_process(house, monkeypatch):
    first = recording.recorded("tiny", 1, house)
    forget()
    monkeypatch.setattr(recording, "_record_apart", None)
    assert recording.recorded("tiny", 1, house) == first
    assert len(files(house)) == 1


def test_a_second_recording_has_the_same_bytes(house):
    first = recording.recorded("tiny", 1, house)
    (path,) = files(house)
    path.unlink()
    forget()
    assert recording.recorded("tiny", 1, house) == first


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"", lambda data: b"x" * 100])
def test_a_damaged_file_is_drawn_anew(house, damage):
    first = recording.recorded("tiny", 1, house)
    (path,) = files(house)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    forget()
    assert recording.recorded("tiny", 1, house) == first
    assert path.read_bytes() == whole


@pytest.mark.parametrize("code", [GOOD.replace("7", "8"), "half a te(st"], ids=["other tests", "half a test"])
def test_cases_of_tests_that_changed_while_they_were_drawn_are_not_kept(house, monkeypatch, code):
    draw = recording._record_apart

    def changed_before_the_new_process_reads_it(*arguments):
        write(house, code)
        return draw(*arguments)

    monkeypatch.setattr(recording, "_record_apart", changed_before_the_new_process_reads_it)
    with pytest.raises(ConfigError) as error:
        recording.recorded("tiny", 1, house)
    assert str(error.value) == "the checkout changed while cases were drawn (files of tiny): run this again"
    assert not files(house)
    assert not recording._known


def test_a_folder_that_cannot_be_written_costs_time_alone(house):
    (house / ".autograder").write_text("in the way")
    assert recording.recorded("tiny", 1, house)


def test_seed_tests_reference_and_hidden_data_are_in_the_digest(house):
    def digest(seed=1):
        forget()
        return recording.cases_digest("tiny", seed, house)

    found = [digest(), digest(seed=2)]
    assert digest() == found[0]
    write(house, GOOD.replace("10**6", "10**5"))
    found.append(digest())
    for name in ("solutions/tiny.py", "autograder/hidden_data/tiny.txt", "autograder/judge/strategies.py"):
        (house / name).parent.mkdir(exist_ok=True)
        (house / name).write_text("new")
        found.append(digest())
    assert len(set(found)) == len(found)
    (house / "autograder/hidden_tests/test_other.py").write_text("another part's")
    (house / "autograder/cli.py").write_text("draws no case")
    assert digest() == found[-1]


def test_recordings_of_old_do_not_pile_up(house, monkeypatch):
    monkeypatch.setattr(recording, "_record_apart", lambda part, seed, house: msgspec.msgpack.encode({}))
    for seed in range(20):
        recording.recorded("tiny", seed, house)
    assert len(files(house)) == 6


def test_two_processes_may_record_at_once(house):
    code = f"""
from pathlib import Path
from autograder.judge.recording import recorded
import hashlib
print(hashlib.sha256(recorded("tiny", 1, Path({str(house)!r}))).hexdigest())
"""
    both = [
        subprocess.Popen([sys.executable, "-c", code], cwd=HOUSE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = {process.communicate(timeout=120)[0] for process in both}
    assert len(said) == 1
    assert [path.suffix for path in files(house)] == [".cases"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("@given(x=st.data())\ndef test_x(student, x):\n    'S.'", "test_x uses Hypothesis's data, which"),
        ("@given(x=st.integers())\ndef test_x(student, x):\n    'S.'\n    np.random.normal()", "test_x draws random"),
        ("@given(x=st.randoms())\ndef test_x(student, x):\n    'S.'", "x is an object of type"),
        ("@given(x=st.integers().map(lambda n: 2**80))\ndef test_x(student, x):\n    'S.'", "x is an int beyond 64"),
        ("@given(x=st.integers().map(lambda n: 1 // 0))\ndef test_x(student, x):\n    'S.'", "ZeroDivisionError"),
        ("def test_x(student): pass", "has no docstring"),
        ("@given(x=st.nothing())\ndef test_x(student, x):\n    'S.'", "no case|Unsatisfiable|cannot"),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_one_line_that_names_the_test(house, body, said):
    write(house, f'@item("f")\n{body}')
    with pytest.raises(ConfigError, match=said) as raised:
        recording.recorded("tiny", 1, house)
    assert "\n" not in str(raised.value)
    assert not files(house)


def test_no_other_part_is_imported_while_cases_are_drawn():
    code = """
import sys
from pathlib import Path
from autograder.judge.recording import record
from autograder.config import HOUSE
record("rnn_cell", 1, HOUSE)
import json
print(json.dumps(sorted(name for name in sys.modules if name.startswith(("autograder.hidden_tests.", "solutions.")))))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["autograder.hidden_tests.test_rnn_cell", "solutions.rnn_cell"]


@pytest.mark.parametrize("imports", ["autograder.batch.run", "autograder.hidden_tests.test_char_lm, torch"])
def test_what_else_is_imported_changes_no_case(imports):
    """So that a failing case, made smaller in a process that graded other parts before, is the recorded one."""
    code = f"""
import {imports}
import sys
from autograder.judge.recording import record
from autograder.config import HOUSE
sys.stdout.buffer.write(record("rnn_cell", 5, HOUSE))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, check=True)
    assert done.stdout == recording.recorded("rnn_cell", 5)


def test_every_part_of_the_course_can_be_replayed():
    for part in ("rnn_cell", "char_lm"):
        assert all(test.cases for test in recording.playable_tests(load_part(part), 1))
