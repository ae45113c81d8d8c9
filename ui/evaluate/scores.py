"""Evaluations -> HTML: how far a run is, its figures, what was answered wrong and why. Every byte
of a question and of a document is escaped.
"""

import base64
import json
from collections.abc import Sequence
from html import escape

from eval.explain import Compared
from eval.report import fault, sections
from eval.run import Evaluation, Result
from index.model import Span
from qa.answer import Passage
from qa.ranking.rank import weights
from ui.address import address
from ui.pieces import pieces, visible
from ui.wording import Lang, say

__all__ = ["failures", "figures", "progress", "summary", "upload", "why"]

_NUMBER = ' class="n"'
_SIGNALS = ("sentence", "window", "lexical", "coverage", "tokens")


def upload(lang: Lang) -> str:
    """Where a file of questions is chosen; its text is put into the box below by the browser."""
    words = {
        name: escape(say(lang, f"evaluate_{name}")) for name in ("choose", "not_utf8", "too_large")
    }
    return (
        f'<div class="tw-own" data-not-utf8="{words["not_utf8"]}"'
        f' data-too-large="{words["too_large"]}"><label class="tw-choose">{words["choose"]}'
        '<input type="file" accept=".jsonl,.json,.txt"></label>'
        f'<p class="tw-hint">{say(lang, "evaluate_hint")}</p></div>'
    )


def progress(done: int, total: int, lang: Lang) -> str:
    """How far a run is; after the last question the baselines are asked."""
    key = "evaluate_asked" if done < total else "evaluate_baselines"
    return (
        f'<div class="tw-status"><label><progress value="{done}" max="{total}"></progress>'
        f'<span class="tw-stage">{say(lang, key, done=done, total=total)}</span></label></div>'
    )


def summary(evaluation: Evaluation, lang: Lang) -> str:
    """One line that is announced, and the report to download."""
    counts = evaluation.figures
    first = counts["recall@1"]
    line = say(
        lang,
        "evaluate_done",
        questions=counts["questions"],
        answerable=counts["answerable"],
        first="—" if first is None else f"{first:.2f}",
    )
    report = json.dumps(counts, ensure_ascii=False, indent=1)
    data = base64.b64encode(report.encode("utf-8")).decode("ascii")
    others = _by_others(evaluation)
    note = say(lang, "evaluate_by_others", count=others) if others else ""
    return (
        f'<div class="tw-evaluated"><p data-summary="{escape(line)} {note}">{escape(line)}</p>'
        f'<a class="tw-download" download="report.json" href="data:application/json;base64,{data}">'
        f"{say(lang, 'evaluate_download')}</a></div>{f'<p>{note}</p>' if note else ''}"
    )


def _by_others(evaluation: Evaluation) -> int:
    """How many answerable questions have a first passage of a document in which no question has its
    evidence: of questions about some documents of a store that holds others, too.
    """
    asked_about = {
        passage.citation.document_id
        for result in evaluation.results
        for passage, relevant in zip(result.answer.passages, result.relevance, strict=True)
        if relevant
    }
    firsts = [
        result.answer.passages[0].citation.document_id
        for result in evaluation.results
        if result.question.answerable and result.answer.passages
    ]
    return sum(first not in asked_about for first in firsts)


def figures(evaluation: Evaluation, drawn: tuple[str, str], lang: Lang) -> str:
    """The tables of the report, and its plots as `eval.report.plots` has `drawn` them."""
    parts = "".join(
        f"<section><h3>{title}</h3>{content}</section>"
        for title, content in sections(evaluation, drawn, lang)
    )
    return f'<div class="tw-figures">{parts}</div>'


def failures(evaluation: Evaluation, lang: Lang) -> str:
    """The questions that went wrong, by kind, as buttons that ask why."""
    kinds: dict[str, list[Result]] = {}
    for result in evaluation.results:
        kinds.setdefault(result.question.kind, []).append(result)
    wrong = {
        kind: [(r, said) for r in inside if (said := fault(r, lang))]
        for kind, inside in kinds.items()
    }
    count = sum(map(len, wrong.values()))
    title = say(lang, "evaluate_failures", count=count, total=len(evaluation.results))
    groups = "".join(
        f"<details{' open' if i == 0 else ''}><summary>{visible(kind)}"
        f" <small>{len(found)} / {len(kinds[kind])}</small></summary>"
        f"<ul>{''.join(_failure(result, said) for result, said in found)}</ul></details>"
        for i, (kind, found) in enumerate((k, f) for k, f in wrong.items() if f)
    )
    return f'<div class="tw-failures"><h3>{title}</h3>{groups}</div>'


def _failure(result: Result, said: str) -> str:
    question = result.question
    return (
        f'<li><button type="button" data-failure="{escape(question.id)}">'
        f"<bdi>{visible(question.question)}</bdi><small>{said}</small></button></li>"
    )


def why(result: Result, found: Sequence[Compared], lang: Lang) -> str:
    """One question: what was expected, what was given, and the signals of both."""
    question, answer = result.question, result.answer
    state = say(lang, "evaluate_answered" if answer.answered else "evaluate_declined")
    line = say(
        *(lang, "evaluate_confidence"),
        state=state,
        confidence=f"{answer.confidence:.2f}",
        threshold=f"{weights().threshold:.2f}",
    )
    gold = "".join(f"<blockquote>{visible(piece)}</blockquote>" for piece in question.evidence)
    gold = gold or f"<p>{say(lang, 'evaluate_no_evidence')}</p>"
    within = f" 《{visible(question.document)}》" if question.document else ""
    return (
        f'<article class="tw-why" tabindex="-1">'
        f'<button type="button" class="tw-link tw-back" data-back>{say(lang, "evaluate_back")}'
        f"</button><h3><bdi>{visible(question.question)}</bdi></h3>"
        f'<p class="tw-hint"><code>{visible(question.id)}</code> {visible(question.kind)}</p>'
        f'<p class="tw-wrong">{fault(result, lang)}</p><p>{line}</p>'
        f"<h4>{say(lang, 'evaluate_evidence')}{within}</h4>{gold}"
        f"<h4>{say(lang, 'evaluate_signals')}</h4>{_signals(found, lang)}"
        f"<h4>{say(lang, 'evaluate_passages')}</h4>"
        f'<ol class="tw-compared">{"".join(_compared(each, lang) for each in found)}</ol></article>'
    )


def _signals(found: Sequence[Compared], lang: Lang) -> str:
    """The table of signals; passages that hold the evidence are named so."""
    if not any(each.signals for each in found):
        return f"<p>{say(lang, 'evaluate_no_search')}</p>"
    names = ("rank", "passage", *_SIGNALS, "missing", "total", "elsewhere", "score")
    kinds = ["" if name == "passage" else _NUMBER for name in names]
    head = "".join(
        f'<th scope="col"{kind}>{say(lang, f"evaluate_{name}")}</th>'
        for kind, name in zip(kinds, names, strict=True)
    )
    rows = "".join(_row(each, lang) for each in found)
    note = f'<p class="tw-hint">{say(lang, "evaluate_signals_note")}</p>'
    return f'<div class="wide" tabindex="0"><table><tr>{head}</tr>{rows}</table></div>{note}'


def _row(compared: Compared, lang: Lang) -> str:
    signals = compared.signals
    if signals is None:
        return ""
    values = [getattr(signals, name) for name in _SIGNALS]
    cells = [f"{value:.3f}" for value in values]
    cells += [say(lang, "evaluate_lacks") if signals.missing else ""]
    cells += [f"{signals.total:.3f}", f"{signals.elsewhere:.2f}", f"{signals.confidence:.2f}"]
    place = _link(compared.passage, compared.passage.citation.text.split("》", 1)[-1])
    return (
        f'<tr{_class(compared)}><td class="n">{signals.rank}</td>'
        f"<td>{place}{_badge(compared, lang)}</td>"
        + "".join(f'<td class="n">{cell}</td>' for cell in cells)
        + "</tr>"
    )


def _compared(compared: Compared, lang: Lang) -> str:
    """A passage with its citation and its marked sentences."""
    passage, cited = compared.passage, compared.passage.citation
    rank = (
        say(lang, "evaluate_given", rank=compared.shown)
        if compared.shown
        else say(lang, "evaluate_not_given")
    )
    marks = [
        (Span(mark.start - cited.start, mark.end - cited.start), "mark")
        for mark in passage.highlights
    ]
    quote = pieces(passage.text, Span(0, len(passage.text)), marks)
    return (
        f"<li{_class(compared)}><p>{_link(passage, cited.text)}{_badge(compared, lang)}"
        f' <small>{rank}</small></p><blockquote class="tw-quote">{quote}</blockquote></li>'
    )


def _class(compared: Compared) -> str:
    return ' class="tw-gold"' if compared.gold else ""


def _badge(compared: Compared, lang: Lang) -> str:
    return f'<b class="tw-badge">{say(lang, "evaluate_gold")}</b>' if compared.gold else ""


def _link(passage: Passage, words: str) -> str:
    cited = passage.citation
    place = escape(address(cited.text_sha256, cited.start, cited.end))
    return f'<a class="tw-link" href="{place}" title="{escape(cited.text)}">{visible(words)}</a>'
