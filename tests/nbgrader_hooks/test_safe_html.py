"""What students wrote is shown, and nothing of it runs."""

from __future__ import annotations

import html
import re
import time

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder.handed_in.submission import new_cell, new_notebook
from autograder.nbgrader_hooks.safe_html import SafeOutputs, clean_html, clean_outputs, render_markdown

ATTACKS = [
    "<script>alert(1)</script>",
    "<style>body{display:none}</style>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href=' &#1;javascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<img src='data:text/html,<script>alert(1)</script>'>",
    "<img src='https://tracker.example/x.png'>",
    "<img src='//tracker.example/x.png'>",
    "<img src='/\\evil.com/p.png'>",
    "<img src='\\\\evil.com/p.png'>",
    "<img src='/&#9;/evil.com/p.png'>",
    "<img src='&#1;//evil.com/p.png'>",
    "<img src=' //evil.com/p.png'>",
    "<img src='../../../logout'>",
    "![x](/\\evil.com/p.png)",
    "<a href='//evil'>x</a>",
    "<a href='/\\evil'>x</a>",
    "<a href='&#9;//evil'>x</a>",
    "<a href='https:&#9;//evil'>x</a>",
    "<a href='https:evil'>x</a>",
    "[x](//evil)",
    "$\\mmlToken{mi}[href='javascript:alert(1)']{x}$",
    "$\\bbox[position:fixed]{x} \\fcolorbox{red;position:fixed}{white}{x} \\cssId{a}{x} \\unicode{65}$",
    "<form action='/logout'><button>x</button></form>",
    "<object data='x'></object><embed src='x'><base href='//evil'><meta http-equiv=refresh>",
    "<div style='position:fixed;background:url(//evil)'>x</div>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "[x](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "[x](vbscript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "$\\href{javascript:alert(1)}{x}$",
    "$&#92;href{javascript:alert(1)}{x}$",
    "$\\&#104;ref{javascript:alert(1)}{x}$",
    "&bsol;href{javascript:alert(1)}{x}",
    "$$\\style{color:red}{x} \\require{html} \\class{y}{z}$$",
    "$\\def\\tanh{x} \\gdef\\tanh{x} \\let\\tanh=x \\newcommand{\\tanh}{x} \\renewcommand{\\tanh}{x}$",
    "$\\newenvironment{array}{x}{y} \\renewenvironment{array}{x}{y} \\DeclareMathOperator{\\tanh}{x}$",
    "\\begin{x}<script>alert(1)</script>\\end{x}",
    "```html\n<script>alert(1)</script>\n```",
    "```mermaid\n</pre><script>alert(1)</script>\n```",
]

#: A picture as data, a path that stays below the page; such a path, a place or another server that is named.
OWN_IMAGE = r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=]*|(?![/\\])(?!.*\.\.)[\w./-]+"
OWN_LINK = r"(?:https?://|mailto:|#)[^\x00-\x1f]*|(?![/\\])[\w./-]+"
MATH = "href|style|class|require|mmlToken|bbox|fcolorbox|cssId|unicode"
MATH += "|[egx]?def|let|(?:re)?newcommand|(?:re)?newenvironment|DeclareMathOperator"


def dangers(page: str) -> list[str]:
    """What in a page could run, load from elsewhere, or leave its place."""
    soup = BeautifulSoup(page, "html.parser")
    bad = ["script", "style", "svg", "iframe", "form", "button", "object", "embed", "base", "meta", "math", "link"]
    found = [tag.name for tag in soup.find_all(bad)]
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            url = re.sub(r"[\x00-\x20]", "", str(value)).lower()
            raw = str(value)
            remote = tag.name == "img" and name == "src" and not re.fullmatch(OWN_IMAGE, raw)
            remote = remote or (tag.name == "a" and name == "href" and not re.fullmatch(OWN_LINK, raw))
            if (
                name.startswith("on")
                or "script:" in url
                or "data:text" in url
                or "url(" in url
                or "fixed" in url
                or remote
            ):
                found.append(f"{tag.name} {name}={value}")
    return found + re.findall(rf"\\(?:{MATH})\b", soup.get_text())


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_shown_but_do_nothing(attack: str) -> None:
    for page in (render_markdown(attack, {}), clean_html(attack), render_markdown(clean_html(attack), {})):
        assert dangers(page) == []


def test_math_bold_tables_code_links_and_images_survive() -> None:
    source = (
        "**bold** $a_{t} < b$ [link](https://example.org) `x < y`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "$$\\begin{aligned} h &= \\tanh(x) \\end{aligned}$$\n\n![plot](attachment:p.png) ![f](figures/cell.svg)"
    )
    page = render_markdown(source, {"p.png": {"image/png": "iVBO"}})
    for kept in (
        "<strong>bold</strong>",
        "$a_{t} &lt; b$",
        'href="https://example.org"',
        "<code>x &lt; y</code>",
        "<td>1</td>",
        "\\begin{aligned} h &amp;= \\tanh(x) \\end{aligned}",
        "data:image/png;base64,iVBO",
        'src="figures/cell.svg"',
    ):
        assert kept in page


def names(page: str) -> list[str]:
    """All names of places in a page, and all links to them."""
    found = BeautifulSoup(page, "html.parser").find_all(True)
    return [tag[key] for tag in found for key in ("id", "name", "href") if key in tag.attrs]


@pytest.mark.parametrize(
    "source",
    [
        "# If you are stuck\n\n[Stuck?](#If-you-are-stuck)",
        "## What's *next*: `f(x)`?\n\n[there](#What's-next:-f(x)?)",
        "<h3 id='a_b c'>x</h3><a href='&#35;a_b%20c'>y</a>",
        "<a name='here'></a><a href=' #here'>y</a>",
    ],
)
def test_links_within_a_text_lead_to_its_headings(source: str) -> None:
    page = render_markdown(source, {})
    name, link = names(page)
    assert re.fullmatch(r"#text-[A-Za-z0-9-]+", link)
    assert link == f"#{name}"
    assert names(clean_html(clean_html(page))) == [name, link]
    assert "¶" not in page


@pytest.mark.parametrize(
    "name", ["MathJax", "notebook", "toc", "test_double", "a' onclick='x", "text", "é", "__proto__"]
)
def test_no_text_takes_a_name_that_the_page_or_its_scripts_use(name: str) -> None:
    heading = html.escape(name)
    source = f'# {name}\n\n<h2 id="{heading}">x</h2><a name="{heading}">x</a><p id="{heading}">x</p>'
    for page in (render_markdown(source, {}), clean_html(source)):
        assert all(re.fullmatch(r"text-[A-Za-z0-9-]+", found) for found in names(page))
        assert "<p>x</p>" in page
        assert dangers(page) == []


def test_classes_only_decorate() -> None:
    page = clean_html("<div class='alert alert-info modal-backdrop in navbar-fixed-top save-icon'>x</div>")
    assert page == '<div class="alert alert-info in">x</div>'
    assert clean_html("<p class='modal'>x</p>") == "<p>x</p>"
    assert 'class="highlight"' in render_markdown("```python\nx = 1\n```", {})


@pytest.mark.parametrize("source", ["![x](attachment:gone.png)", "> " * 5_000 + "x", "x" * 300_000, "[" * 20_000])
def test_markdown_that_cannot_be_rendered_is_shown_as_text(source: str) -> None:
    assert source.strip()[-1] in render_markdown(source, {})


@pytest.mark.parametrize("piece", ["<b>", "<div>\n", "a|b\n-|-\n", "[", "![", "<", "&#", "**a", "$"])
def test_text_made_to_be_slow_is_shown_in_bounded_time(piece: str) -> None:
    start = time.process_time()
    render_markdown((piece * 20_000)[:20_000], {})
    clean_html(piece * 100_000)
    assert time.process_time() - start < 15


DISTINCT = "<a " + " ".join(f"x{number}" for number in range(14_000)) + ">"
EQUAL = "<a" + ' x="1"' * 16_000 + ">"
DIGITS = "<a data:image/png;base64," + "1" * 2_000_000 + ">"


@pytest.mark.parametrize("source", [DISTINCT, EQUAL, DIGITS], ids=["distinct", "equal", "digits"])
def test_a_tag_made_to_be_slow_is_not_parsed(source: str) -> None:
    start = time.process_time()
    assert dangers(clean_html(source)) == []
    render_markdown(source[:19_999] + ">" if source is not DIGITS else source, {})
    assert time.process_time() - start < 2


def test_html_that_is_too_long_is_cut_and_says_so() -> None:
    long = "<b>word</b> " + '<a x="1" x="1">' * 2_000 + "<b>y</b>" * 1_000 + "z" * 600_000
    page = clean_html(long)
    assert f"too long to show ({len(long)} characters)" in page
    assert "&lt;b&gt;word" in page
    assert len(page) < 70_000
    assert clean_html(page) == page
    (output,) = clean_outputs([{"output_type": "display_data", "data": {"text/html": long}}])
    assert output["data"]["text/html"] == page
    assert clean_html("<b>x</b>" + "y" * 90_000).startswith("<b>x</b>y")


def test_pictures_come_back_as_they_were_and_once() -> None:
    tags = [f'<img src="data:image/png;base64,{letter * 200_000}">' for letter in "ab"]
    forged = '<img src="data:image/png;base64,picture1">'
    assert clean_html("".join(tags) + forged) == "".join(tags) + forged
    assert clean_html(forged * 100) == forged * 100
    assert len(clean_html(tags[0] + forged.replace("1", "0") * 100)) < 210_000
    assert len(clean_html("data:image/png;base64,picture0 " * 100 + tags[0])) < 210_000


def test_links_and_images_that_a_notebook_needs_stay() -> None:
    for kept in (
        '<img src="figures/rnn_cell_cell.svg">',
        '<img src="./plot-1.png">',
        '<img src="data:image/jpeg;base64,iVBO/w==">',
        '<a href="rnn_cell.ipynb">x</a>',
        '<a href="../datasets/names.txt">x</a>',
        '<a href="https://example.org/a?b=c#d">x</a>',
        '<a href="mailto:a@example.org">x</a>',
    ):
        assert clean_html(kept) == kept


def test_a_notebook_of_endless_text_is_cut_but_pictures_do_not_count() -> None:
    picture = "![f](data:image/svg+xml;base64," + "A" * 300_000 + ")"
    nb = new_notebook([new_cell("markdown", picture), *(new_cell("markdown", "x" * 19_000) for _ in range(12))])
    clean, _ = SafeOutputs().preprocess(nb, {})
    assert "<img" in render_markdown(clean.cells[0].source, {})
    assert clean.cells[10].source.startswith("x")
    assert "not shown" in clean.cells[12].source


def test_outputs_are_rebuilt_from_known_fields() -> None:
    outputs = [
        {"output_type": "stream", "name": "evil", "text": ["a", "b\ud800"], "extra": 1},
        {"output_type": "display_data", "data": {"image/png": "iVB\nO", "text/html": "<b>x</b><script>", "x/y": "z"},
         "metadata": {"image/png": {"width": "1 onerror=alert(1)"}}},
        {"output_type": "display_data", "data": {"image/png": '"><script>', "application/javascript": "alert(1)"}},
        {"output_type": "execute_result", "data": {"text/plain": 7, "text/latex": "\\href{x}{y}"}},
        {"output_type": "error", "ename": 1, "evalue": "bad", "traceback": ["line", 3]},
        {"output_type": "update_display_data", "data": {"text/plain": "x"}},
        "text", None, {}, {"output_type": ["stream"]},
    ]  # fmt: skip
    stream, shown, result, error = clean_outputs(outputs)
    assert (stream["name"], stream["text"]) == ("stdout", "ab?")
    assert shown["data"] == {"image/png": "iVBO", "text/html": "<b>x</b>"}
    assert shown["metadata"] == {}
    assert result["data"]["text/latex"] == "\\mathrm{href}{x}{y}"
    assert error["traceback"] == ["line", ""]
    cell = new_cell("code", "")
    cell["outputs"] = [stream, shown, result, error]
    nbformat.validate(new_notebook([cell]))


@pytest.mark.parametrize("outputs", [None, 3, "text", {"a": 1}])
def test_no_list_of_outputs_is_no_output(outputs: object) -> None:
    assert clean_outputs(outputs) == []


def test_a_flood_of_outputs_is_cut() -> None:
    flood = [{"output_type": "stream", "name": "stdout", "text": "x" * 100}] * 1000
    kept = clean_outputs(flood, max_bytes=1000)
    assert len(kept) < 12
    assert kept[-1]["text"] == "[further output is not shown]\n"


def test_raw_cells_and_metadata_cannot_carry_html() -> None:
    raw, code = new_cell("raw", "<script>"), new_cell("code", "x")
    raw["metadata"] = nbformat.from_dict({"raw_mimetype": "text/html", "tags": ['"><script>']})
    nb = new_notebook([raw, code])
    nb["metadata"]["title"] = "<script>"
    clean, _ = SafeOutputs().preprocess(nb, {})
    assert clean.cells[0].source == "&lt;script&gt;"
    assert clean.cells[0].metadata == {}
    assert "title" not in clean.metadata
