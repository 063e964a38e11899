import pytest

from autograder.build.pins import import_problems, imported, pins, requirements_text
from autograder.build.source import parse_source

LOCK = """\
jupyterlab==4.4.1 \\
    --hash=sha256:0123
    # via autograder
matplotlib==3.10.1
numpy==2.2.4
    # via
    #   matplotlib
torch==2.13.0+cpu ; sys_platform == "linux"
tqdm==4.67.1
"""


@pytest.fixture
def house(tmp_path, make_house):
    return make_house(tmp_path)


def source_of(code: str):
    return parse_source("tiny", "source/tiny.py", f"# %%\n{code}\n")


def test_students_need_the_base_and_what_the_parts_import(house):
    text = requirements_text([source_of("import torch.nn as nn\nimport os")], house)
    assert text == "jupyterlab>=4.2,<5\nmatplotlib>=3.9\nnumpy>=2.0\ntorch==2.13.0\n"


def test_modules_of_the_released_checks_count_too(house):
    assert "tqdm>=4.66\n" in requirements_text([source_of("1")], house, also="from tqdm import tqdm\n")


def test_lock_file_pins_exactly_and_without_local_versions(house):
    (house / "requirements.lock").write_text(LOCK)
    text = requirements_text([source_of("import torch")], house)
    assert text == "jupyterlab==4.4.1\nmatplotlib==3.10.1\nnumpy==2.2.4\ntorch==2.13.0\n"


def test_lock_file_adds_no_requirements_of_its_own(house):
    (house / "requirements.lock").write_text(LOCK + "stray==1.0\n")
    assert "stray" not in pins(house)


def test_import_that_students_would_lack_is_refused(house):
    problems = import_problems(source_of("import numpy\nimport pandas.io\nimport checks"), house)
    assert problems == [
        "source/tiny.py:3: imports pandas, which pyproject.toml does not list; add it to its dependencies"
    ]


def test_cell_that_is_not_python_is_refused_with_its_line(house):
    assert import_problems(source_of("x = 1\ny = ="), house) == [
        "source/tiny.py:3: not Python: invalid syntax; mend it"
    ]


def test_imports_are_found_wherever_they_stand():
    source = source_of("def f():\n    from os import path\ntry:\n    import numpy as np\nexcept ImportError:\n    pass")
    assert sorted(imported(source)) == [(3, "os"), (5, "numpy")]
