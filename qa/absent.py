"""What is told of a document that is not there, or not where one looks."""

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from index.normalise import search_copy
from index.store import Store
from qa.answer import Passage
from qa.question import Reference

__all__ = ["answered_elsewhere", "no_such_document", "outside"]

_MOST_TITLES = 5  # documents named when one is asked for that is not there


def outside(store: Store, reference: Reference) -> tuple[str, str]:
    """That the document of a reference is not where it is looked for."""
    titles = dict.fromkeys(f"《{store.documents[i].title}》" for i in sorted(reference.documents))
    return (
        f"{'、'.join(titles)}不在所选的范围内。",
        f"{', '.join(titles)} is not among what was chosen.",
    )


def answered_elsewhere(
    store: Store, named: Collection[int], passages: Sequence[Passage], threshold: float
) -> tuple[str, str]:
    """That the documents that a question names do not answer it, if only others do
    (公报里怎么说养老); ("", "") if it names none, or one of them does.
    """
    answering = [p for p in passages if p.score >= threshold]
    if not named or any(p.citation.document_id in named for p in answering):
        return "", ""
    titles = dict.fromkeys(f"《{store.documents[i].title}》" for i in sorted(named))
    return (
        f"{'、'.join(titles)}里没有找到答案；以下出自其他文件。",
        f"No answer was found in {', '.join(titles)}; what follows is from other documents.",
    )


def no_such_document(store: Store, name: str) -> tuple[str, str]:
    """That no document is called so, and which there are, the most similar titles first."""
    documents = sorted(store.documents, key=lambda d: -_in_common(name, d.title))
    titles = [f"《{document.title}》" for document in documents[:_MOST_TITLES]]
    count = len(store.documents)
    zh, en = "".join(titles), ", ".join(titles)
    more = ("等", " and others") if count > len(titles) else ("", "")
    return (
        f"索引中没有《{name}》；现有 {count} 份文件：{zh}{more[0]}。",
        f"The store does not hold 《{name}》; its {count} documents are {en}{more[1]}.",
    )


def _in_common(name: str, title: str) -> int:
    """How many characters of a name stand in a title in pieces of two or more, in order."""
    blocks = SequenceMatcher(None, name, search_copy(title), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1)
