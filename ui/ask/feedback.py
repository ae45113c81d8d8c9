"""What readers say of answers, one JSON line each; `python -m eval feedback FILE` makes questions
of the lines that somebody has reviewed. Nothing is written unless the operator names a file.
"""

import datetime
import json
import os
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from eval.feedback import VERDICTS
from index.errors import InputError
from qa.answer import Answer, Passage

__all__ = ["VERDICTS", "record"]

_LONGEST = 500  # characters of a question that are kept
_MOST = 5  # citations that are kept
_LARGEST = 64 * 2**20  # bytes of the file
_PATIENCE = 5  # seconds to wait for others who write


def record(path: Path, answer: Answer, verdict: str) -> None:
    """Append what a reader says of `answer` to the file at `path`; whole lines, whoever else
    writes. `verdict` is one of `VERDICTS`. Raises InputError if it cannot be written.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"no verdict: {verdict!r}")
    line = json.dumps(_entry(answer, verdict), ensure_ascii=False) + "\n"
    # A question may hold half a surrogate pair, which no UTF-8 can.
    data = line.encode("utf-8", "replace")
    try:
        with FileLock(f"{path}.lock", timeout=_PATIENCE):
            _append(path, data)
    except Timeout:
        raise InputError(
            f"{path} 正被占用，评价没有记下；请稍后再试",
            f"{path} is in use, so this was not noted; try again in a moment",
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"评价没有记下：无法写入 {path}（{reason}）；请用 --feedback 指定可写的文件",
            f"this was not noted: cannot write {path} ({reason}); name another with --feedback",
        ) from error


def _append(path: Path, data: bytes) -> None:
    with path.open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        if size + len(data) > _LARGEST:
            raise InputError(
                f"{path} 已满（{_LARGEST // 2**20} MiB），评价没有记下；请换一个文件",
                f"{path} is full ({_LARGEST // 2**20} MiB), so this was not noted; name another",
            )
        if size:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":  # a line that was cut short when a disk was full
                data = b"\n" + data
        file.write(data)


def _entry(answer: Answer, verdict: str) -> dict[str, Any]:
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "verdict": verdict,
        "question": answer.question[:_LONGEST],
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "citations": [_cited(passage) for passage in answer.passages[:_MOST]],
        "store": answer.store.id,
    }


def _cited(passage: Passage) -> dict[str, Any]:
    """What proves which words were shown, and the sentences that were marked in them."""
    names = ("document", "text", "start", "end", "source", "source_sha256", "text_sha256")
    citation = passage.citation.to_json()
    return {name: citation[name] for name in names} | {
        "score": round(passage.score, 4),
        "highlights": [mark.text for mark in passage.highlights],
    }
