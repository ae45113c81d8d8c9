"""The command line: index, ask, show, check. Answers go to stdout, everything else to stderr.

Exit codes: 0 answered, 3 honestly not answered, 2 wrong usage or input, 1 a defect.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from index.errors import TiaowenError
from index.store import default_store
from qa.answer import Answer

__all__ = ["main"]

_BAD_INPUT, _NOT_ANSWERED = 2, 3


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(_BAD_INPUT, f"用法有误：{message}；用 {self.prog} --help 查看用法\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m qa",
        description="就中文文件提问，得到原文条款和可核对的出处。"
        " (Ask Chinese documents, get the very clauses with citations.)",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--store", type=Path, default=default_store(), help="索引文件夹")
        command.add_argument("--lang", choices=["zh", "en"], default="zh", help="提示语言")
        return command

    index = add("index", "建立或更新索引 (build or update a store)")
    index.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
    index.add_argument("--model", help="sentence-transformers 模型的名称或文件夹")
    ask = add("ask", "提问 (ask a question)")
    ask.add_argument("question", metavar="QUESTION", help="问题")
    ask.add_argument("--top", type=_positive, default=5, metavar="N", help="最多给出几段，默认 5")
    ask.add_argument("--document", action="append", default=[], metavar="TITLE", help="只查此文件")
    ask.add_argument("--json", action="store_true", help="输出 JSON")
    show = add("show", "按条号查看一条 (show one clause)")
    show.add_argument("label", metavar="LABEL", help="第十二条、（二十一）、12")
    show.add_argument("--document", metavar="TITLE", help="只查此文件")
    show.add_argument("--json", action="store_true", help="输出 JSON")
    check = add("check", "检查文件的结构，或索引是否完好 (outline of files, health of a store)")
    check.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="文件或文件夹；不写则检查索引"
    )
    check.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 1000:
        raise argparse.ArgumentTypeError("应为 1 到 1000 的整数")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    commands = {"index": _index, "ask": _ask, "show": _show, "check": _check}
    try:
        return commands[options.command](options)
    except TiaowenError as error:
        print(error.zh if options.lang == "zh" else error.en, file=sys.stderr)
        return _BAD_INPUT
    except KeyboardInterrupt:
        print("已中断；原有索引不受影响。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say
        return 0


def _index(options: argparse.Namespace) -> int:
    from index.build import build
    from qa.progress import ProgressBar

    with ProgressBar(options.lang) as bar:
        report = build(options.paths, options.store, options.model, bar)
    for note in (*([report.lost] if report.lost else []), *report.failures):
        print(note.zh if options.lang == "zh" else note.en, file=sys.stderr)
    c = report.counts
    lines = {
        "zh": f"已索引 {c.documents} 个文件、{c.clauses} 条、{c.sentences} 句"
        f"（新向量 {report.embedded} 个），{len(report.failures)} 个文件无法读取：{options.store}",
        "en": f"indexed {c.documents} documents, {c.clauses} clauses, {c.sentences} sentences "
        f"({report.embedded} new vectors), {len(report.failures)} files not read: {options.store}",
    }
    print(lines[options.lang], file=sys.stderr)
    return _BAD_INPUT if report.failures else 0


def _ask(options: argparse.Namespace) -> int:
    from qa.assistant import Assistant

    answer = Assistant.load(options.store).ask(options.question, options.top, options.document)
    return _print(answer, options)


def _show(options: argparse.Namespace) -> int:
    from qa.assistant import Assistant

    return _print(Assistant.load(options.store).show(options.label, options.document), options)


def _print(answer: Answer, options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))
    else:
        print(_plain(answer, options.lang))
    return 0 if answer.answered else _NOT_ANSWERED


def _plain(answer: Answer, lang: str) -> str:
    """The answer for reading in a terminal; highlighted sentences stand between 【 and 】."""
    blocks = [] if answer.answered else [answer.message if lang == "zh" else answer.message_en]
    for passage in answer.passages:
        text, at = passage.text, passage.citation.start
        for mark in reversed(passage.highlights):
            text = f"{text[: mark.start - at]}【{mark.text}】{text[mark.end - at :]}"
        below = (
            {"zh": "，低于阈值", "en": ", below threshold"}[lang] if passage.below_threshold else ""
        )
        blocks.append(
            f"{passage.rank}. {passage.citation.text}（{passage.score:.2f}{below}）\n{text}\n"
            f"   {passage.citation.source} [{passage.citation.start}, {passage.citation.end})"
        )
    return "\n\n".join(blocks)


def _check(options: argparse.Namespace) -> int:
    from qa.check import check_files, check_store, describe

    result: list[dict[str, Any]] | dict[str, Any]
    result = check_files(options.paths) if options.paths else check_store(options.store)
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        print(describe(result))
    entries = result if isinstance(result, list) else [result]
    return _BAD_INPUT if any(entry["error"] for entry in entries) else 0


if __name__ == "__main__":
    sys.exit(main())
