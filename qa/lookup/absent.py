"""What is told of a document that is not there, or not where one looks."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from index.normalise import search_copy
from index.store import Store
from qa.lookup.found import Found
from qa.lookup.parts import titled
from qa.question.reference import Reference

__all__ = [
    "no_such_document",
    "no_such_label",
    "not_answered",
    "nothing_asked",
    "nothing_more",
    "outside",
    "to_compare",
    "told_of",
    "without",
]

_SIDES = 2  # documents that are put side by side
_LONGEST_QUOTED = 40  # characters of a question that are said again
_MOST_TITLES = 5  # documents named when one is asked for that is not there


def outside(store: Store, reference: Reference) -> tuple[str, str]:
    """That the document of a reference is not where it is looked for."""
    titles = dict.fromkeys(titled(store, i) for i in sorted(reference.documents))
    return (
        f"{'、'.join(titles)}不在所选的范围内。",
        f"{', '.join(titles)} is not among what was chosen.",
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


def no_such_label(label: str) -> tuple[str, str]:
    """That no clause has this label, which is not even the number of one."""
    if not label.strip():
        return (
            "请写条号，例如 第十二条、（十二）、12。",
            "Write the number of a clause: 12 or （十二）.",
        )
    return (
        f"没有“{label.strip()[:_LONGEST_QUOTED]}”；请写条号，例如 第十二条、（十二）、12。",
        "No such clause; write its number, such as 12 or （十二）.",
    )


def nothing_asked(question: str) -> tuple[str, str]:
    """That a question is empty, or leaves open what it is about (还有吗, without one before it)."""
    words = " ".join(question.split())[:_LONGEST_QUOTED]
    if not re.search(r"[^\W_]", words):
        return "请输入问题。", "Please enter a question."
    return (
        f"“{words}”没有说要问什么；请写出要问的内容。",
        f"“{words}” does not say what it asks about; please write that too.",
    )


def nothing_more(nearest: Sequence[object]) -> tuple[str, str]:
    """That nothing more answers a question; with the `nearest` passages that follow, if any do."""
    if not nearest:
        return ("没有更多段落了。", "There are no more passages.")
    return (
        "没有更多回答这个问题的段落了；下面是其次接近的段落，仅供参考。",
        "No more passages answer this question; below are the next nearest ones.",
    )


def not_answered(store: Store, within: Collection[int]) -> tuple[str, str]:
    """That a question is not answered; by those documents that it names, if it does."""
    if not within:
        return (
            "这些文件没有回答这个问题；下面是最接近的段落，仅供参考。",
            "These documents do not answer this question; below are the nearest passages.",
        )
    titles = list(dict.fromkeys(f"《{store.documents[i].title}》" for i in sorted(within)))
    shown, more = (
        titles[:_MOST_TITLES],
        ("等", " and others") if titles[_MOST_TITLES:] else ("", ""),
    )
    return (
        f"{''.join(shown)}{more[0]}没有回答这个问题，其他文件没有查；下面是其中最接近的段落，仅供参考。",
        f"{', '.join(shown)}{more[1]} does not answer this question, and no other document was"
        " searched; below are the nearest passages of it.",
    )


def to_compare(store: Store, documents: Collection[int]) -> tuple[str, str] | None:
    """That no clause says how two documents differ, and where one sees it; None if there are more
    or fewer.
    """
    if len(documents) != _SIDES:
        return None
    titles = [titled(store, i) for i in sorted(documents)]
    return (
        f"没有哪一条说{'和'.join(titles)}有何异同；请在“对照”里并排比较，"
        "或运行 python -m qa compare。",
        f"No clause says how {' and '.join(titles)} differ; compare them side by side in the tab"
        " Compare, or with python -m qa compare.",
    )


def without(absent: Sequence[str], found: Found) -> Found:
    """What was found beside documents that are not there, if any are `absent`."""
    zh, en = told_of(absent, (found.missing, found.missing_en))
    return replace(found, missing=zh, missing_en=en)


def told_of(absent: Sequence[str], lines: tuple[str, str]) -> tuple[str, str]:
    """What else is told, after that documents are `absent`, if any are."""
    if not absent:
        return lines
    names = [f"《{name}》" for name in absent]
    zh, en = lines
    en = f"The store does not hold {', '.join(names)}. {en}".rstrip()
    return f"索引中没有{'、'.join(names)}。{zh}", en


def _in_common(name: str, title: str) -> int:
    """How many characters of a name stand in a title in pieces of two or more, in order."""
    blocks = SequenceMatcher(None, name, search_copy(title), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1)
