"""The command line: `python -m eval [QUESTIONS.jsonl]`, `python -m eval beir DIR` and
`python -m eval feedback FILE`.

Figures go to stdout, everything else to stderr. Exit codes: 0 done, 2 wrong usage or input,
1 a defect (a quotation that does not stand in its source).
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.dataset import SHIPPED
from index.errors import InputError
from qa.output import Parser, dumps, path, place, prepare, readable, run, say, warn

if TYPE_CHECKING:
    from eval.run import Evaluation
    from index.encoder import Encoder
    from index.store import Store

__all__ = ["main"]

_DEFECT = 1


def _parser(beir: bool) -> argparse.ArgumentParser:
    if beir:
        parser = Parser(
            prog="python -m eval beir",
            description="在 BEIR 格式的数据集上评测检索 (measure retrieval on a BEIR data set)。",
            add_help=False,
        )
        parser.add_argument(
            "folder",
            type=path,
            metavar="DIR",
            help="数据集的文件夹 (its folder): corpus.jsonl[.gz], queries.jsonl, qrels/",
        )
        parser.add_argument(
            "--limit", type=_positive, metavar="N", help="只用前 N 个问题 (only the first N)"
        )
    else:
        parser = Parser(
            prog="python -m eval",
            description="用题目评测问答，给出指标和报告 (evaluate with questions)。",
            epilog="另见 python -m eval beir --help：BEIR 格式的数据集 (BEIR data sets)；"
            "python -m eval feedback --help：读者的评价 (what readers said)。",
            add_help=False,
        )
        parser.add_argument(
            "questions",
            nargs="?",
            type=path,
            default=SHIPPED,
            metavar="QUESTIONS.jsonl",
            help="题目文件，默认 eval/questions.jsonl (the questions)",
        )
        parser.add_argument(
            *("--store",),
            type=place,
            metavar="DIR",
            help="索引文件夹 (folder of the store)",
        )
        parser.add_argument(
            "--ablate", action="store_true", help="逐一去掉各个信号再评测 (without each signal)"
        )
        parser.add_argument(
            "--write-baseline",
            action="store_true",
            help="把这次的指标写入 eval/baseline.json，供测试比较 (what the tests compare with)",
        )
    parser.add_argument(
        *("--report",),
        type=path,
        metavar="DIR",
        help="把 JSON 和 HTML 报告写入此处 (write a report there)",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON (print JSON)")
    return _common(parser)


def _feedback_parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m eval feedback",
        description="把审核过的评价变成题目 (make questions of feedback that was reviewed)。",
        epilog='审核：在一行里加上 evidence，或加上 "accepted": true (to review a line, add'
        ' evidence to it, or "accepted": true)。',
        add_help=False,
    )
    parser.add_argument(
        "file",
        type=path,
        metavar="FILE",
        help="app.py --feedback 写下的文件 (what app.py --feedback wrote)",
    )
    return _common(parser)


def _common(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """What all commands have."""
    parser.add_argument("-h", "--help", action="help", help="显示这份说明 (show this help)")
    parser.add_argument(
        "--lang",
        choices=["zh", "en"],
        default="zh",
        help="提示所用的语言，默认 zh (language of messages)",
    )
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or len(text) > 18 or int(text) < 1:
        raise argparse.ArgumentTypeError("应为正整数 (a positive number)")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    prepare()
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = words[0] if words[:1] in (["beir"], ["feedback"]) else ""
    parser = _feedback_parser() if command == "feedback" else _parser(command == "beir")
    options = parser.parse_args(words[1:] if command else words)
    commands = {"feedback": _feedback, "beir": _beir, "": _questions}
    interrupted = ("已中断。", "interrupted.")
    return run(lambda: commands[command](options), options.lang, interrupted)


def _questions(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from eval.dataset import load
    from eval.run import evaluate, provenance
    from eval.terminal import describe
    from index.checksums import file_sha256
    from index.encoder import load_encoder
    from index.places import default_store, open_store

    questions = load(options.questions)
    if options.write_baseline and not options.questions.samefile(SHIPPED):
        raise InputError(
            f"--write-baseline 只用于 eval/{SHIPPED.name}，测试与它比较；请去掉它或题目文件",
            f"--write-baseline is for eval/{SHIPPED.name} alone, which the tests ask; "
            "leave it or the file of questions out",
        )
    store = open_store(options.store or default_store())
    _make_report(options.report)
    encoder = load_encoder(store.manifest.model)
    names = {"zh": ("提问", "基线"), "en": ("asking", "baselines")}[options.lang]
    # No bar until a question was asked: what is wrong with them is told in one line.
    with tqdm(total=len(questions), desc=names[0], file=sys.stderr, delay=1e-6) as bar:

        def comparing(done: int, total: int) -> None:
            if not done:
                bar.delay = 0  # else it ends without a line break if this is over at once
                bar.set_description(names[1], refresh=False)
                bar.reset(total)
            bar.update(done - bar.n)

        evaluation = evaluate(store, encoder, questions, bar.update, comparing)
    figures = evaluation.figures
    figures["provenance"] = {"store": store.manifest.id} | provenance(
        encoder, options.questions.name, file_sha256(options.questions)
    )
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
    warn(wrong[options.lang])
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


def _make_report(folder: Path | None) -> None:
    """Make the folder of the report. Raises InputError, before much is done, if that cannot be."""
    from eval.report import unwritable

    if folder is None:
        return
    try:
        is_file = folder.exists() and not folder.is_dir()
        if not is_file:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    if is_file:
        raise InputError(
            f"{folder} 是文件；请用 --report 指定一个文件夹",
            f"{folder} is a file; name a folder with --report",
        )


def _beir(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from eval.beir import load, measure, open_tables
    from eval.run import provenance
    from eval.terminal import describe_beir
    from index.checksums import file_sha256
    from index.encoder import load_encoder
    from qa.progress import ProgressBar

    benchmark = load(options.folder, options.limit)
    _make_report(options.report)
    encoder = load_encoder()
    name = {"zh": "检索", "en": "searching"}[options.lang]
    with tempfile.TemporaryDirectory() as temporary:
        cache = options.report / "cache" if options.report else Path(temporary)
        with ProgressBar(options.lang) as stages:
            tables = open_tables(benchmark, encoder, cache, stages)
        with tqdm(total=len(benchmark.queries), desc=name, file=sys.stderr) as bar:
            figures = measure(benchmark, tables, encoder, bar.update)
    files = {
        "corpus_sha256": file_sha256(benchmark.corpus_path),
        "qrels_sha256": {path.name: file_sha256(path) for path in benchmark.qrels_paths},
    }
    figures["provenance"] = files | provenance(
        encoder, benchmark.queries_path.name, file_sha256(benchmark.queries_path)
    )
    if options.report:
        from eval.report import write_beir

        write_beir(options.report, figures)
    _print(figures, options, describe_beir(figures, options.lang))
    return 0


def _feedback(options: argparse.Namespace) -> int:
    from eval.feedback import reviewed

    questions, left = reviewed(options.file)
    if questions:
        say("\n".join(map(dumps, questions)))
    line = {"zh": "{} 题；{} 行尚未审核", "en": "questions: {}; lines not reviewed yet: {}"}
    warn(line[options.lang].format(len(questions), left))
    return 0


def _print(figures: Mapping[str, Any], options: argparse.Namespace, plain: str) -> None:
    say(dumps(figures, 1) if options.json else readable(plain))
    if options.report:
        line = {"zh": "报告已写入", "en": "the report is in"}[options.lang]
        warn(f"{line} {options.report}")


if __name__ == "__main__":
    sys.exit(main())
