"""A passage as one quotes it elsewhere: plain, in Markdown, in the style of Chinese official
documents (公文). The quote is verbatim; `cited_in` finds the citation in any of them again.
"""

import re

from index.patterns import regex
from qa.answer import Citation, Passage

__all__ = ["cited_in", "even", "markdown", "official", "plain", "title_of", "written"]

_SPECIAL = regex(r"[\\`*_{}\[\]<>&~|$^#]|^(?:[+\-=]|\d+(?=[.)]))", re.MULTILINE)
_NUMERAL = "零〇一二三四五六七八九十百千"
# Where something stands, as headings are labelled -> as one says it.
_SPOKEN = (
    (regex(rf"([{_NUMERAL}]+)、"), r"第\1部分"),
    (regex(rf"（([{_NUMERAL}]+)）"), r"第（\1）条"),
    (regex(r"（(\d+)）"), r"第（\1）条"),
    (regex(r"(?<![\d.])(\d+)[.．、](?!\d)"), r"第\1项"),
)
_WRITTEN = (
    (regex(rf"第([{_NUMERAL}]+)部分"), r"\1、"),
    (regex(r"第(（[^（）]{1,9}）)条"), r"\1"),
)
_UNNUMBERED = regex(r"第\d+段|序言|结语")
_BEGINS_QUOTE = regex(r"(?:规定)?[，：]“|\n")
_DOCUMENT_NUMBER = regex(r"》（[^（）《》]*[〔\[]\d{4}[〕\]][^（）《》]*号）")


def title_of(cited: Citation) -> str:
    """What the text of a citation begins with: the title, and the version if there are several."""
    return f"《{cited.document}》" + (f"（{cited.version}）" if cited.version else "")


def plain(passage: Passage) -> str:
    """The citation, and the quote below it."""
    return f"{passage.citation.text}\n{passage.text}"


def markdown(passage: Passage) -> str:
    """The quote as a block, and the citation below it. Line breaks stay line breaks."""
    lines = _escaped(passage.text).split("\n")
    quoted = "\n".join(f"> {line}  " if line.strip() else ">" for line in lines)
    return f"{quoted}\n\n—— {_escaped(passage.citation.text)}"


def official(passage: Passage, number: str = "") -> str:
    """根据《…决定》第三部分第（十五）条规定，“…”; `number` is the document's (国发〔2022〕5号)."""
    cited = passage.citation
    title = title_of(cited)
    where = _spoken(cited.text.removeprefix(title))
    named = f"{title}（{number}）" if number else title
    says = "" if _UNNUMBERED.fullmatch(cited.label) else "规定"
    return f"根据{named}{where}{says}，“{passage.text}”"


def cited_in(pasted: str) -> str:
    """The citation in what was copied in one of these styles, or `pasted` itself if there is none:
    a clause's label, or its citation alone.
    """
    lines = [line for line in pasted.strip().split("\n") if line.strip() and line[0] != ">"]
    first = (lines or [""])[0]
    if "《" not in first:
        return pasted
    if first.startswith("—— "):
        first = re.sub(r"\\(.)", r"\1", first)
    found = first[first.index("《") :]
    if match := _BEGINS_QUOTE.search(found):
        found = found[: match.start()]
    return _DOCUMENT_NUMBER.sub("》", found).strip()


def even(citation: str) -> str:
    """A citation without what is written now so and now otherwise: 1. as 第1项, and no blanks."""
    return "".join(_spoken(written(citation)).split())


def _spoken(where: str) -> str:
    for pattern, spoken in _SPOKEN:
        where = pattern.sub(spoken, where)
    return where


def written(citation: str) -> str:
    """A citation as it is in the store, if it is spoken: …第三部分第（十五）条 -> …三、（十五）."""
    for pattern, label in _WRITTEN:
        citation = pattern.sub(label, citation)
    return citation


def _escaped(text: str) -> str:
    """`text` with a backslash before what Markdown would take for its own."""
    return _SPECIAL.sub(
        lambda match: f"{match[0]}\\" if match[0].isdecimal() else f"\\{match[0]}", text
    )
