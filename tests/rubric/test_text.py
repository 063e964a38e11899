"""Students' words reach a spreadsheet as text, whatever they are."""

import pytest

from autograder.rubric.text import MAX_UNITS, cell_text, plain_text, typed_text, unescaped


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "+cmd|' /C calc'!A0",
        "  =1+1",
        "\n=1+1",
        "\t=1+1",
        "\r=1+1",
        "\u00a0=1+1",
        "\u200b=1+1",
        "\ufeff=1+1",
        "＝1+1",
        "－1",
        "＋1",
        "＠SUM(A1)",
        "\x00=1+1",
    ],
)
def test_no_text_begins_like_a_formula(formula):
    shown = cell_text(formula)
    assert shown[0] in "'\ufffd"
    assert shown.endswith(formula.strip("\x00\r\n\t")[-2:])


@pytest.mark.parametrize("text", ["It remembers.", "a = 1", "1 + 1", "1. first", "$=$", "e-mail@home", "'quoted'"])
def test_ordinary_text_stays_as_it_is(text):
    assert cell_text(text) == text
    assert typed_text(text) == text


def test_signs_written_as_numbers_do_not_become_signs():
    shown = cell_text("_x003D_1+1 and _x005F_x000D_")
    assert unescaped(shown) == shown == "_ x003D_1+1 and _ x005F_ x000D_"
    assert unescaped("typed_x000D_here") == "typed\rhere"


def test_control_characters_are_shown_as_such():
    assert plain_text("a\x00b\x1bc\x85d\ud800e\uffff") == "a�b�c�d�e�"
    assert plain_text("a\r\nb\rc\td") == "a\nb\nc    d"


@pytest.mark.parametrize("text", ["x" * 40_000, "𝕏" * 20_000, "_x003D_" * 6_000, "line\n" * 300, "=" * 40_000])
def test_what_is_too_long_for_a_cell_is_cut_with_a_note(text):
    shown = cell_text(text)
    assert len(shown.encode("utf-16-le")) // 2 <= MAX_UNITS
    assert shown.count("\n") <= 253
    assert shown.endswith("more characters; formgrader shows all]")


def test_text_that_just_fits_is_whole():
    assert cell_text("x" * 32_000) == "x" * 32_000
    assert "cut" not in cell_text("\n".join("x" * 253))


@pytest.mark.parametrize("comment", ["- a list", "=> see page 3", "-1 for the sign", "plain", "'quoted", "+ more"])
def test_a_comment_comes_back_as_it_was_typed(comment):
    assert typed_text(unescaped(cell_text(comment))) == comment
