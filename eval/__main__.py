"""The command line: `python -m eval [QUESTIONS.jsonl]` and `python -m eval beir DIR`.

Figures go to stdout, everything else to stderr. Exit codes: 0 done, 2 wrong usage or input,
1 a defect (a quotation that does not stand in its source).
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from index.errors import InputError, TiaowenError
from index.store import default_store, file_sha256

if TYPE_CHECKING:
    from eval.run import Evaluation
    from index.encoder import Encoder
    from index.store import Store

__all__ = ["main"]

_BAD_INPUT, _DEFECT = 2, 1
_QUESTIONS = Path(__file__).parent / "questions.jsonl"


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
        parser.add_argument(
            "--ablate", action="store_true", help="逐一去掉各个信号再评测 (without each signal)"
        )
        parser.add_argument(
            "--write-baseline",
            action="store_true",
            help="把这次的指标写入 eval/baseline.json，供测试比较 (what the tests compare with)",
        )
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
    from eval.terminal import describe
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
    if options.ablate:
        figures["ablation"] = _ablate(store, encoder, evaluation, options.lang)
    if options.write_baseline:
        from eval.baseline import write_baseline

        write_baseline(store, figures)
    if options.report:
        from eval.report import write_report

        write_report(options.report, evaluation)
    _print(figures, options, describe(figures, options.lang))
    if figures["citations_verified"] == 1:
        return 0
    wrong = {
        "zh": "有引文与原文不一致：这是程序缺陷，请报告。",
        "en": "A quotation does not stand in its source: this is a defect, please report it.",
    }
    print(wrong[options.lang], file=sys.stderr)
    return _DEFECT


def _ablate(
    store: "Store", encoder: "Encoder", evaluation: "Evaluation", lang: str
) -> dict[str, dict[str, float | None]]:
    from tqdm import tqdm

    from eval.ablate import ablate, variants

    name = {"zh": "消融", "en": "ablation"}[lang]
    without = variants(store, encoder)
    total = len(without) * len(evaluation.results)
    with tqdm(total=total, desc=name, file=sys.stderr) as bar:
        return ablate(without, evaluation.results, bar.update)


def _beir(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from eval.beir import load, measure, open_tables
    from eval.run import provenance
    from eval.terminal import describe_beir
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
    _print(figures, options, describe_beir(figures, options.lang))
    return 0


def _print(figures: Mapping[str, Any], options: argparse.Namespace, plain: str) -> None:
    print(json.dumps(figures, ensure_ascii=False, indent=1) if options.json else plain)
    if options.report:
        line = {"zh": "报告已写入", "en": "the report is in"}[options.lang]
        print(f"{line} {options.report}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
