"""Figures -> report.json, and report.html: one page that needs nothing from outside.

What is said in it is written "Chinese · English". The report says both; `sections`, which the page
shows too, can say one alone: `lang` is "zh", "en", or "" for both.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval.ablate import WITHOUT
from eval.judge import RANKING
from eval.run import Evaluation, Result, confidences
from index.errors import InputError

__all__ = ["fault", "plots", "sections", "unwritable", "write_beir", "write_report"]

_NAMES = {
    "recall@1": "首段命中 · first passage is relevant",
    "recall@3": "前三段命中 · one of the first 3",
    "recall@5": "前五段命中 · one of the first 5",
    "recall@10": "前十段命中 · one of the first 10",
    "mrr@10": "首个命中名次的倒数 · reciprocal rank",
    "ndcg@10": "排序质量 · ranking quality",
    "recall@500c": "前 500 字含依据 · evidence in the first 500 characters",
    "highlight_recall": "依据被标出（已答且命中的题） · evidence is highlighted",
    "highlight_precision": "标出之处属依据句 · highlights inside evidence sentences",
    "auroc": "可答与不可答的区分度 · answerable told from unanswerable",
    "false_refusal": "误拒：可答而未答 · answerable, declined",
    "correct_refusal": "正拒：不可答而未答 · unanswerable, declined",
    "ece": "置信度校准误差 · expected calibration error",
    "selective_accuracy@80": "只答最有把握的八成时答对 · right among the most confident 80 %",
    "citations_verified": "引文与原文逐字一致 · quotes verified against the source",
    "success@1": "首篇相关 · first entry is relevant",
    "recall@100": "前一百篇召回 · found among the first 100",
}
_METHODS = {
    "ours": "本系统 · this system",
    "bm25": "仅 BM25 · BM25 alone",
    "dense_clause": "仅条款向量 · clause vectors alone",
    "random": "随机 · random",
}
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --paper: #fff; --muted: #6b7280; --line: #d9dde3;
  --soft: #f4f6f8; --accent: #0b62c4; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #15181c; --muted: #9aa3ad;
  --line: #343a42; --soft: #1e2329; --accent: #6cb0ff; --bad: #ff8a80; } }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1rem 4rem; color: var(--ink);
  background: var(--paper); font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; }
small, .note { color: var(--muted); } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th { font-weight: 600; background: var(--soft); } td.n { text-align: right;
  font-variant-numeric: tabular-nums; white-space: nowrap; } th.n { text-align: right; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; }
.plots figure { flex: 1 1 20rem; margin: 0; }
svg { max-width: 100%; height: auto; } figcaption { color: var(--muted); font-size: .88rem; }
article { border-top: 1px solid var(--line); padding: .8rem 0; } article p { margin: .2rem 0; }
.what { color: var(--bad); font-weight: 600; } blockquote { margin: .4rem 0; padding: .3rem .8rem;
  border-left: 3px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
blockquote.hit { border-color: var(--accent); } td:not(.n) { min-width: 7rem; }
"""


def write_report(folder: Path, evaluation: Evaluation) -> None:
    """Write report.json and report.html into `folder`. Raises InputError if that cannot be done."""
    figures = evaluation.figures
    body = [
        f'<p class="note">{figures["questions"]} 题，其中 {figures["answerable"]} 题可回答 · '
        f"{figures['questions']} questions, {figures['answerable']} of them answerable; "
        f"{_date(figures)}</p>",
        *(_section(*part) for part in sections(evaluation, plots(evaluation))),
        *_ablation(figures.get("ablation", {})),
        _section("答错的题 · Failures", _failures(evaluation.results)),
        _section("出处 · Provenance", _provenance(figures)),
    ]
    _write(folder, "report", "检索评测报告 · Evaluation report", figures, body)


def plots(evaluation: Evaluation) -> tuple[str, str]:
    """The two plots of a run as SVG; not by several threads at once, see `eval.plots`."""
    from eval.plots import reliability_plot, risk_coverage_plot  # matplotlib takes a while

    results = evaluation.results
    values = confidences(results)
    answered = sum(r.answer.answered for r in results) / len(results)
    return risk_coverage_plot(*values, answered), reliability_plot(*values)


def sections(
    evaluation: Evaluation, drawn: tuple[str, str], lang: str = ""
) -> list[tuple[str, str]]:
    """The figures of a run and its `plots`: titles, and the HTML that stands below each."""
    figures = evaluation.figures
    return [
        (_in(lang, "总览 · Headline figures"), _headline(figures, lang)),
        (_in(lang, "按题型 · By kind"), _kinds(figures["by_kind"], lang)),
        (_in(lang, "与基线比较 · Baselines"), _methods(figures, RANKING, lang)),
        (_in(lang, "拒答与置信度 · Refusal and confidence"), _refusal(drawn, lang)),
    ]


def write_beir(folder: Path, figures: Mapping[str, Any]) -> None:
    """Write beir.json and beir.html into `folder`. Raises InputError if that cannot be done."""
    names = list(figures["intervals"])
    # Here recall is a share of all relevant entries, not whether one of them is found.
    meant = {"recall@10": "前十篇召回 · found among the first 10"}
    rows = [
        (*_row(name, figures[name], figures["intervals"][name])[:-1], meant.get(name, _NAMES[name]))
        for name in names
    ]
    body = [
        f'<p class="note">{escape(figures["dataset"])}：{figures["queries"]} 个问题，'
        f"{figures['corpus']} 篇 · {figures['queries']} queries, {figures['corpus']} entries; "
        f"{_date(figures)}{_blank(figures['queries_without_text'])}"
        f"{_unfound(figures['relevant_not_in_corpus'])}</p>",
        _section("总览 · Headline figures", _table(_HEAD, rows)),
        _section("与基线比较 · Baselines", _methods(figures, names)),
        _section("出处 · Provenance", _provenance(figures)),
    ]
    _write(folder, "beir", "基准测试报告 · Benchmark report", figures, body)


def _write(
    folder: Path, name: str, title: str, figures: Mapping[str, Any], body: Iterable[str]
) -> None:
    page = (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )
    text = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: OSError) -> InputError:
    """That no report can be written into a folder, and why."""
    reason = error.strerror or str(error)
    return InputError(
        f"无法把报告写入 {folder}（{reason}）；请用 --report 指定可写的文件夹",
        f"cannot write the report to {folder} ({reason}); name a writable folder with --report",
    )


_RISK = (
    "只答最有把握的题时，答错的比例（虚线：出厂阈值） · "
    "Risk if only the most confident are answered; dashed: the shipped threshold"
)
_RELIABILITY = (
    "置信度与实际命中率（数字为题数） · "
    "Confidence against how often the first passage is relevant; numbers count questions"
)
_HEAD = ("指标 · Measure", "#值 · Value", "#95 %", "含义 · Meaning")


def _in(lang: str, text: str) -> str:
    """What is said in two languages, in one of them; what is said in one, as it is."""
    said = text.split(" · ")
    return text if lang == "" or len(said) == 1 else said[lang == "en"]


def _section(title: str, content: str) -> str:
    return f"<h2>{title}</h2>\n{content}"


def _date(figures: Mapping[str, Any]) -> str:
    return escape(str(figures.get("provenance", {}).get("date", "")))


def _blank(ids: Sequence[str]) -> str:
    left = f"<br>没有文字、未计入的问题 · queries without text, left out: {escape(', '.join(ids))}"
    return left if ids else ""


def _unfound(count: int) -> str:
    told = "评为相关、但语料中没有的篇数 · relevant entries that the corpus does not hold"
    return f"<br>{told}: {count}" if count else ""


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], lang: str = "") -> str:
    """A table of finished HTML cells; a column whose title starts with # holds numbers."""
    kinds = [' class="n"' if title.startswith("#") else "" for title in head]
    titles = "".join(
        f"<th{k}>{escape(_in(lang, t.removeprefix('#'))).replace('_', '_<wbr>')}</th>"
        for k, t in zip(kinds, head, strict=True)
    )
    lines = (
        "<tr>" + "".join(f"<td{k}>{c}</td>" for k, c in zip(kinds, row, strict=True)) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="wide" tabindex="0"><table>\n<tr>{titles}</tr>\n'
        + "\n".join(lines)
        + "\n</table></div>"
    )


def _row(
    name: str, value: float | None, bounds: Sequence[float] | None, lang: str = ""
) -> tuple[str, ...]:
    between = f"{bounds[0]:.3f} – {bounds[1]:.3f}" if bounds else ""
    return f"<code>{name}</code>", _number(value), between, _in(lang, _NAMES[name])


def _headline(figures: Mapping[str, Any], lang: str) -> str:
    rows = [
        _row(name, part[name], bounds, lang)
        for part in (figures, figures["refusal"], figures["calibration"])
        for name, bounds in part["intervals"].items()
    ]
    rows.append(_row("citations_verified", figures["citations_verified"], None, lang))
    latency = figures["latency_ms"]
    times = f"{latency['p50']:.1f} / {latency['p95']:.1f} ms"
    rows.append(("<code>latency</code>", times, "", "p50 / p95"))
    missing = figures["evidence_not_in_store"]
    note = (
        f'<p class="what">{_in(lang, "依据不在索引中的题 · evidence not in the store")}: '
        f"{escape(', '.join(missing))}</p>"
        if missing
        else ""
    )
    return _table(_HEAD, rows, lang) + note


def _kinds(kinds: Mapping[str, Mapping[str, Any]], lang: str) -> str:
    names = list(dict.fromkeys(name for row in kinds.values() for name in row if name != "n"))
    rows = (
        [escape(kind), str(row["n"]), *(_number(row[n]) if n in row else "" for n in names)]
        for kind, row in kinds.items()
    )
    return _table(("题型 · Kind", "#n", *(f"#{name}" for name in names)), rows, lang)


def _methods(figures: Mapping[str, Any], names: Sequence[str], lang: str = "") -> str:
    methods: dict[str, Mapping[str, Any]] = {"ours": figures, **figures["baselines"]}
    rows = (
        [_in(lang, _METHODS[method]), *(_number(values[name]) for name in names)]
        for method, values in methods.items()
    )
    return _table(("方法 · Method", *(f"#{name}" for name in names)), rows, lang)


def _ablation(rows: Mapping[str, Mapping[str, float | None]]) -> list[str]:
    if not rows:
        return []
    names = next(iter(rows.values()))
    cells = [
        (" · ".join(WITHOUT[name].values()), *map(_number, row.values()))
        for name, row in rows.items()
    ]
    note = (
        '<p class="note">拒答以同样多的题被回答为准。 · '
        "Refusal is counted with as many questions answered as by the whole system.</p>"
    )
    table = _table(("", *(f"#{name}" for name in names)), cells)
    return [_section("去掉一个信号 · Ablation", table + note)]


def _refusal(drawn: tuple[str, str], lang: str) -> str:
    figures = "".join(
        f"<figure>{plot}<figcaption>{_in(lang, caption)}</figcaption></figure>"
        for plot, caption in zip(drawn, (_RISK, _RELIABILITY), strict=True)
    )
    return f'<div class="plots">{figures}</div>'


def _failures(results: Sequence[Result]) -> str:
    articles = [_failure(r, what) for r in results if (what := fault(r))]
    return f"<p>{len(articles)} / {len(results)}</p>\n" + "\n".join(articles)


def fault(result: Result, lang: str = "") -> str:
    """What went wrong with a question; "" if nothing did."""
    if not result.question.answerable:
        wrong = "不可答而作答 · answered, though unanswerable"
        return _in(lang, wrong) if result.answer.answered else ""
    faults = []
    if not result.answer.answered:
        faults.append("误拒 · declined, though answerable")
    if not result.correct:
        rank = next((i for i, hit in enumerate(result.relevance, 1) if hit), None)
        faults.append(
            f"首个命中在第 {rank} 段 · found at rank {rank}" if rank else "未命中 · missed"
        )
    elif result.marked is False:
        faults.append("依据未标出 · evidence not highlighted")
    return ("; " if lang == "en" else "；").join(_in(lang, each) for each in faults)


def _failure(result: Result, what: str) -> str:
    question, answer = result.question, result.answer
    gold = "".join(f"<blockquote>{escape(piece)}</blockquote>" for piece in question.evidence)
    within = f" 《{escape(question.document)}》" if question.document else ""
    shown = "".join(
        f"<p>{p.rank}. {escape(p.citation.text)} <small>{p.score:.2f}</small></p>"
        f"<blockquote class='{'hit' if hit else 'other'}'>{escape(p.text)}</blockquote>"
        for p, hit in zip(answer.passages[:3], result.relevance[:3], strict=True)
    )
    return (
        f"<article><p><code>{escape(question.id)}</code> <small>{escape(question.kind)}</small> "
        f'<strong>{escape(question.question)}</strong></p><p class="what">{what} '
        f"<small>{answer.confidence:.2f} {answer.reason or ''}</small></p>"
        f"<p>依据 · Evidence{within}</p>{gold or '<p>—</p>'}"
        f"<details><summary>返回 · Returned</summary>{shown or '<p>—</p>'}</details></article>"
    )


def _provenance(figures: Mapping[str, Any]) -> str:
    rows = []
    for name, value in figures.get("provenance", {}).items():
        text = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        rows.append((escape(name), f"<code>{escape(str(text))}</code>"))
    return _table(("项 · Item", "值 · Value"), rows)
