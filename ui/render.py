"""Answers and documents -> HTML. Pure functions; every byte of a document, of a name and of a
question goes through `html.escape`.

Offsets are what `index.model` says: code points into the decoded source. White space that would
only disturb the layout is kept in hidden spans, so the text of the rendered blocks, joined, is the
document's text, character by character.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from index.clauses import clauses
from index.errors import TiaowenError
from index.model import Document, Node, Span
from qa.answer import Answer, Citation, Passage, Related
from qa.progress import STAGES
from ui.startup import State
from ui.wording import EXAMPLES, Lang, say

__all__ = [
    "answer",
    "empty_reader",
    "examples",
    "failure",
    "header",
    "panels",
    "place",
    "quote",
    "reader",
    "status",
]

_MOST_NEAREST = 3  # passages shown under a refusal
_MOST_OPEN = 5  # related clauses that are not folded away
_HIGH, _MEDIUM = 0.9, 0.7  # from which confidence it is called so
_HEADINGS = {"title": "h3", "heading": "h4"}  # kinds of leaves that are no <p>
_LISTED = ("section", "article", "item", "preamble", "closing", "appendix")
_Layer = tuple[Span, str]  # a span and the class of its pieces; "mark" is the element


def header(lang: Lang, documents: int | None, clauses: int | None) -> str:
    """Name, purpose, and what the store holds (nothing is said while that is None)."""
    held = "" if documents is None else say(lang, "store", documents=documents, clauses=clauses)
    return (
        f'<div class="tw-header" data-lang="{say(lang, "html_lang")}">'
        '<h1>条文 <span lang="en">Tiaowen</span></h1>'
        f'<p class="tw-tagline">{say(lang, "tagline")}</p>'
        f'<p class="tw-store">{held}</p></div>'
    )


def examples(lang: Lang) -> str:
    """Buttons with questions to try."""
    buttons = "".join(
        f'<li><button type="button" data-question="{escape(question)}">{escape(question)}'
        "</button></li>"
        for question in EXAMPLES
    )
    return f'<div class="tw-examples"><span>{say(lang, "examples")}</span><ul>{buttons}</ul></div>'


def panels(lang: Lang) -> str:
    """On narrow screens: answer or source."""
    return (
        f'<div class="tw-panels" role="group" aria-label="{say(lang, "panels")}">'
        f'<button type="button" data-panel="answer" aria-pressed="true">{say(lang, "answer")}'
        '</button><button type="button" data-panel="reader" aria-pressed="false">'
        f"{say(lang, 'source')}</button></div>"
    )


def status(state: State, lang: Lang) -> str:
    """What stands in the answer's place before the first question."""
    if state.error:
        return failure(state.error, lang)
    if state.assistant:
        lines = [_said(note, lang) for note in state.notes]
        notes = _notice(say(lang, "skipped"), lines) if lines else ""
        return f'{notes}<p class="tw-welcome">{say(lang, "welcome")}</p>'
    progress = state.progress
    if progress is None:
        bar, line = "<progress></progress>", say(lang, "open_store")
    else:
        values = {"done": progress.done, "total": progress.total}
        bar = f'<progress value="{progress.done}" max="{max(progress.total, 1)}"></progress>'
        line = say(lang, "stage", stage=STAGES[lang][progress.stage], **values)
    return (
        f'<div class="tw-status"><p>{say(lang, "preparing")}</p>'
        f'<label>{bar}<span class="tw-stage">{line}</span></label></div>'
    )


def failure(error: TiaowenError, lang: Lang) -> str:
    """An error that a user can mend: its one line."""
    return _notice(say(lang, "failed"), [_said(error, lang)])


def answer(given: Answer, lang: Lang) -> str:
    """The passages in order, or a notice that there is no answer and the nearest passages."""
    asked = (
        f'<p class="tw-asked">{say(lang, "asked")}<bdi>{escape(given.question)}</bdi></p>'
        if given.question.strip()
        else ""
    )
    if given.searched_for:
        words = escape(given.searched_for)
        asked += f'<p class="tw-asked">{say(lang, "searched", words=words)}</p>'
    count = len(given.passages)
    if given.answered:
        found = say(lang, "found", count=count)
        top = f'<h2 class="tw-found" data-summary="{escape(found)}">{found}</h2>'
    else:
        line = given.message if lang == "zh" else given.message_en
        top = _notice(say(lang, "not_found"), [line])
        if count:
            top += f'<h2 class="tw-found">{say(lang, "nearest")}</h2>'
    shown = given.passages if given.answered else given.passages[:_MOST_NEAREST]
    items = "".join(_passage(passage, lang) for passage in shown)
    kind = "tw-passages" if given.answered else "tw-passages tw-nearest"
    listed = f'<ol class="{kind}">{items}</ol>' if count else ""
    return f'<div class="tw-answer">{asked}{top}{listed}</div>'


def _said(error: TiaowenError, lang: Lang) -> str:
    return error.zh if lang == "zh" else error.en


def _notice(title: str, lines: Sequence[str]) -> str:
    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    summary = escape(" ".join([title, *lines]))
    return (
        f'<div class="tw-notice" data-summary="{summary}">'
        f'<p class="tw-notice-title"><span aria-hidden="true">!</span>{escape(title)}</p>'
        f"{text}</div>"
    )


def _passage(passage: Passage, lang: Lang) -> str:
    cited = passage.citation
    title = _title(cited)
    where = cited.text.removeprefix(title)
    located = escape(say(lang, "located", citation=cited.text))
    path = [step for step in cited.path if step and step != where]
    if cited.page is not None:
        path.append(say(lang, "page", page=cited.page))
    steps = "".join(f"<li><bdi>{escape(step)}</bdi></li>" for step in path)
    trail = f'<ul class="tw-path">{steps}</ul>' if steps else ""
    same = "" if passage.repeats is None else say(lang, "repeats", rank=passage.repeats)
    repeats = f'<p class="tw-repeats">{same}</p>' if same else ""
    return (
        f'<li class="tw-passage" aria-label="{say(lang, "passage", rank=passage.rank)}">'
        f'<span class="tw-rank" aria-hidden="true">{passage.rank}</span>'
        f'<h3><button type="button" class="tw-cite" data-cite="{passage.rank}"'
        f' data-place="{place(cited.document_id, cited.start, cited.end)}"'
        f' data-located="{located}"'
        f' title="{escape(say(lang, "open", citation=cited.text))}">'
        f'<bdi class="tw-title">{escape(title)}</bdi>'
        f'<bdi class="tw-where">{escape(where)}</bdi></button></h3>'
        f'{trail}<blockquote class="tw-quote" lang="zh">{quote(passage)}</blockquote>{repeats}'
        f'<div class="tw-foot">{_confidence(passage, lang)}'
        f'<button type="button" class="tw-copy" data-copy="{escape(cited.text)}"'
        f' data-copied="{say(lang, "copied")}" data-not-copied="{say(lang, "not_copied")}">'
        f"{say(lang, 'copy')}</button></div>{_related(passage, lang)}</li>"
    )


def place(document_id: int | None, start: int | None, end: int | None) -> str:
    """How the page names a place in a document of the store."""
    return f"{document_id}:{start}-{end}"


def _title(cited: Citation) -> str:
    """What a citation begins with: the title, and the version where there are several."""
    return f"《{cited.document}》" + (f"（{cited.version}）" if cited.version else "")


def _related(passage: Passage, lang: Lang) -> str:
    """The clauses that a passage cites and that cite it, folded if they are many; none twice, and
    not the passage itself.
    """
    cited = passage.citation
    own = place(cited.document_id, cited.start, cited.end)
    rows = []
    count = 0
    for side, related in (("cites", passage.cites), ("cited_by", passage.cited_by)):
        places = {r.citation: r for r in related if r.citation and _place_of(r) != own}
        buttons = "".join(_link(r, cited, lang) for r in places.values())
        count += len(places)
        if buttons:
            rows.append(f"<dt>{say(lang, side)}</dt><dd><ul>{buttons}</ul></dd>")
    listed = f"<dl>{''.join(rows)}</dl>"
    if count > _MOST_OPEN:
        summary = say(lang, "related_count", count=count)
        return f'<details class="tw-related"><summary>{summary}</summary>{listed}</details>'
    title = say(lang, "related")
    return f'<div class="tw-related"><p>{title}</p>{listed}</div>' if count else ""


def _place_of(related: Related) -> str:
    return place(related.document_id, related.clause_start, related.clause_end)


def _link(related: Related, cited: Citation, lang: Lang) -> str:
    """A button that opens the source at a related clause, without the title it shares with the
    passage that is `cited`.
    """
    citation = related.citation or ""
    words = citation
    if related.document_id == cited.document_id:
        words = citation.removeprefix(_title(cited))
    return (
        f'<li><button type="button" class="tw-link" data-place="{_place_of(related)}" data-open'
        f' data-located="{escape(say(lang, "located", citation=citation))}"'
        f' title="{escape(say(lang, "open", citation=citation))}" lang="zh">'
        f"<bdi>{escape(words)}</bdi></button></li>"
    )


def quote(passage: Passage) -> str:
    """The quote, a <p> for each of its lines, with its highlights marked."""
    start = passage.citation.start
    layers = [(Span(m.start - start, m.end - start), "mark") for m in passage.highlights]
    pieces = []
    at = 0
    for gap in [*re.finditer(r"\s*\n\s*", passage.text), None]:
        end = gap.start() if gap else len(passage.text)
        pieces.append(f"<p>{_pieces(passage.text, Span(at, end), layers)}</p>" if at < end else "")
        if gap:
            pieces.append(f'<span class="tw-space">{gap[0]}</span>')
            at = gap.end()
    return "".join(pieces)


def _confidence(passage: Passage, lang: Lang) -> str:
    word = "below" if passage.below_threshold else "low"
    if not passage.below_threshold and passage.score >= _MEDIUM:
        word = "high" if passage.score >= _HIGH else "medium"
    return (
        f'<p class="tw-confidence">{say(lang, "confidence")} <b>{say(lang, word)}</b>'
        f'<span class="tw-bar" aria-hidden="true"><span style="width:{passage.score:.0%}"></span>'
        f"</span>{passage.score:.2f}</p>"
    )


def reader(
    document: Document,
    number: int,
    lang: Lang,
    cited: Span | None = None,
    marks: Sequence[Span] = (),
) -> str:
    """A whole document, number `number` of the store: outline, then all leaves as blocks with the
    id leaf-<start>. `cited` is shaded and its first block is where the page scrolls to.
    """
    at = place(number, cited.start, cited.end) if cited else f"{number}:"
    facts = [document.issuer, document.date, document.number]
    facts.append(say(lang, "origin", source=document.source.path))
    names = {clause.span.start: clause.heading for clause in clauses(document)}
    listed = "".join(_entry(node, names) for node in _listed(document.nodes))
    # Open while somebody is choosing what to read; out of the way where a citation led here.
    state = "" if cited else " open"
    layers = [(cited, "tw-cited")] if cited else []
    layers += [(mark, "mark") for mark in marks]
    blocks = "".join(_blocks(document, cited, layers, dict(_leads(document, names))))
    reading = escape(say(lang, "reading", title=document.title))
    return (
        f'<div class="tw-reader" data-place="{at}" tabindex="0" role="region"'
        f' aria-label="{reading}"><div class="tw-reader-head">'
        f"<p>{' · '.join(f'<bdi>{escape(fact)}</bdi>' for fact in facts if fact)}</p>"
        f'<a href="#tw-outline" data-jump="tw-outline">{say(lang, "outline")}</a></div>'
        f'<details class="tw-outline" id="tw-outline"{state}><summary>{say(lang, "outline")}'
        f'</summary><nav aria-label="{say(lang, "outline")}" lang="zh"><ul>{listed}</ul></nav>'
        f'</details><div class="tw-text" lang="zh">{blocks}</div></div>'
    )


def empty_reader(lang: Lang) -> str:
    """What stands in the reader's place while there is nothing to read."""
    return f'<p class="tw-welcome">{say(lang, "reader_empty")}</p>'


def _listed(nodes: Sequence[Node]) -> list[Node]:
    """The nodes that the outline lists: sections and clauses, and paragraphs (第7段) only where
    there is nothing else to go by.
    """
    named = [node for node in nodes if node.kind in _LISTED]
    return named or [node for node in nodes if node.kind == "paragraph" and node.label]


def _entry(node: Node, names: dict[int, str]) -> str:
    """One line of the outline with what is below it; a bare label takes no line of its own.
    `names`: the heading of the clause that starts at an offset.
    """
    below = ""
    if node.kind in ("section", "appendix"):
        below = "".join(_entry(child, names) for child in _listed(node.children))
    gap = " " if node.label and node.title and node.label[-1] not in "、）)" else ""
    name = names.get(node.span.start, "") if node.kind in ("article", "item") else ""
    name = name or f"{node.label}{gap}{node.title}"
    kind = ' class="tw-bare"' if name == node.label and not below else ""
    start = next(node.leaves()).span.start
    return (
        f'<li{kind}><a href="#leaf-{start}" data-jump="leaf-{start}"><bdi>{escape(name)}</bdi></a>'
        f"{f'<ul>{below}</ul>' if below else ''}</li>"
    )


def _blocks(
    document: Document, cited: Span | None, layers: Sequence[_Layer], leads: dict[int, Span]
) -> Iterator[str]:
    """A block for each leaf of the document, in order. `leads`: see `_leads`."""
    text = document.text
    reached = False
    for leaf in (leaf for top in document.nodes for leaf in top.leaves()):
        span, words = leaf.span, leaf.span.strip(text)
        own = [(Span(span.start, words.start), "tw-space")]
        own.append((Span(words.end, span.end), "tw-space"))
        if span.start in leads:
            own.append((leads[span.start], "tw-lead"))
        kinds = [f"tw-leaf tw-{leaf.kind}"]
        target = ""
        if cited and words.start < cited.end and cited.start < words.end:
            kinds.append("tw-whole" if cited.contains(words) else "tw-part")
            target = "" if reached else " data-target"
            reached = True
        tag = _HEADINGS.get(leaf.kind, "p")
        inner = _pieces(text, span, [*own, *layers])
        yield f'<{tag} class="{" ".join(kinds)}" id="leaf-{span.start}"{target}>{inner}</{tag}>'


def _leads(document: Document, names: dict[int, str]) -> Iterator[tuple[int, Span]]:
    """For the first leaf of each clause, by its start: the heading or label it begins with."""
    for node in (node for top in document.nodes for node in top.walk()):
        if node.kind in ("article", "item"):
            leaf = next(node.leaves()).span
            start = leaf.strip(document.text).start
            for lead in (names.get(node.span.start, ""), node.label):
                if lead and document.text.startswith(lead, start):
                    yield leaf.start, Span(start, start + len(lead))
                    break


def _pieces(text: str, span: Span, layers: Sequence[_Layer]) -> str:
    """The slice `span` of `text`, escaped, cut where a layer begins or ends."""
    inside = [
        (Span(max(s.start, span.start), min(s.end, span.end)), name)
        for s, name in layers
        if max(s.start, span.start) < min(s.end, span.end)
    ]
    cuts = {span.start, span.end}.union(*((s.start, s.end) for s, _ in inside))
    return "".join(
        _piece(text[a:b], [name for s, name in inside if s.start <= a and b <= s.end])
        for a, b in pairwise(sorted(cuts))
    )


def _piece(text: str, names: Sequence[str]) -> str:
    if "tw-space" in names:
        names = ["tw-space"]
    if not names:
        return escape(text)
    element = "mark" if "mark" in names else "span"
    classes = " ".join(name for name in names if name != "mark")
    kind = f' class="{classes}"' if classes else ""
    return f"<{element}{kind}>{escape(text)}</{element}>"
