"""What readers said of answers -> questions, once somebody has reviewed it.

A line is reviewed when a person has added to it either "evidence", a list as in a questions file,
or "accepted": true. An accepted "useful" takes the sentences that were marked in the first passage
for its evidence, an accepted "should_decline" has none; the other verdicts say that something was
wrong but not what is right, so they need "evidence". "kind" and "document" may be added too.
"""

import hashlib
from pathlib import Path
from typing import Any

from eval.dataset import fault, jsonl, question_of, strings

__all__ = ["VERDICTS", "reviewed"]

VERDICTS = ("useful", "wrong_citation", "off_topic", "should_decline")


def reviewed(path: Path) -> tuple[list[dict[str, Any]], int]:
    """The questions in the reviewed lines of the file at `path`, as the lines of a questions file
    have them, and how many lines are not reviewed. Of a question that was reviewed more than once
    the last review counts. Raises InputError naming file and line.
    """
    found: dict[str, dict[str, Any]] = {}
    left = 0
    for number, line in jsonl(path):
        if "evidence" not in line and line.get("accepted") is not True:
            left += 1
            continue
        (text,) = strings(line, ("question",), path, number)
        question = text.strip()
        entry = {
            "id": "f" + hashlib.sha256(question.encode("utf-8")).hexdigest()[:12],
            "question": question,
            "kind": line.get("kind", "feedback"),
            "evidence": line["evidence"] if "evidence" in line else _accepted(line, path, number),
            "document": line.get("document"),
        }
        question_of(entry, path, number)  # only checked
        found.pop(question, None)
        found[question] = entry
    return list(found.values()), left


def _accepted(line: dict[str, Any], path: Path, number: int) -> list[str]:
    """The evidence of a line whose verdict was accepted as it is."""
    verdict = line.get("verdict")
    if verdict == "should_decline":
        return []
    citations = line.get("citations")
    first = citations[0] if isinstance(citations, list) and citations else None
    marked = first.get("highlights") if isinstance(first, dict) else None
    if verdict == "useful" and isinstance(marked, list) and marked:
        return marked
    raise fault(
        *(path, number),
        "这一评价不能直接成为题目；请写上 evidence（文件没有答案时为 []）",
        'this verdict alone makes no question; add "evidence" ([] if nothing answers)',
    )
