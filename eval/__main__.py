"""The command line: `python -m eval [QUESTIONS.jsonl]` and `python -m eval beir DIR`.

Figures go to stdout, everything else to stderr. Exit codes: 0 done, 2 wrong usage or input,
1 a defect (a quotation that does not stand in its source).
"""

import argparse
import json
import sys
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from index.errors import InputError, TiaowenError
from index.store import default_store, file_sha256

__all__ = ["main"]

_BAD_INPUT, _DEFECT = 2, 1
_QUESTIONS = Path(__file__).parent / "questions.jsonl"
_METHODS = {
    "zh": {"ours": "本系统", "bm25": "仅 BM25", "dense_clause": "仅条款向量", "random": "随机"},
    "en": {"ours": "ours", "bm25": "BM25", "dense_clause": "clause vectors", "random": "random"},
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(_BAD_INPUT, f"用法有误：{message}；用 {self.prog} --help 查看用法\n")


def _parser(beir: bool) -> argparse.ArgumentParser:
    if beir:
        parser = _Parser(
            prog="python -m eval beir",
            description="在 BEIR 格式的数据集上评测检索 (measure retrieval on a BEIR data set)。",
        )
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="corpus.jsonl[.gz]、queries.jsonl、qrels/*.tsv"
        )
        parser.add_argument("--limit", type=_positive, metavar="N", help="只用前 N 个问题")
    else:
        parser = _Parser(
            prog="python -m eval",
            description="用题目评测问答，给出指标和报告 (evaluate with questions)。",
            epilog="另见 python -m eval beir --help：BEIR 格式的数据集 (BEIR data sets)。",
        )
        parser.add_argument(
            "questions",
            nargs="?",
            type=Path,
            default=_QUESTIONS,
            metavar="QUESTIONS.jsonl",
            help="题目文件，默认 eval/questions.jsonl",
        )
        parser.add_argument("--store", type=Path, default=default_store(), help="索引文件夹")
    parser.add_argument("--report", type=Path, metavar="DIR", help="把 JSON 和 HTML 报告写入此处")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="提示语言")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("应为正整数")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    beir = words[:1] == ["beir"]
    options = _parser(beir).parse_args(words[1:] if beir else words)
    try:
        if options.report and options.report.exists() and not options.report.is_dir():
            raise InputError(
                f"{options.report} 是文件；请用 --report 指定一个文件夹",
                f"{options.report} is a file; name a folder with --report",
            )
        return _beir(options) if beir else _questions(options)
    except TiaowenError as error:
        print(error.zh if options.lang == "zh" else error.en, file=sys.stderr)
        return _BAD_INPUT
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say
        return 0


def _questions(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from eval.dataset import load
    from eval.run import evaluate, provenance
    from index.encoder import load_encoder
    from index.store import open_store

    questions = load(options.questions)
    store = open_store(options.store)
    encoder = load_encoder(store.manifest.model)
    name = {"zh": "提问", "en": "asking"}[options.lang]
    with tqdm(total=len(questions), desc=name, file=sys.stderr) as bar:
        evaluation = evaluate(store, encoder, questions, bar.update)
    figures = evaluation.figures
    figures["provenance"] = {"store": store.manifest.id} | provenance(encoder, options.questions)
    if options.report:
        from eval.report import write_report

        write_report(options.report, evaluation)
    _print(figures, options, _describe(figures, options.lang))
    if figures["citations_verified"] == 1:
        return 0
    wrong = {
        "zh": "有引文与原文不一致：这是程序缺陷，请报告。",
        "en": "A quotation does not stand in its source: this is a defect, please report it.",
    }
    print(wrong[options.lang], file=sys.stderr)
    return _DEFECT


def _beir(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from eval.beir import load, measure, open_tables
    from eval.run import provenance
    from index.encoder import load_encoder
    from qa.progress import ProgressBar

    benchmark = load(options.folder, options.limit)
    encoder = load_encoder()
    name = {"zh": "检索", "en": "searching"}[options.lang]
    with tempfile.TemporaryDirectory() as temporary:
        cache = options.report / "cache" if options.report else Path(temporary)
        with ProgressBar(options.lang) as stages:
            tables = open_tables(benchmark, encoder, cache, stages)
        with tqdm(total=len(benchmark.queries), desc=name, file=sys.stderr) as bar:
            figures = measure(benchmark, tables, encoder, bar.update)
    figures["provenance"] = {"corpus_sha256": file_sha256(benchmark.corpus_path)} | provenance(
        encoder, benchmark.queries_path
    )
    if options.report:
        from eval.report import write_beir

        write_beir(options.report, figures)
    _print(figures, options, _describe_beir(figures, options.lang))
    return 0


def _print(figures: Mapping[str, Any], options: argparse.Namespace, plain: str) -> None:
    print(json.dumps(figures, ensure_ascii=False, indent=1) if options.json else plain)
    if options.report:
        line = {"zh": "报告已写入", "en": "the report is in"}[options.lang]
        print(f"{line} {options.report}", file=sys.stderr)


def _describe(figures: Mapping[str, Any], lang: str) -> str:
    """The figures for reading in a terminal."""
    from eval.judge import RANKING

    refusal, latency = figures["refusal"], figures["latency_ms"]
    rows = _methods(figures, RANKING, lang)
    kinds = list(figures["by_kind"].items())
    names = list(dict.fromkeys(name for _, row in kinds for name in row if name != "n"))
    by_kind = [["", "n", *names]]
    by_kind += [
        [kind, str(row["n"]), *(_number(row[n]) if n in row else "" for n in names)]
        for kind, row in kinds
    ]
    values = {
        "questions": figures["questions"],
        "answerable": figures["answerable"],
        "highlight": _number(figures["highlight_recall"]),
        "auroc": _number(refusal["auroc"]),
        "false": _number(refusal["false_refusal"]),
        "correct": _number(refusal["correct_refusal"]),
        "ece": _number(figures["calibration"]["ece"]),
        "verified": _number(figures["citations_verified"]),
        "p50": latency["p50"],
        "p95": latency["p95"],
    }
    return "\n\n".join(
        (_TEXT[lang][0].format(**values), _table(rows), _TEXT[lang][1].format(**values))
        + (_table(by_kind),)
        + _listed("missing", figures["evidence_not_in_store"], lang)
    )


_TEXT = {
    "zh": (
        "{questions} 题，其中 {answerable} 题可回答",
        "依据被标出 {highlight}；拒答：区分度 {auroc}，误拒 {false}，正拒 {correct}；"
        "校准误差 {ece}\n引文逐字一致 {verified}；每题用时 p50 {p50} ms，p95 {p95} ms",
    ),
    "en": (
        "{questions} questions, {answerable} of them answerable",
        "evidence highlighted {highlight}; refusal: AUROC {auroc}, answerable declined {false}, "
        "unanswerable declined {correct}; calibration error {ece}\n"
        "quotes verified {verified}; time for a question p50 {p50} ms, p95 {p95} ms",
    ),
}


_LISTED = {
    "zh": {"missing": "依据不在索引中的题：", "blank": "没有文字、未计入的问题："},
    "en": {"missing": "evidence not in the store: ", "blank": "queries without text, left out: "},
}


def _listed(what: str, ids: Sequence[str], lang: str) -> tuple[str, ...]:
    return (_LISTED[lang][what] + ", ".join(ids),) if ids else ()


def _describe_beir(figures: Mapping[str, Any], lang: str) -> str:
    line = {
        "zh": "{dataset}：{queries} 个问题，{corpus} 篇",
        "en": "{dataset}: {queries} queries, {corpus} entries",
    }[lang]
    rows = _methods(figures, list(figures["intervals"]), lang)
    blank = _listed("blank", figures["queries_without_text"], lang)
    return "\n\n".join((line.format(**figures), _table(rows), *blank))


def _methods(figures: Mapping[str, Any], names: Sequence[str], lang: str) -> list[list[str]]:
    methods: dict[str, Mapping[str, Any]] = {"ours": figures, **figures["baselines"]}
    return [["", *names]] + [
        [_METHODS[lang][method], *(_number(values[name]) for name in names)]
        for method, values in methods.items()
    ]


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as aligned columns; a full-width character takes two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            " " * (width - _width(cell)) * (i > 0) + cell + " " * (width - _width(cell)) * (i == 0)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


if __name__ == "__main__":
    sys.exit(main())
