"""Figures -> tables for reading in a terminal."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from eval.ablate import WITHOUT
from eval.judge import RANKING

__all__ = ["describe", "describe_beir"]

_METHODS = {
    "zh": {"ours": "本系统", "bm25": "仅 BM25", "dense_clause": "仅条款向量", "random": "随机"},
    "en": {"ours": "ours", "bm25": "BM25", "dense_clause": "clause vectors", "random": "random"},
}


def describe(figures: Mapping[str, Any], lang: str) -> str:
    """The figures for reading in a terminal."""
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
        "precision": _number(figures["highlight_precision"]),
        "auroc": _number(refusal["auroc"]),
        "false": _number(refusal["false_refusal"]),
        "correct": _number(refusal["correct_refusal"]),
        "ece": _number(figures["calibration"]["ece"]),
        "selective": _number(figures["calibration"]["selective_accuracy@80"]),
        "verified": _number(figures["citations_verified"]),
        "p50": latency["p50"],
        "p95": latency["p95"],
    }
    return "\n\n".join(
        (_TEXT[lang][0].format(**values), _table(rows), _TEXT[lang][1].format(**values))
        + (_table(by_kind), *_ablation(figures, lang))
        + _listed("missing", figures["evidence_not_in_store"], lang)
    )


_TEXT = {
    "zh": (
        "{questions} 题，其中 {answerable} 题可回答",
        "依据被标出 {highlight}，标出之处属依据句 {precision}\n"
        "拒答：区分度 {auroc}，误拒 {false}，正拒 {correct}；"
        "校准误差 {ece}，只答最有把握的八成时答对 {selective}\n"
        "引文逐字一致 {verified}；每题用时 p50 {p50} ms，p95 {p95} ms",
    ),
    "en": (
        "{questions} questions, {answerable} of them answerable",
        "evidence highlighted {highlight}, highlights inside evidence sentences {precision}\n"
        "refusal: AUROC {auroc}, answerable declined {false}, unanswerable declined {correct}; "
        "calibration error {ece}, right among the most confident 80 % {selective}\n"
        "quotes verified {verified}; time for a question p50 {p50} ms, p95 {p95} ms",
    ),
}


def _ablation(figures: Mapping[str, Any], lang: str) -> tuple[str, ...]:
    """The table of figures without each signal, if they were taken."""
    rows: Mapping[str, Mapping[str, float | None]] = figures.get("ablation", {})
    if not rows:
        return ()
    names = next(iter(rows.values()))
    cells = [[WITHOUT[name][lang], *map(_number, row.values())] for name, row in rows.items()]
    return (_table([["", *names], *cells]),)


_LISTED = {
    "zh": {
        "missing": "依据不在索引中的题：",
        "blank": "没有文字、未计入的问题：",
        "unfound": "评为相关、但语料中没有的篇数：",
    },
    "en": {
        "missing": "evidence not in the store: ",
        "blank": "queries without text, left out: ",
        "unfound": "relevant entries that the corpus does not hold: ",
    },
}


def _listed(what: str, ids: Sequence[str], lang: str) -> tuple[str, ...]:
    return (_LISTED[lang][what] + ", ".join(ids),) if ids else ()


def describe_beir(figures: Mapping[str, Any], lang: str) -> str:
    """The figures of a benchmark for reading in a terminal."""
    line = {
        "zh": "{dataset}：{queries} 个问题，{corpus} 篇",
        "en": "{dataset}: {queries} queries, {corpus} entries",
    }[lang]
    rows = _methods(figures, list(figures["intervals"]), lang)
    blank = _listed("blank", figures["queries_without_text"], lang)
    missing = figures["relevant_not_in_corpus"]
    unfound = _listed("unfound", [str(missing)] if missing else [], lang)
    return "\n\n".join((line.format(**figures), _table(rows), *blank, *unfound))


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
