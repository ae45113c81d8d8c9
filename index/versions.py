"""What tells documents of one title apart, in citations and in lists."""

from collections import Counter
from collections.abc import Sequence

from index.catalogue import DocumentInfo

__all__ = ["versions"]


def versions(documents: Sequence[DocumentInfo]) -> tuple[str, ...]:
    """What tells each document from others of the same title: its date, or its source where that
    does not, with its place there where that holds several; "" if no other has its title.
    """
    titles = Counter(d.title for d in documents)
    dated = Counter((d.title, d.date) for d in documents)
    together = Counter((d.title, d.source) for d in documents)
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for document in documents:
        key = (document.title, document.source)
        seen[key] += 1
        if titles[document.title] == 1:
            found.append("")
        elif document.date and dated[document.title, document.date] == 1:
            found.append(document.date)
        else:
            found.append(document.source + (f" 第{seen[key]}篇" if together[key] > 1 else ""))
    return tuple(found)
