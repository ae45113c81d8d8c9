"""The command line: index, ask, show, check. Answers go to stdout, everything else to stderr.

Exit codes: 0 answered, 3 honestly not answered, 2 wrong usage or input, 1 a defect.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

# Whatever takes long to import is imported when a command runs, which may be broken off.
from qa.output import (
    BAD_INPUT,
    Parser,
    dumps,
    inline,
    nonempty,
    path,
    place,
    prepare,
    readable,
    run,
    say,
    warn,
)

if TYPE_CHECKING:
    from qa.answer import Answer

__all__ = ["main"]

_NOT_ANSWERED = 3
_HELP, _JSON = "显示这份说明 (show this help)", "输出 JSON (print JSON)"


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m qa",
        description="就中文文件提问，得到原文条款和可核对的出处。"
        " (Ask Chinese documents, get the very clauses with citations.)",
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help=_HELP)
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name, (text, arguments) in {
        "index": ("建立或更新索引 (build or update a store)", _index_arguments),
        "ask": ("提问 (ask a question)", _ask_arguments),
        "show": ("按条号查看一条 (show one clause)", _show_arguments),
        "compare": ("对照两份文件 (compare two documents)", _compare_arguments),
        "check": (
            "检查文件的结构，或索引是否完好 (outline of files, health of a store)",
            _check_arguments,
        ),
    }.items():
        command = commands.add_parser(name, help=text, description=text, add_help=False)
        _common_arguments(command)
        arguments(command)
    return parser


def _common_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("-h", "--help", action="help", help=_HELP)
    command.add_argument(
        *("--store",),
        type=place,
        metavar="DIR",
        help="索引文件夹，或 milvus://主机:端口/名称；默认 store/ 或环境变量 QA_STORE (folder"
        " of the store, or milvus://host:port/name; by default store/, or the environment"
        " variable QA_STORE)",
    )
    command.add_argument(
        "--lang",
        choices=["zh", "en"],
        default="zh",
        help="提示所用的语言，默认 zh (language of messages)",
    )


def _index_arguments(index: argparse.ArgumentParser) -> None:
    index.add_argument(
        "paths", nargs="+", type=path, metavar="PATH", help="文件或文件夹 (files or folders)"
    )
    index.add_argument(
        "--model",
        type=nonempty,
        metavar="NAME",
        help="sentence-transformers 模型的名称或文件夹 (a model by name or folder)",
    )
    _device_argument(index)


def _ask_arguments(ask: argparse.ArgumentParser) -> None:
    ask.add_argument("question", type=_text, metavar="QUESTION", help="问题 (the question)")
    ask.add_argument(
        *("--top",),
        type=_positive,
        default=5,
        metavar="N",
        help="最多给出几段，默认 5 (the most passages to give; 5 by default)",
    )
    ask.add_argument(
        *("--skip",),
        type=_count,
        default=0,
        metavar="N",
        help="不要前 N 段，从其后的给起 (leave out the first N passages)",
    )
    ask.add_argument(
        "--document",
        type=_title,
        action="append",
        default=[],
        metavar="TITLE",
        help="只查标题（没有时查文件名）含此文字的文件，可重复"
        " (only documents whose title holds this, or, if none does, whose file name; repeatable)",
    )
    ask.add_argument(
        "--reranker",
        type=nonempty,
        metavar="NAME",
        help="重排用的 cross-encoder，名称或文件夹 (a cross-encoder that orders anew)",
    )
    ask.add_argument("--json", action="store_true", help=_JSON)
    _device_argument(ask)


def _device_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--device",
        type=nonempty,
        metavar="NAME",
        help="PyTorch 模型所用的设备：cpu（默认）、cuda、mps，或环境变量 QA_DEVICE"
        " (where models on PyTorch run)",
    )


def _show_arguments(show: argparse.ArgumentParser) -> None:
    show.add_argument(
        *("label",),
        type=_text,
        metavar="LABEL",
        help="第十二条、（二十一）、12，或引文的出处 (a label, or a citation as ask prints it)",
    )
    show.add_argument(
        *("--document",),
        type=_title,
        metavar="TITLE",
        help="只查标题（没有时查文件名）含此文字的文件"
        " (only documents whose title holds this, or, if none does, whose file name)",
    )
    show.add_argument("--json", action="store_true", help=_JSON)


def _compare_arguments(compare: argparse.ArgumentParser) -> None:
    for side, name in (("左文", "LEFT"), ("右文", "RIGHT")):
        compare.add_argument(
            *(name.lower(),),
            type=_text,
            metavar=name,
            help=f"{side}：标题或文件名，写到能分清为止 (a title or a file, or enough of it)",
        )
    compare.add_argument(
        *("--mode",),
        choices=["versions", "statements"],
        help="versions 逐条，statements 逐句；默认由文件决定 (clauses or sentences; by default"
        " as the documents suggest)",
    )
    compare.add_argument("--json", action="store_true", help=_JSON)


def _check_arguments(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "paths",
        nargs="*",
        type=path,
        metavar="PATH",
        help="文件或文件夹；不写则检查索引 (files or folders; none: the store)",
    )
    check.add_argument("--json", action="store_true", help=_JSON)


def _positive(text: str) -> int:
    return _count(text, 1)


def _count(text: str, least: int = 0) -> int:
    if not text.isdecimal() or len(text) > 4 or not least <= int(text) <= 1000:
        words = f"应为 {least} 到 1000 的整数 (a number from {least} to 1000)"
        raise argparse.ArgumentTypeError(words)
    return int(text)


def _text(argument: str) -> str:
    """An argument in valid Unicode: UTF-8 where it is that, whatever the locale says, or else as
    the locale has it. Bytes that are neither become U+FFFD.
    """
    given = os.fsencode(argument)
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError:
        is_known = not any("\ud800" <= character <= "\udfff" for character in argument)
        return argument if is_known else given.decode("utf-8", "replace")


def _title(argument: str) -> str:
    return nonempty(_text(argument))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    prepare()
    options = _parser().parse_args(arguments)
    if device := getattr(options, "device", None):
        os.environ["QA_DEVICE"] = device

    def command() -> int:
        from index.places import default_store

        options.store = options.store or default_store()
        return commands[options.command](options)

    commands = {"index": _index, "ask": _ask, "show": _show, "compare": _compare, "check": _check}
    interrupted = ("已中断，原有索引不受影响。", "interrupted; the store is as it was.")
    return run(command, options.lang, interrupted)


def _index(options: argparse.Namespace) -> int:
    from index.places import build
    from qa.progress import ProgressBar

    with ProgressBar(options.lang) as bar:
        report = build(options.paths, options.store, options.model, bar)
    for note in (*([report.lost] if report.lost else []), *report.failures):
        warn(note.zh if options.lang == "zh" else note.en)
    c = report.counts
    zh = (
        f"索引 {options.store} 现有 {c.documents} 篇（{c.sources} 个文件）、{c.clauses} 条、"
        f"{c.sentences} 句；本次新算向量 {report.embedded} 个"
    )
    en = (
        f"store {options.store} now holds documents: {c.documents} (files: {c.sources}), "
        f"clauses: {c.clauses}, sentences: {c.sentences}; {report.embedded} vectors are new"
    )
    if not c.sources:
        zh += "；原来的文件都已不在，索引现在是空的"
        en += "; the files that it held are gone, and it is empty"
    if report.failures:
        zh += f"；{len(report.failures)} 个文件无法读取，见上"
        en += f"; files that could not be read: {len(report.failures)}, see above"
    warn(zh if options.lang == "zh" else en)
    return BAD_INPUT if report.failures else 0


def _ask(options: argparse.Namespace) -> int:
    from qa.assistant import Assistant

    answer = Assistant.load(options.store, options.reranker).ask(
        options.question, options.top, options.document, skip=options.skip
    )
    return _print(answer, options)


def _show(options: argparse.Namespace) -> int:
    from qa.assistant import Assistant

    return _print(Assistant.load(options.store).show(options.label, options.document), options)


def _print(answer: "Answer", options: argparse.Namespace) -> int:
    if options.json:
        say(dumps(answer.to_json(), 1))
    else:
        say(readable(_plain(answer, options.lang)))
    return 0 if answer.answered else _NOT_ANSWERED


def _plain(answer: "Answer", lang: str) -> str:
    """The answer for reading in a terminal; highlighted sentences stand between 【 and 】."""
    from qa.ranking.rank import falls_short

    line = answer.message if lang == "zh" else answer.message_en
    blocks = [line] if line else []
    for passage in answer.passages:
        text, at = passage.text, passage.citation.start
        for mark in reversed(passage.highlights):
            text = f"{text[: mark.start - at]}【{mark.text}】{text[mark.end - at :]}"
        below = {"zh": "，低于阈值", "en": ", below threshold"}[lang]
        below = below if falls_short(passage) else ""
        blocks.append(
            f"{passage.rank}. {passage.citation.text}（{passage.score:.2f}{below}）\n{text}\n"
            f"   {inline(passage.citation.source)} "
            f"[{passage.citation.start}, {passage.citation.end})"
        )
    return "\n\n".join(blocks)


def _compare(options: argparse.Namespace) -> int:
    from index.places import open_store
    from qa.comparison.compare import compare, named
    from qa.comparison.comparison import describe

    store = open_store(options.store)
    left, right = named(store, options.left), named(store, options.right)
    found = compare(store, left, right, options.mode)
    if options.json:
        say(dumps(found.to_json(), 1))
    else:
        say(readable(describe(found, options.lang)))
    return 0


def _check(options: argparse.Namespace) -> int:
    from index.errors import SourceError
    from qa.check import check_files, check_store, describe

    result: list[dict[str, Any]] | dict[str, Any]
    try:
        result = check_files(options.paths) if options.paths else check_store(options.store)
    except SourceError:  # there is no file, and so no entry
        if options.json:
            say("[]")
        raise
    if options.json:
        say(dumps(result, 1))
    elif report := describe(result, options.lang):
        say(readable(report))
    errors = [
        entry for entry in (result if isinstance(result, list) else [result]) if entry["error"]
    ]
    for entry in errors:
        warn(entry["error"] if options.lang == "zh" else entry["error_en"])
    return BAD_INPUT if errors else 0


if __name__ == "__main__":
    sys.exit(main())
