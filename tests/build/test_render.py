import pytest

from autograder.build.render import render
from autograder.config import load_course
from autograder.errors import ConfigError

PROSE = "# %% [markdown]\n# # Title\n\n"
NO_FIGURES = {"figures/tiny.py": None, "source/tiny.py": PROSE, "autograder/hidden_tests/test_tiny.py": None}


@pytest.fixture
def render_house(tmp_path, make_house):
    def rendered(files=None, *, whole_house=True):
        house = make_house(tmp_path, files)
        return render(load_course(house), house, whole_house=whole_house)

    return rendered


def problems_of(caught) -> list[str]:
    return str(caught.value).splitlines()


def test_everything_of_an_assignment_is_rendered(render_house):
    rendered = render_house()
    assert list(rendered.assignments) == ["sums"]
    assert list(rendered.assignments["sums"]) == [
        "README.md",
        "checks.py",
        "figures/tiny_arrows.svg",
        "requirements.txt",
        "tiny.ipynb",
    ]
    assert rendered.assignments["sums"]["checks.py"] == b'"""Public checks."""\n'
    assert list(rendered.solutions) == ["tiny.py"]


def test_problems_of_all_sources_come_together(render_house):
    config = 'course_id = "c"\nassignments = {"sums": {"parts": ["tiny", "gone", "two"]}}\ngrading_seed = 1\n'
    files = {"course_config.py": config, "source/stray.py": PROSE, "source/two.py": "# %% points=3\n1\n"}
    with pytest.raises(ConfigError) as caught:
        render_house(files)
    assert problems_of(caught) == [
        "source/stray.py:1: in no assignment; add 'stray' to `assignments` in course_config.py, or move the file out",
        "source/gone.py:1: missing, but course_config.py lists the part 'gone'; write it, or take it off the list",
        'source/two.py:1: points on a cell without an item; add `item="…"`, or delete the points',
        "source/two.py:1: no title; begin the first markdown cell with `# # Title`",
    ]


def test_other_course_root_may_use_some_of_the_sources(render_house):
    rendered = render_house({"source/stray.py": PROSE}, whole_house=False)
    assert list(rendered.solutions) == ["tiny.py"]


def test_part_that_is_no_identifier_is_refused(render_house):
    config = 'course_id = "c"\nassignments = {"sums": {"parts": ["a-b"]}}\ngrading_seed = 1\n'
    with pytest.raises(ConfigError) as caught:
        render_house({"course_config.py": config, "source/tiny.py": None})
    assert problems_of(caught) == ["course_config.py: part 'a-b' is not an identifier; rename it and its source"]


def test_listed_files_come_from_datasets(render_house):
    header = "# ---\n# jupyter:\n#   autograder:\n#     files: [names.txt]\n# ---\n\n"
    rendered = render_house({**NO_FIGURES, "source/tiny.py": header + PROSE, "datasets/names.txt": "neon\n"})
    assert rendered.assignments["sums"]["data/names.txt"] == b"neon\n"


@pytest.mark.parametrize("name", ["names.txt", "../pyproject.toml"])
def test_listed_files_that_are_not_in_datasets_are_refused(render_house, name):
    header = f"# ---\n# jupyter:\n#   autograder:\n#     files: [{name}]\n# ---\n\n"
    with pytest.raises(ConfigError) as caught:
        render_house({**NO_FIGURES, "source/tiny.py": header + PROSE})
    assert problems_of(caught) == [f"source/tiny.py:4: datasets/{name} is missing; add it, or drop it from `files`"]


def test_part_that_imports_missing_checks_is_refused(render_house):
    with pytest.raises(ConfigError) as caught:
        render_house({**NO_FIGURES, "source/tiny.py": PROSE + "# %%\nimport checks\n", "source/checks.py": None})
    assert problems_of(caught) == ["source/tiny.py:5: imports checks, but source/checks.py is missing; write it"]


CHECKS = {
    "source/checks_tiny.py": "import math\nfrom checks_shared import close\n",
    "source/checks_shared.py": "import checks_deep\n",
}


def test_checks_that_other_checks_import_come_along_and_no_others(render_house):
    found = render_house({**CHECKS, "source/checks_deep.py": "", "source/checks_other.py": ""}).assignments["sums"]
    names = [name for name in found if name.startswith("checks_")]
    assert names == ["checks_deep.py", "checks_shared.py", "checks_tiny.py"]


def test_checks_that_a_notebook_imports_by_name_come_along(render_house):
    notebook = PROSE + "# %%\nfrom checks_layers import check\n"
    found = render_house({**NO_FIGURES, "source/tiny.py": notebook, "source/checks_layers.py": ""}).assignments["sums"]
    assert "checks_layers.py" in found


def test_checks_that_import_missing_checks_are_refused(render_house):
    with pytest.raises(ConfigError) as caught:
        render_house(CHECKS)
    assert problems_of(caught) == [
        "source/checks_shared.py:1: imports checks_deep, but source/checks_deep.py is missing; write it"
    ]


def test_due_date_is_read_before_anything_is_built(render_house, make_house):
    config = 'course_id = "c"\nassignments = {"sums": {"parts": ["tiny"], "due": "soon"}}\ngrading_seed = 1\n'
    with pytest.raises(ConfigError, match=r"course_config\.py: due date of 'sums'"):
        render_house({**NO_FIGURES, "course_config.py": config})
