"""HTML in tests: what a browser makes of it."""

from html.parser import HTMLParser

from index.model import Span

__all__ = ["Page"]

_EMPTY = {"br", "hr", "img", "input", "meta"}


class Page(HTMLParser):
    """The text of some HTML, and which pieces of it are inside which elements."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.elements: list[tuple[str, dict[str, str | None], int, int]] = []
        self._open: list[tuple[str, dict[str, str | None], int]] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            self.elements.append((tag, dict(attrs), len(self.text), len(self.text)))
        else:
            self._open.append((tag, dict(attrs), len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        name, attributes, start = self._open.pop()
        assert name == tag
        self.elements.append((tag, attributes, start, len(self.text)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[tuple[dict[str, str | None], str, Span]]:
        """Elements with the tag, class or attribute `name`: attributes, text, where in all the
        text.
        """
        return sorted(
            (
                (attributes, self.text[a:b], Span(a, b))
                for tag, attributes, a, b in self.elements
                if name == tag
                or name in attributes
                or name in (attributes.get("class") or "").split()
            ),
            key=lambda element: element[2],
        )

    def texts(self, name: str) -> list[str]:
        """The texts of those elements."""
        return [text for _, text, _ in self.all(name)]
