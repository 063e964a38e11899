import os
from xml.etree import ElementTree

import pytest

from autograder.build.figures import draw_figures
from autograder.build.source import parse_source

SVG = "{http://www.w3.org/2000/svg}"
SHOWN = "# %% [markdown]\n# # Title\n#\n# ![Arrows](figures/tiny_arrows.svg)\n"


def draw(house, text: str = SHOWN):
    return draw_figures([parse_source("tiny", "source/tiny.py", text)], house)


@pytest.fixture(scope="module")
def house(tmp_path_factory, make_house):
    return make_house(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def drawing(house):
    files, problems = draw(house)
    assert problems == []
    assert list(files) == ["figures/tiny_arrows.svg"]
    return files["figures/tiny_arrows.svg"]


def test_docstring_becomes_title_and_description(drawing):
    root = ElementTree.fromstring(drawing)
    assert root.get("role") == "img"
    assert [(child.tag, child.text) for child in root[:2]] == [
        (f"{SVG}title", "Two arrows & a point."),
        (f"{SVG}desc", "They meet where the sum is, in the middle."),
    ]


def test_drawing_is_opaque_and_its_letters_are_paths(drawing):
    assert b"fill: #ffffff" in drawing
    assert b"<text" not in drawing


def test_settings_of_the_machine_do_not_change_the_bytes(house, drawing, tmp_path, monkeypatch):
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\nsvg.fonttype: none\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    assert draw(house)[0]["figures/tiny_arrows.svg"] == drawing


def test_reference_to_a_figure_that_nobody_draws_is_refused(tmp_path):
    _, problems = draw(tmp_path)
    assert problems == [
        "source/tiny.py:4: figures/tiny_arrows.svg is not drawn; add 'arrows' to FIGURES in figures/tiny.py"
    ]


def test_figure_that_is_never_shown_is_refused(house):
    _, problems = draw(house, "# %% [markdown]\n# # Title\n")
    assert problems == ["figures/tiny.py:16: draws 'arrows', which source/tiny.py never shows; delete it"]


def test_figure_without_alternative_text_is_refused(house):
    _, problems = draw(house, SHOWN.replace("Arrows", ""))
    assert problems == [
        "source/tiny.py:4: figures/tiny_arrows.svg has no alternative text; say in `![…]` what it shows"
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "    figure = ",
            "    1 / 0\n    figure = ",
            "figures/tiny.py:10: drawing failed: ZeroDivisionError: division by zero; mend it",
        ),
        ("FIGURES = {", "OTHER = {", "figures/tiny.py:1: drawing failed: AttributeError: "),
    ],
)
def test_figure_that_cannot_be_drawn_names_its_line(tmp_path, make_house, old, new, problem):
    house = make_house(tmp_path)
    path = house / "figures" / "tiny.py"
    path.write_text(path.read_text().replace(old, new))
    _, problems = draw(house)
    assert len(problems) == 1
    assert problems[0].startswith(problem)
