"""Whether the passage that comes first speaks of what a question is about and the store does not
have: another document may cite the very clause (公司法第八十八条), or the rules. No search happens
here.
"""

import re
from collections.abc import Sequence

from index.normalise import search_copy
from index.patterns import regex
from qa.answer import Passage
from qa.question.elsewhere import tells_of
from qa.question.law_names import NATIONAL_LAWS
from qa.question.question import Question

__all__ = ["not_told_of"]

_MARKS = regex(r"[《》〈〉<>\s]|中华人民共和国")


def not_told_of(question: Question, first: Sequence[Passage], answered: bool) -> str:
    """The name of what a question is about, if it is not there and the passage that comes `first`
    does not speak of it either, or cite the very clause that is asked about.
    """
    if question.cited:
        texts = [_MARKS.sub("", search_copy(f"{p.citation.document} {p.text}")) for p in first]
        is_cited = any(_cites(text, clause) for text in texts for clause in question.cited)
        return "" if answered and is_cited else question.absent[0]
    told = tells_of(question.elsewhere, [h.text for p in first for h in p.highlights])
    return "" if told else question.elsewhere


def _cites(text: str, clause: str) -> bool:
    """Whether a text cites a clause (合同法第十条: not 劳动合同法第十条, 合同法第十条之一)."""
    name = clause[: clause.rindex("第")]
    others = [law for law in NATIONAL_LAWS if law.endswith(name) and law != name]
    return any(
        not text.endswith(tuple(others), 0, match.start() + len(name))
        for match in re.finditer(f"{re.escape(clause)}(?!之)", text)
    )
