"""Questions with their evidence: loading, checking, and what counts as relevant."""

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import InputError

__all__ = [
    "SHIPPED",
    "EvalQuestion",
    "fault",
    "jsonl",
    "load",
    "question_of",
    "read",
    "relevant",
    "squeeze",
    "strings",
    "text_of",
    "unreadable",
]

SHIPPED = Path(__file__).parent / "questions.jsonl"  # about the two documents in corpus/


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """One question. `evidence`: verbatim substrings of the documents, any of which answers it;
    none if the documents do not. `document`: the title of the only document that counts.
    """

    id: str
    question: str
    kind: str
    evidence: tuple[str, ...]
    document: str | None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.evidence)


def squeeze(text: str) -> str:
    """`text` without white space."""
    return "".join(text.split())


def relevant(text: str, evidence: Sequence[str]) -> bool:
    """Whether `text` holds one of the evidence strings, white space ignored."""
    plain = squeeze(text)
    return any(squeeze(piece) in plain for piece in evidence)


def load(path: Path) -> tuple[EvalQuestion, ...]:
    """The questions of a JSON Lines file, in order. Raises InputError naming file and line."""
    return _questions(jsonl(path), path)


def read(text: str, name: str) -> tuple[EvalQuestion, ...]:
    """The same of the text of such a file, which errors call `name`; "" if it is in no file."""
    return _questions(_objects(text, name), name)


def _questions(
    entries: Sequence[tuple[int, dict[str, Any]]], path: Path | str
) -> tuple[EvalQuestion, ...]:
    questions: list[EvalQuestion] = []
    seen: dict[str, int] = {}
    for number, entry in entries:
        question = question_of(entry, path, number)
        if question.id in seen:
            raise fault(
                *(path, number),
                f"id “{question.id}” 与第 {seen[question.id]} 行重复；每题的 id 应唯一",
                f"id “{question.id}” is used in line {seen[question.id]} already; make it unique",
            )
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise InputError(
            f"{path} 中没有题目" if path else "没有题目",
            f"there is no question in {path}" if path else "there is no question",
        )
    return tuple(questions)


def question_of(entry: dict[str, Any], path: Path | str, number: int) -> EvalQuestion:
    """The question in line `number` of a file. Raises InputError naming what is wrong with it."""
    id_, question, kind = strings(entry, ("id", "question", "kind"), path, number)
    if "evidence" not in entry:
        raise fault(path, number, "缺少 evidence", "evidence is missing")
    evidence, document = entry["evidence"], entry.get("document")
    if not isinstance(evidence, list) or not all(
        isinstance(piece, str) and piece.strip() for piece in evidence
    ):
        raise fault(
            *(path, number),
            "evidence 应为非空字符串的数组（文件没有答案时为 []）",
            "evidence must be an array of strings, none empty ([] if nothing answers)",
        )
    if document is not None and not (isinstance(document, str) and document.strip()):
        raise fault(
            *(path, number),
            "document 应为文件标题或 null",
            "document must be a title or null",
        )
    return EvalQuestion(id_, question, kind, tuple(evidence), document)


def strings(
    entry: dict[str, Any], keys: Sequence[str], path: Path | str, number: int
) -> tuple[str, ...]:
    """The values of `keys` in an entry. Raises InputError unless each is a string with words."""
    for key in keys:
        if key not in entry:
            raise fault(path, number, f"缺少 {key}", f"{key} is missing")
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise fault(
                path, number, f"{key} 应为非空字符串", f"{key} must be a string that is not empty"
            )
    return tuple(entry[key] for key in keys)


def jsonl(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The objects of a JSON Lines file (or .gz) with their line numbers; blank lines are skipped.

    Raises InputError naming the file, and the line that is no JSON object.
    """
    return _objects(text_of(path), path)


def text_of(path: Path) -> str:
    """The text of a file (or .gz) in UTF-8. Raises InputError naming the file."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # it may have no end
            raise InputError(
                f"无法读取 {path}（不是普通文件）；请先存成文件",
                f"cannot read {path} (no regular file); save it as a file first",
            )
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} 不是 UTF-8 文本（第 {error.start} 字节）；请另存为 UTF-8",
            f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8",
        ) from None


def unreadable(path: Path, error: Exception) -> InputError:
    """That a file or folder cannot be read, and why."""
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(
        f"无法读取 {path}（{reason}）；请检查路径和权限",
        f"cannot read {path} ({reason}); check path and permissions",
    )


def _objects(text: str, path: Path | str) -> list[tuple[int, dict[str, Any]]]:
    """The objects in the lines of a text, with their line numbers."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            json.dumps(entry, ensure_ascii=False).encode()  # a lone surrogate can be written \ud800
        except (ValueError, RecursionError):
            raise fault(
                path,
                number,
                "不是合法的 JSON；每行应为一个 JSON 对象",
                "this is no valid JSON; a line holds one object",
            ) from None
        if not isinstance(entry, dict):
            raise fault(path, number, "应为一个 JSON 对象", "a JSON object is expected")
        found.append((number, entry))
    return found


def fault(path: Path | str, number: int, zh: str, en: str) -> InputError:
    """What is wrong in line `number` of a file."""
    zh_path, en_path = (f"{path} ", f"{path}, ") if path else ("", "")
    return InputError(f"{zh_path}第 {number} 行：{zh}", f"{en_path}line {number}: {en}")
