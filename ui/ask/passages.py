"""Answers -> HTML: the passages in order, or why there are none. Pure; every byte of a document, of
a name and of a question goes through `ui.pieces.visible` or `html.escape`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from index.background import has_han
from index.catalogue import DocumentInfo
from index.model import Span
from index.normalise import search_copy
from index.sentences import sentences
from qa.answer import Answer, Citation, Passage, Related
from qa.question.asking import asks, without_asking
from qa.question.followup import subjects
from qa.quoting import markdown, official, plain, title_of
from qa.ranking.rank import falls_short, weights
from ui.address import address
from ui.pieces import pieces, visible
from ui.read.reader import place
from ui.render import notice
from ui.wording import Lang, say

__all__ = ["MOST_NEAREST", "Beside", "answer", "folded", "quote"]

MOST_NEAREST = 3  # passages shown under a refusal
_MOST_OPEN = 5  # related clauses that are not folded away
_HIGH, _MEDIUM = 0.9, 0.7  # from which confidence it is called so
_SHORT = 160  # code points of a passage up to which nothing of it is folded
_WORTH = 60  # code points that must be hidden, or folding is not worth it
_OTHERS = {"province": "why_elsewhere", "year": "why_another_year"}
_MOST_WORDS = 60  # characters of the words that are told to be nowhere
_LEAD = 40  # code points of a first sentence that is shown as the heading it mostly is
_CUT = "……"  # stands for what is folded away


@dataclass(frozen=True, slots=True)
class Beside:
    """What is shown with an answer and is not in it. `documents`: those of the store that answered,
    by id; `rest`: for the ranks of passages, what their clauses say before and after them; `asked`:
    the question as it was typed, if it was searched together with the one before (`within`: the
    title of the only document looked in because of that, or "").
    """

    documents: Sequence[DocumentInfo] = ()
    rest: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    asked: str = ""
    within: str = ""


def answer(given: Answer, lang: Lang, beside: Beside) -> str:
    """The passages, or a notice that there is no answer and the nearest passages."""
    count = len(given.passages)
    if given.answered:
        found = _found(given, lang)
        line = given.message if lang == "zh" else given.message_en
        summary = escape(f"{found} {line}".rstrip())
        top = f'<h2 class="tw-found" data-summary="{summary}">{found}</h2>'
        top += f'<p class="tw-partly">{visible(line)}</p>' if line else ""
    else:
        top = _declined(given, lang)
        if count:
            nearest = "next_nearest" if given.reason == "nothing_more" else "nearest"
            top += f'<h2 class="tw-found">{say(lang, nearest)}</h2>'
    shown = given.passages if given.answered else given.passages[:MOST_NEAREST]
    ranks = {passage.rank: passage for passage in shown}
    items = "".join(_passage(each, lang, beside, ranks.get(each.repeats or 0)) for each in shown)
    kind = "tw-passages" if given.answered else "tw-passages tw-nearest"
    listed = f'<ol class="{kind}">{items}</ol>' if count else ""
    if given.answered and _may_go_on(given):
        listed += (
            f'<p class="tw-next"><button type="button" data-next>{say(lang, "next")}</button></p>'
        )
    return f'<div class="tw-answer">{_asked(given, lang, beside)}{top}{listed}</div>'


def _may_go_on(given: Answer) -> bool:
    """Whether more that answers may follow: of what was asked for by number, or after the last one
    found by likeness that does.
    """
    last = given.passages[-1]
    return given.more or (last.score < 1 and not falls_short(last))


def _found(given: Answer, lang: Lang) -> str:
    """How many passages there are, apart from those that alone would be no answer."""
    rest = sum(map(falls_short, given.passages))
    count = len(given.passages) - rest
    # A single one is in no order, nor are those that were asked for by number.
    ordered = count > 1 and any(passage.score < 1 for passage in given.passages)
    key = "found_some" if rest else "found_ordered" if ordered else "found"
    return say(lang, key, count=count, rest=rest)


def _asked(given: Answer, lang: Lang, beside: Beside) -> str:
    """The question, and how it was searched if that is not as it was typed."""
    asked = beside.asked or given.question
    if not asked.strip():
        return ""
    lines = [f'{say(lang, "asked")}<bdi data-asked="{escape(asked)}">{visible(asked)}</bdi>']
    if beside.asked:
        key = "followed_in" if beside.within else "followed"
        where = f"《{visible(beside.within)}》"
        words = say(lang, key, words=visible(given.question), document=where)
        if asks(beside.asked):  # by itself, as 还有吗 does not
            alone = say(lang, "alone")
            words += f' <button type="button" class="tw-link" data-alone>{alone}</button>'
        lines.append(words)
    if given.searched_for:
        lines.append(say(lang, "searched", words=visible(given.searched_for)))
    return "".join(
        f'<p class="{"tw-followed" if i else "tw-asked"}">{line}</p>'
        for i, line in enumerate(lines)
    )


def _declined(given: Answer, lang: Lang) -> str:
    """That there is no answer; where nothing was asked or no more is left, in these words alone."""
    first, *lines = _reasons(given, lang)
    if given.reason in ("nothing_more", "empty_question"):
        return notice(first.rstrip("。."), lines)
    return notice(say(lang, "not_found"), [first, *lines])


def _reasons(given: Answer, lang: Lang) -> list[str]:
    """Why there is no answer, and what one might do."""
    lines = [given.message if lang == "zh" else given.message_en]
    # Where there are no passages, the message says itself what to do (公报和决定有何不同).
    if given.reason != "nothing_relevant" or not given.passages:
        return lines
    near = given.passages[:MOST_NEAREST]
    values = {"score": f"{near[0].score:.2f}", "threshold": f"{weights().threshold:.2f}"}
    lines.append(say(lang, "why_confidence", **values))
    if given.lacking in _OTHERS:
        lines.append(say(lang, _OTHERS[given.lacking]))
    elif given.lacking:
        lines.append(say(lang, "why_missing", kind=say(lang, f"kind_{given.lacking}")))
    elif words := _nowhere(given.question, near):
        shown = say(lang, "words_and").join(words)
        cut = shown if len(shown) <= _MOST_WORDS else f"{shown[:_MOST_WORDS]}…"
        lines.append(say(lang, "why_words", words=cut))
    return [*lines, say(lang, "why_try")]


def _nowhere(question: str, near: Sequence[Passage]) -> list[str]:
    """The words of a question, but single characters and names of documents (公报里), that none of
    the passages holds; that English words stand in no Chinese passage tells nothing.
    """
    text = search_copy(" ".join(f"{each.text} {each.citation.document}" for each in near))
    if has_han(text) and not has_han(question):
        return []
    pieces = (piece for word in subjects(question) for piece in without_asking(word))
    return list(
        dict.fromkeys(
            each for each in pieces if len(each) > 1 and each.rstrip("里中内") not in text
        )
    )


def _passage(passage: Passage, lang: Lang, beside: Beside, before: Passage | None) -> str:
    """`before`: the one that it repeats, if any."""
    cited = passage.citation
    title, rank = title_of(cited), passage.rank
    where = cited.text.removeprefix(title)
    path = [step for step in cited.path if step and step != where]
    if cited.page is not None:
        path.append(say(lang, "page", page=cited.page))
    # What stands between them is text, so that it is there in what is copied.
    between = '<span aria-hidden="true"> › </span>'
    steps = f"{between}</li><li>".join(f"<bdi>{visible(step)}</bdi>" for step in path)
    trail = f'<ul class="tw-path"><li>{steps}</li></ul>' if steps else ""
    number = next((d.number for d in beside.documents if d.id == cited.document_id), "")
    span = (cited.document_id, cited.start, cited.end)
    label = say(lang, "passage", rank=rank)
    return (
        f'<li class="tw-passage" id="tw-passage-{rank}" aria-label="{label}">'
        f'<span class="tw-rank" aria-hidden="true">{rank}</span>'
        f'<h3><a class="tw-cite" data-cite="{rank}"'
        f" {_opens(cited.text, cited.text_sha256, *span, lang)}>"
        f'<bdi class="tw-title">{visible(title)}</bdi>'
        f'<bdi class="tw-where">{visible(where)}</bdi></a></h3>'
        f"{trail}{_clause(passage, lang, beside.rest.get(rank, ('', '')))}"
        f"{_repeats(passage, before, lang)}"
        f'<div class="tw-foot">{_confidence(passage, lang)}{_copying(passage, number, lang)}</div>'
        f"{_related(passage, lang, beside)}</li>"
    )


def _opens(citation: str, text: str, document: int, start: int, end: int, lang: Lang) -> str:
    """The attributes of a link to a place of a document of the store; `text`: its text's hash."""
    return (
        f'href="{escape(address(text, start, end))}" data-place="{place(document, start, end)}"'
        f' data-located="{escape(say(lang, "located", citation=citation))}"'
        f' title="{escape(say(lang, "open", citation=citation))}"'
    )


def _clause(passage: Passage, lang: Lang, rest: tuple[str, str]) -> str:
    """The quote between what its clause says before and after it; folded, but for what answers."""
    hidden = folded(passage)
    count = sum(map(len, hidden)) + sum(len("".join(side.split())) for side in rest)
    before, after = (
        f'<div class="tw-around" lang="zh">{_lines(side)}</div>' if side.strip() else ""
        for side in rest
    )
    name = f"tw-clause-{passage.rank}"
    quoted = f'<blockquote class="tw-quote" lang="zh">{quote(passage, hidden)}</blockquote>'
    if not count:
        return f'<div class="tw-clause" id="{name}">{quoted}</div>'
    more, less = say(lang, "unfold", count=count), say(lang, "fold_up")
    return (
        f'<div class="tw-clause tw-folded" id="{name}">{before}{quoted}{after}</div>'
        '<button type="button" class="tw-link tw-more" aria-expanded="false"'
        f' aria-controls="{name}" data-unfold="{more}" data-fold-up="{less}">{more}</button>'
    )


def folded(passage: Passage) -> list[Span]:
    """What of a passage is hidden until it is unfolded, as spans of its text: whole sentences that
    neither answer nor stand beside one that does. Nothing of a short passage, or of one that was
    asked for by number (and is certain).
    """
    text, at = passage.text, passage.citation.start
    if len(text) <= _SHORT or not passage.highlights or passage.score == 1:
        return []
    found = sentences(text, Span(0, len(text)))
    marked = [
        any(m.start - at < s.end and s.start < m.end - at for m in passage.highlights)
        for s in found
    ]
    kept = [any(marked[max(0, i - 1) : i + 2]) for i in range(len(found))]
    kept[0] = kept[0] or len(found[0]) <= _LEAD
    hidden: list[Span] = []
    for i, sentence in enumerate(found):
        if not kept[i]:
            goes_on = hidden and i and not kept[i - 1]
            start = hidden.pop().start if goes_on else sentence.start
            hidden.append(Span(start, sentence.end))
    return hidden if sum(map(len, hidden)) >= _WORTH else []


def quote(passage: Passage, hidden: Sequence[Span] = ()) -> str:
    """The quote, a <p> for each of its lines, with its highlights marked, and what is `hidden`
    while it is folded in elements of its own.
    """
    start = passage.citation.start
    marks = [Span(m.start - start, m.end - start) for m in passage.highlights]
    return _lines(passage.text, marks, hidden)


def _lines(text: str, marks: Sequence[Span] = (), hidden: Sequence[Span] = ()) -> str:
    layers = [(mark, "mark") for mark in marks]
    lines = []
    at = 0
    for gap in [*re.finditer(r"\s*\n\s*", text), None]:
        line = Span(at, gap.start() if gap else len(text))
        if len(line):
            kind = ' class="tw-rest-line"' if any(h.contains(line) for h in hidden) else ""
            inner = ""
            for span, is_hidden in _parts(line, hidden):
                piece = pieces(text, span, layers)
                # A sign that is text, so that who copies the folded quote has it too.
                inner += (
                    f'<span class="tw-rest"><span class="tw-cut">{_CUT}</span>'
                    f"<span>{piece}</span></span>"
                    if is_hidden
                    else piece
                )
            lines.append(f"<p{kind}>{inner}</p>")
        if gap:
            lines.append(f'<span class="tw-space">{gap[0]}</span>')
            at = gap.end()
    return "".join(lines)


def _parts(line: Span, hidden: Sequence[Span]) -> list[tuple[Span, bool]]:
    """`line` cut where something hidden begins or ends, and whether each part is hidden."""
    parts = []
    at = line.start
    for span in hidden:
        start, end = max(span.start, line.start), min(span.end, line.end)
        if start < end:
            parts += [(Span(at, start), False), (Span(start, end), True)]
            at = end
    return [
        (span, is_hidden) for span, is_hidden in [*parts, (Span(at, line.end), False)] if len(span)
    ]


def _repeats(passage: Passage, before: Passage | None, lang: Lang) -> str:
    """A link to the passage before that says the same, or nearly: two contracts with another sum
    are not to be taken for the same.
    """
    if before is None:
        return ""
    ours, theirs = _squeezed(passage), _squeezed(before)
    is_same = any(a in b or b in a for a in ours for b in theirs)
    words = say(lang, "repeats" if is_same else "resembles", rank=before.rank)
    return (
        f'<p class="tw-repeats"><a href="#tw-passage-{before.rank}"'
        f' data-passage="{before.rank}">{words}</a></p>'
    )


def _squeezed(passage: Passage) -> list[str]:
    """The highlighted sentences by their letters and figures alone, without the clause's label."""
    label = passage.citation.label
    texts = [search_copy(mark.text.strip().removeprefix(label)) for mark in passage.highlights]
    return [squeezed for text in texts if (squeezed := re.sub(r"\W", "", text))]


def _confidence(passage: Passage, lang: Lang) -> str:
    """A bar. How likely a passage answers is known of the first one, and of those that were asked
    for by number; of the others, how near they come.
    """
    of_what = "confidence" if passage.rank == 1 or passage.score == 1 else "nearness"
    word = "high" if passage.score >= _HIGH else "medium" if passage.score >= _MEDIUM else "low"
    word = "below" if falls_short(passage) else f"{of_what}_{word}"
    return (
        f'<p class="tw-confidence">{say(lang, of_what)} <b>{say(lang, word)}</b>'
        f'<span class="tw-bar" aria-hidden="true"><span style="width:{passage.score:.0%}"></span>'
        f"</span>{passage.score:.2f}</p>"
    )


def _copying(passage: Passage, number: str, lang: Lang) -> str:
    """A button for each style in which the passage can be quoted."""
    styles = {
        "copy": plain(passage),
        "copy_markdown": markdown(passage),
        "copy_official": official(passage, number),
    }
    told = f'data-copied="{say(lang, "copied")}" data-not-copied="{say(lang, "not_copied")}"'
    buttons = "".join(
        f'<button type="button" class="tw-copy" data-copy="{escape(text)}" {told}>'
        f"{say(lang, key)}</button>"
        for key, text in styles.items()
    )
    label = say(lang, "copying", rank=passage.rank)
    return f'<div class="tw-copying" role="group" aria-label="{label}">{buttons}</div>'


def _related(passage: Passage, lang: Lang, beside: Beside) -> str:
    """The clauses that a passage cites and that cite it, folded if they are many; none twice, and
    not the passage itself.
    """
    cited = passage.citation
    own = place(cited.document_id, cited.start, cited.end)
    rows = []
    count = 0
    for side, related in (("cites", passage.cites), ("cited_by", passage.cited_by)):
        places = {r.citation: r for r in related if r.citation and _place_of(r) != own}
        links = "".join(_link(r, cited, lang, beside) for r in places.values())
        count += len(places)
        if links:
            rows.append(f"<dt>{say(lang, side)}</dt><dd><ul>{links}</ul></dd>")
    listed = f"<dl>{''.join(rows)}</dl>"
    if count > _MOST_OPEN:
        summary = say(lang, "related_count", count=count)
        return f'<details class="tw-related"><summary>{summary}</summary>{listed}</details>'
    title = say(lang, "related")
    return f'<div class="tw-related"><p>{title}</p>{listed}</div>' if count else ""


def _place_of(related: Related) -> str:
    return place(related.document_id, related.clause_start, related.clause_end)


def _link(related: Related, cited: Citation, lang: Lang, beside: Beside) -> str:
    """A link to a related clause, without the title it shares with the passage that is `cited`."""
    citation, document = related.citation or "", related.document_id or 0
    words = citation
    if document == cited.document_id:
        words = citation.removeprefix(title_of(cited))
    span = (related.clause_start or 0, related.clause_end or 0)
    opens = _opens(citation, beside.documents[document].text_sha256, document, *span, lang)
    return (
        f'<li><a class="tw-link" data-open {opens} lang="zh"><bdi>{visible(words)}</bdi></a></li>'
    )
