"""Web pages -> sources: the text of the page's body, line by line as a browser would show it.

Navigation, footers and the like are left out, and that is reported. A library that guesses the main
text was measured and left out: it lost three articles in a thousand, and the title of most pages.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import SourceError
from index.formats.number_formats import write_number
from index.model import Heading, Problem, Source, Span
from index.numerals import find_label

__all__ = ["declared_codec", "read_html"]

_META = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_META_BYTES = 4096
_NEVER = {
    *("head", "script", "style", "noscript", "template", "iframe", "object", "svg", "canvas"),
    *("button", "select", "option", "textarea", "input", "rt", "rp", "del", "audio", "video"),
}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"),
    *("dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "legend", "li", "main", "nav", "ol", "p", "pre"),
    *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_AROUND = {"nav", "footer", "aside"}  # elements that stand around the text
_ROLES = {"navigation", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar"}
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|topbar|footer|foot|copyright|breadcrumbs?|crumbs?"
    r"|sidebar|share|pagination|pager|toolbar|friend-?links?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_AROUND = 400  # characters; what is longer is text, whatever its class says
_FEWEST_LINKS = 3
_CLAUSES = {"article", "bracket", "comma"}
_LONGEST_ENTRY = 20
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_CELL_LINES, _CELL_CHARACTERS = 3, 200  # beyond both, a cell is there for the layout
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def declared_codec(data: bytes) -> str:
    """The encoding that a page says it is in, "" if it says none."""
    found = _META.search(data[:_META_BYTES])
    return found[1].decode("ascii").lower() if found else ""


def read_html(data: bytes, text: str, encoding: str, name: str) -> Source:
    """The source that a page holds, given its bytes and the `text` they decode to. `name` is what
    errors and citations call it. Raises SourceError in one line.
    """
    page = _Page()
    body = _body(text, name)
    around = _around(body)
    page.write(body, around)
    if not "".join(page.lines).strip():  # nothing but links: then they are the text
        around, page = set(), _Page()
        page.write(body, around)
    digest = hashlib.sha256(data).hexdigest()
    text = "".join(page.lines)
    headings, problems = tuple(page.headings), tuple(page.problems())
    return Source(name, digest, text, encoding, headings=headings, problems=problems)


def _body(text: str, name: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    limited = [entry for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
    if limited:
        raise SourceError(
            f"{name}：网页嵌套太深或段落太长，无法解析；请另存为纯文本（.txt）",
            f"{name}: the page is nested too deeply or has too long a text; save it as plain text",
        )
    body = None if root is None else root.find("body")
    return etree.Element("body") if body is None else body


@dataclass(frozen=True, slots=True)
class _Weight:
    """What an element holds: characters, those in links to elsewhere, how many such links there
    are, whether there is a sentence in it, and whether there is a clause or a main heading.
    """

    characters: int = 0
    linked: int = 0
    links: int = 0
    sentence: bool = False
    clause: bool = False


def _around(body: Any) -> set[Any]:
    """The elements that stand around the text: navigation, footers, lists of links."""
    elements = [element for element in body.iter() if isinstance(element.tag, str)]
    weights: dict[Any, _Weight] = {}
    for element in reversed(elements):  # children come before their parents
        weights[element] = _weigh(element, weights)
    most = min(_MOST_AROUND, weights[body].characters // 2)
    found: set[Any] = set()
    for element in elements[1:]:
        weight = weights[element]
        if element.getparent() in found:
            found.add(element)
        elif element.tag in _BLOCKS and weight.characters and not weight.clause:
            links = weight.links >= _FEWEST_LINKS and weight.linked * 5 > weight.characters * 4
            named = weight.characters <= most and _is_named_around(element)
            if named or (links and not weight.sentence):
                found.add(element)
    return found


def _weigh(element: Any, weights: dict[Any, _Weight]) -> _Weight:
    if element.tag in _NEVER or _is_hidden(element):
        return _Weight()
    inside = [weights[child] for child in element if child in weights]
    texts = [(text or "").strip() for text in (element.text, *(child.tail for child in element))]
    characters = sum(map(len, texts)) + sum(weight.characters for weight in inside)
    away = element.tag == "a" and not (element.get("href") or "#").startswith("#")
    return _Weight(
        characters,
        characters if away else sum(weight.linked for weight in inside),
        1 if away else sum(weight.links for weight in inside),
        any("。" in text for text in texts) or any(weight.sentence for weight in inside),
        element.tag == "h1" or any(map(_is_clause, texts)) or any(w.clause for w in inside),
    )


def _is_clause(text: str) -> bool:
    """Whether a text is a clause, and not just its name in a table of contents."""
    label = find_label(text)
    return label is not None and label[0].family in _CLAUSES and len(text) > _LONGEST_ENTRY


def _is_named_around(element: Any) -> bool:
    """Whether an element's tag, role, class or id says that it stands around the text."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    named = element.get("role") in _ROLES or _NAMES.search(names) is not None
    return element.tag in _AROUND or named


def _is_hidden(element: Any) -> bool:
    style = element.get("style") or ""
    return element.get("hidden") is not None or _HIDDEN.search(style) is not None


class _Page:
    """Writes a page's text, line by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.headings: list[Heading] = []
        self._length = 0
        self._words = ""  # of the line that is being written
        self._level = 0  # of the heading we are in
        self._left_out: dict[str, list[tuple[int, str]]] = {}  # kind -> offsets and texts

    def write(self, element: Any, around: set[Any]) -> None:
        """Write an element and all in it, but for what stands around the text."""
        if not isinstance(element.tag, str) or element.tag in _NEVER:
            return
        if element in around or _is_hidden(element):
            kind = "导航、页脚等页面文字" if element in around else "网页不显示的文字"
            text = " ".join("".join(element.itertext()).split())
            self._left_out.setdefault(kind, []).append((self._length, text))
        elif element.tag == "br":
            self._end_line()
        elif element.tag == "tr":
            self._row(element, around)
        elif element.tag in _BLOCKS:
            self._block(element, around)
        else:
            self._inside(element, around)

    def problems(self) -> Iterator[Problem]:
        """What was left out."""
        for kind, pieces in self._left_out.items():
            texts = [(at, text) for at, text in pieces if text]
            if texts:
                at, sample = texts[0]
                size = sum(len(text) for _, text in texts)
                message = f"略去{kind} {len(texts)} 处（共 {size} 字）：“{sample[:20]}”"
                yield Problem("removed", Span(at, at), message)

    def _block(self, element: Any, around: set[Any]) -> None:
        self._end_line()
        outer = self._level
        if re.fullmatch("h[1-6]", element.tag):
            self._level = int(element.tag[1])
        if element.tag == "li":
            self._words = _item_label(element)
        if element.tag == "pre":
            self._preformatted(element)
        else:
            self._inside(element, around)
        self._end_line()
        self._level = outer

    def _inside(self, element: Any, around: set[Any]) -> None:
        self._add(element.text)
        for child in element:
            self.write(child, around)
            self._add(child.tail)

    def _preformatted(self, element: Any) -> None:
        for line in "".join(element.itertext()).split("\n"):
            self._words = line.rstrip()
            self._end_line(as_it_is=True)

    def _row(self, row: Any, around: set[Any]) -> None:
        """A row of a table in one line, unless its cells are there for the layout."""
        self._end_line()
        cells = [cell for cell in row if cell.tag in ("td", "th") and cell not in around]
        filled = [cell for cell in cells if "".join(cell.itertext()).strip()]
        if len(filled) <= 1 or any(map(_is_page, filled)):
            self._inside(row, around)
        else:
            words = []
            for cell in cells:
                one = _Page()
                one._inside(cell, around)
                one._end_line()
                words.append(" ".join("".join(one.lines).split("\n")).strip())
            self._words = "\t".join(words).rstrip("\t")
            self._end_line(as_it_is=True)
        self._end_line()

    def _add(self, text: str | None) -> None:
        self._words += text or ""

    def _end_line(self, as_it_is: bool = False) -> None:
        """Write the line, if it has words, with its white space as a browser shows it."""
        words, self._words = _NOT_TEXT.sub("", self._words), ""
        if not as_it_is:
            words = re.sub(rf"(?<=[{_HAN}])[ \t\r]*\n[ \t\r\n]*(?=[{_HAN}])", "", words)
            words = re.sub(r"[ \t\r\n\f]+", " ", words).strip(" ")
        if not words.strip():
            return
        if self._level:
            self.headings.append(Heading(self._length, self._level))
        self.lines.append(words + "\n")
        self._length += len(words) + 1


def _item_label(item: Any) -> str:
    """The number that a browser puts before an item of a list; "" for a bullet, or where the item
    itself begins with a label.
    """
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or ""):
        return ""
    if find_label("".join(item.itertext()).strip()):
        return ""
    number = _whole(parent.get("start"), 1)
    for other in parent.iterchildren("li"):
        number = _whole(other.get("value"), number)
        if other is item:
            break
        number += 1
    return f"{write_number(number, _FORMS.get(parent.get('type') or '', 'decimal'))}. "


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default


def _is_page(cell: Any) -> bool:
    """Whether a cell is there for the layout: it holds paragraphs of text, or another table."""
    if next(cell.iterdescendants("table"), None) is not None:
        return True
    breaks: Sequence[Any] = list(cell.iterdescendants("p", "br", "div", "li"))
    return len(breaks) > _CELL_LINES and len("".join(cell.itertext())) > _CELL_CHARACTERS
