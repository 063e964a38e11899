import pytest

from autograder.build.draw import _described, _words

SVG = '<?xml version="1.0"?>\n<svg width="3">\n <g/>\n</svg>\n'


def test_words_of_a_drawing_are_escaped():
    assert _described(SVG, "a < b", "c & d") == (
        '<?xml version="1.0"?>\n<svg width="3" role="img">\n'
        " <title>a &lt; b</title>\n <desc>c &amp; d</desc>\n <g/>\n</svg>\n"
    )


def test_drawing_without_a_description_has_none():
    assert "<desc>" not in _described(SVG, "title", "")


def test_figure_without_a_docstring_says_what_to_write():
    def arrows():
        raise AssertionError("not drawn")

    with pytest.raises(ValueError, match="arrows has no docstring; write the figure's title there"):
        _words(arrows)
