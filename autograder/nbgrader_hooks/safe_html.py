"""Shows what students wrote without running it: for formgrader and for feedback pages alike.

nbgrader puts markdown and HTML outputs into pages of the instructor's own server as they are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from bleach.css_sanitizer import CSSSanitizer
from bleach.html5lib_shim import BleachHTMLParser, Filter
from bleach.sanitizer import Cleaner
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

#: Rendering and cleaning take quadratic time on text that is made for it; more is shown as plain text.
MAX_MARKDOWN = 20_000
MAX_MARKDOWN_OF_NOTEBOOK = 200_000
MAX_TAGS = 6_000
MAX_HTML = 100_000
MAX_ATTRIBUTES = 100
#: Of HTML that is shown as plain text, this many characters.
_SHOWN = 10_000

_TAGS = frozenset(
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6"
    " hr i img input ins kbd li mark ol p pre s samp small span strong sub summary sup table tbody td tfoot th thead tr"
    " tt u ul var".split()
)
_ATTRIBUTES = {
    "*": ["class", "title", "align", "style"],
    **{heading: ["id"] for heading in "h1 h2 h3 h4 h5 h6".split()},
    "a": ["href", "name"],
    "img": ["src", "alt", "width", "height"],
    "input": ["type", "checked", "disabled"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
    "ol": ["start"],
}
# Nothing that takes a url() or a position on the page.
_STYLES = CSSSanitizer(
    allowed_css_properties="text-align color font-weight font-style white-space border border-top padding"
    " vertical-align width".split()
)
# Highlighted code, tables, notes, reports. Bootstrap has classes that cover the page, and formgrader's script has more.
_CLASSES = re.compile(
    r"[a-z][a-z0-9]?|err|hll|highlight|language-\w+|dataframe|alert|alert-(?:block|info|success|warning|danger)"
    r"|task-list-item(?:-checkbox)?|autograder-\w+"
)
#: Begins every name of a place in a text, so that none is a name that the page or its scripts use.
PLACE = "text-"
_LINKS = re.compile(r"(?:https?://|mailto:|#)[^\x00-\x1f\x7f-\x9f]*|(?!/)[A-Za-z0-9_./-]+", re.IGNORECASE)
# Pictures in SVG are our own: in an <img> they neither run nor load anything.
# A path leads to no other host, and not up: opening a page must not send a request to, say, the server's logout.
_IMAGES = re.compile(
    r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=]*|(?!/|(?:.*/)?\.\.(?:/|\Z))[A-Za-z0-9_./-]+"
)
# MathJax would turn these into links, styles and script of the student's choice; a definition in one cell
# would change the formulas of all that follow, mark schemes included.
_MATH_COMMANDS = re.compile(
    r"\\(href|url|style|class|cssId|require|unicode|data|mmlToken|bbox|fcolorbox|texthtml|csname|html\w*"
    r"|[egx]?def|let|futurelet|global|(?:re)?new(?:command|environment)|DeclareMathOperator|Newextarrow)(?![A-Za-z])"
)
_REFERENCES = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|bsol);?")
_DATA = re.compile(r"(data:image/[\w+]{1,20};base64,)([A-Za-z0-9+/=]+)")
_STAND_IN = re.compile(r"(?<=;base64,)picture(\d{1,6})(?![A-Za-z0-9+/=])")
_SAFE_OUTPUTS = ("text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg", "image/svg+xml")
_OUTPUT_TYPES = ("stream", "error", "display_data", "execute_result")


def clean_html(source: str | bytes) -> str:
    """HTML in which nothing runs, loads from elsewhere, or covers the page."""
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else str(source)
    # pictures are long, and nothing but letters and digits: the parser need not see them
    pictures: dict[str, str] = {}
    short = _DATA.sub(lambda found: found[1] + _stand_in(found[2], pictures), text)
    if short.count("<") > MAX_TAGS or len(short) > MAX_HTML:
        return _cut(text)
    try:
        cleaned = _cleaned(short)
    except _TooManyAttributesError:
        return _cut(text)
    # each comes back once, so that naming one often does not multiply it
    return _STAND_IN.sub(lambda found: pictures.pop(found[1], found[0]), cleaned)


def _stand_in(picture: str, pictures: dict[str, str]) -> str:
    name = str(len(pictures))
    pictures[name] = picture
    return f"picture{name}"


def _cleaned(text: str) -> str:
    cleaner = Cleaner(
        tags=_TAGS,
        attributes=_allowed,
        protocols=["http", "https", "mailto", "data"],
        css_sanitizer=_STYLES,
        strip=True,
        filters=[_OwnNames],
    )
    cleaner.parser = _Parser(tags=_TAGS, strip=True, consume_entities=False, namespaceHTMLElements=False)
    # MathJax reads the page's text, where a character reference is as good as the character
    plain = _REFERENCES.sub(lambda found: html.escape(html.unescape(found[0])), str(cleaner.clean(text)))
    return _MATH_COMMANDS.sub(r"\\mathrm{\1}", plain)


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """Markdown as HTML, cleaned after rendering: links and images can hide what the source does not show."""
    cell = context.get("cell") or {}
    return render_markdown(source, cell.get("attachments") or {})


def render_markdown(source: str, attachments: Mapping[str, Any]) -> str:
    """Markdown with math as clean HTML; as plain text where it cannot be rendered."""
    if _length(source) > MAX_MARKDOWN:
        return _as_text(source)
    renderer = _Renderer(escape=False, allow_harmful_protocols=True, attachments=dict(attachments))
    try:
        return clean_html(MarkdownWithMath(renderer=renderer).render(source))
    except Exception:  # missing attachments and deep nesting raise; nobody loses feedback for that
        return _as_text(source)


def clean_outputs(outputs: Any, max_bytes: int = 4 << 20) -> list[NotebookNode]:
    """Outputs rebuilt from known fields of known types: what came out of a worker is only data."""
    kept: list[NotebookNode] = []
    room = max_bytes
    for output in outputs if isinstance(outputs, list | tuple) else ():
        clean = _clean_output(output) if isinstance(output, Mapping) else None
        if clean is None:
            continue
        room -= len(str(clean))
        if room < 0:
            kept.append(_stream("stdout", "[further output is not shown]\n"))
            break
        kept.append(clean)
    return kept


class _Renderer(IPythonRenderer):
    """Names headings as JupyterLab does, without a link on each."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        words = html.unescape(re.sub(r"<[^<>]*>", "", text)).strip()
        return f'<h{level} id="{html.escape(words.replace(" ", "-"))}">{text}</h{level}>\n'


class _TooManyAttributesError(Exception):
    """One tag has more attributes than any that is meant to be read."""


class _Parser(BleachHTMLParser):  # type: ignore[misc]
    """Gives up on a tag of endless attributes: the tokenizer compares each with all others."""

    def reset(self) -> None:
        super().reset()
        tokenizer = self.tokenizer
        read = tokenizer.attributeNameState

        def attribute_name() -> bool:
            if len(tokenizer.currentToken["data"]) > MAX_ATTRIBUTES:
                raise _TooManyAttributesError
            return bool(read())

        tokenizer.attributeNameState = attribute_name


class _OwnNames(Filter):  # type: ignore[misc]
    """Keeps names and links of places within the text, and classes among those that only decorate."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token["type"] in ("StartTag", "EmptyTag"):
                token["data"] = _own_names(token["data"])
            yield token


def _own_names(attributes: Mapping[Any, str]) -> dict[Any, str]:
    kept = {}
    for (namespace, name), value in attributes.items():
        if name in ("id", "name"):
            value = _place(value)
        elif name == "href" and _address(value).startswith("#"):
            value = f"#{_place(_address(value)[1:])}"
        elif name == "class":
            value = " ".join(word for word in value.split() if _CLASSES.fullmatch(word))
        if value or name not in ("id", "name", "class"):
            kept[namespace, name] = value
    return kept


def _place(name: str) -> str:
    """The name of a place in a text: letters, digits and hyphens, the same each time it is cleaned."""
    safe = re.sub(r"[^A-Za-z0-9-]", "", unquote(html.unescape(name)))[:100]
    return safe if safe.startswith(PLACE) or not safe else PLACE + safe


class SafeOutputs(NbGraderPreprocessor):
    """Leaves of a notebook only what templates escape or ``clean_html`` cleans."""

    # HTMLExporter configures this for all preprocessors; one that is not told warns each time
    display_data_priority: Any = List().tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        known = ("kernelspec", "language_info", "autograder")
        nb.metadata = NotebookNode({key: nb.metadata[key] for key in known if key in nb.metadata})
        room = MAX_MARKDOWN_OF_NOTEBOOK
        for cell in nb.cells:
            _clean_cell(cell)
            if cell.cell_type == "markdown":
                room -= _length(cell.source)
                cell.source = cell.source if room >= 0 else "*This text is not shown: the notebook is too long.*"
        return nb, resources


def _length(source: str) -> int:
    """Characters to be rendered; pictures that stand in the text as data do not count."""
    return len(_DATA.sub("", source))


def _clean_cell(cell: NotebookNode) -> None:
    known = ("nbgrader", "autograder")
    cell.metadata = NotebookNode({key: cell.metadata[key] for key in known if key in cell.metadata})
    if cell.cell_type == "code":
        cell.outputs = clean_outputs(cell.outputs)
    if cell.cell_type == "raw":
        cell.source = html.escape(cell.source)


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag == "a" and name == "href":
        return _LINKS.fullmatch(_address(value)) is not None
    if tag == "img" and name == "src":
        # no remote images: a page that is opened must not tell anybody that it was
        return _IMAGES.fullmatch(_address(value)) is not None
    if tag == "input" and name == "type":
        return value == "checkbox"
    return name in _ATTRIBUTES["*"] or name in _ATTRIBUTES.get(tag, ())


def _address(value: str) -> str:
    """What a browser makes of an attribute's text, but for control characters: it would drop some, we refuse all."""
    return html.unescape(value).strip(" ")


def _as_text(source: str) -> str:
    return f"<pre>{html.escape(source)}</pre>"


def _cut(text: str) -> str:
    """The beginning of HTML that is too much to clean."""
    why = f"This HTML is too long to show ({len(text)} characters); its beginning as plain text:"
    return f"<p>{why}</p>{_as_text(text[:_SHOWN])}"


def _clean_output(output: Mapping[str, Any]) -> NotebookNode | None:
    kind = output.get("output_type")
    if kind == "stream":
        return _stream("stderr" if output.get("name") == "stderr" else "stdout", _joined(output.get("text")))
    if kind == "error":
        trace = output.get("traceback")
        lines = [_joined(line) for line in trace] if isinstance(trace, list) else []
        return NotebookNode(
            output_type="error",
            ename=_joined(output.get("ename")),
            evalue=_joined(output.get("evalue")),
            traceback=lines,
        )
    if kind not in _OUTPUT_TYPES:
        return None
    data = output.get("data")
    shown = {mime: text for mime in _SAFE_OUTPUTS if (text := _shown(data, mime)) is not None}
    clean = NotebookNode(output_type=kind, metadata=NotebookNode(), data=NotebookNode(shown))
    if kind == "execute_result":
        clean["execution_count"] = None
    return clean if shown else None


def _shown(data: Any, mime: str) -> str | None:
    if not isinstance(data, Mapping) or mime not in data:
        return None
    text = _joined(data[mime])
    if mime in ("image/png", "image/jpeg"):
        packed = "".join(text.split())
        return packed if re.fullmatch(r"[A-Za-z0-9+/]*={0,2}", packed) else None
    if mime == "text/html":
        return clean_html(text)
    return _MATH_COMMANDS.sub(r"\\mathrm{\1}", text) if mime == "text/latex" else text


def _stream(name: str, text: str) -> NotebookNode:
    return NotebookNode(output_type="stream", name=name, text=text)


def _joined(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
