"""Passage of the store -> what is shown: the quoted slice, its highlights and its citation; and a
citation -> its passages.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from weakref import WeakKeyDictionary

from index.catalogue import Catalogue, DocumentInfo, IndexedClause, Mention
from index.model import Clause, Span
from index.numerals import parse_label, to_chinese
from index.passages import LONG_CLAUSE
from index.patterns import regex
from index.store import Store
from qa.answer import Citation, Highlight, Passage, Related
from qa.lookup.parts import rows_of
from qa.quoting import even

__all__ = [
    "Repeated",
    "citation_text",
    "excerpt",
    "passage",
    "repeated",
    "repeated_in",
    "rows_cited",
    "whole",
    "with_related",
]

_DOT = regex("[.．]")
_FIGURE = r"[〇零一二三四五六七八九十百千\d]"
# Label -> those of its clauses, by where they begin, that nothing else tells from another one: the
# how-manieth of these it is. Of most labels none.
Repeated = Mapping[str, Mapping[int, int]]
_REPEATED: WeakKeyDictionary[Catalogue, dict[int, Repeated]] = WeakKeyDictionary()


def repeated(clauses: Sequence[Clause]) -> Repeated:
    """The labels that several of a document's `clauses` have, since its parts count anew, or it has
    a number twice.
    """
    labels = [label for label, count in Counter(c.label for c in clauses).items() if count > 1]
    found: dict[str, dict[int, int]] = {label: {} for label in labels}
    places: dict[str, list[int]] = {}
    for clause in clauses:
        if clause.label in found:
            places.setdefault(_where(clause, found), []).append(clause.span.start)
    numbers = {
        start: i for same in places.values() if len(same) > 1 for i, start in enumerate(same, 1)
    }
    for clause in clauses:
        if number := numbers.get(clause.span.start):
            found[clause.label][clause.span.start] = number
    return found


def repeated_in(store: Store, document_id: int) -> Repeated:
    """The labels that several clauses of a document of the store have."""
    known = _REPEATED.setdefault(store.catalogue, {})
    if document_id not in known:
        # Few documents have any, and to read all clauses of one takes longer than a question.
        again = store.catalogue.repeats(document_id)
        clauses = store.catalogue.clauses_of(document_id) if again else ()
        known[document_id] = repeated([each.clause for each in clauses])
    return known[document_id]


def citation_text(
    title: str,
    clause: Clause,
    paragraph: int,
    version: str = "",
    repeated: Repeated | None = None,
) -> str:
    """《title》 and where in it, as one writes it in Chinese: 《…决定》三、（十一）第2段,
    《…公报》第7段, 《劳动合同法》第三十九条第二款. `paragraph` 0 means the whole clause; `version`
    tells apart documents of one title: 《立法法》（2023-03-13）第三条.

    Articles are numbered through a document, so their chapters are not part of the citation, but
    the appendix is, and so is everything around an article whose label is one of those `repeated`.
    1.2.1 says by itself that it is in 1.2. Of clauses that the source itself gives one number in
    one place, it is said which is meant: 第十条（第2处）.
    """
    name = f"《{title}》（{version}）" if version else f"《{title}》"
    again = repeated or {}
    number = again.get(clause.label, {}).get(clause.span.start)
    where = _where(clause, again) + (f"（第{number}处）" if number else "")
    if clause.kind == "article":
        return f"{name}{where}" + (f"第{to_chinese(paragraph)}款" if paragraph else "")
    return f"{name}{where}" + (f"第{paragraph}段" if paragraph else "")


def _where(clause: Clause, repeated: Collection[str]) -> str:
    """Where in its document a clause is; an article of a `repeated` label with all around it."""
    if clause.kind != "article":
        return _place(clause)
    around = [
        label for label in clause.path_labels if label.startswith("附") or clause.label in repeated
    ]
    return _joined((*around, clause.label))


def _place(clause: Clause) -> str:
    """The labels of a clause's sections and its own, without those that the next one repeats."""
    labels = [*clause.path_labels, clause.label]
    kept = [a for a, b in pairwise(labels) if not _repeats(a, b)]
    return _joined((*kept, clause.label))


def _joined(labels: Sequence[str]) -> str:
    """Labels in one, with a blank where two would become one: 附件2 1., 附 一、, 1. 1., A A.1"""
    joined = labels[0]
    for label in labels[1:]:
        runs = re.search(rf"(?:{_FIGURE}|附|\d[.．])$", joined) and re.match(_FIGURE, label)
        letters = re.search("[A-Z]$", joined) and re.match("[A-Z]", label)
        joined += f" {label}" if runs or letters else label
    return joined


def _repeats(outer: str, inner: str) -> bool:
    """Whether a label holds the one of the section around it: 1.2.1 does 1.2, and 1.2 does 1."""
    if not _DOT.search(inner):  # nearly all, and reading labels takes a quarter of citing
        return False
    one, other = parse_label(outer), parse_label(inner)
    if one is None or other is None or other.family != "decimal":
        return False
    return one.family in ("point", "decimal") and other.number[: len(one.number)] == one.number


def rows_cited(store: Store, cited: str, chosen: Collection[int]) -> tuple[int, ...]:
    """The passages with exactly this citation, however it is spoken and but for blanks, in the
    `chosen` documents (ids; all if empty).
    """
    cited = even(cited)
    rows: list[int] = []
    if not cited.startswith("《"):
        return ()
    for document_id, document in enumerate(store.documents):
        title = document.title
        is_outside = bool(chosen) and document_id not in chosen
        if is_outside or not cited.startswith(even(f"《{title}》")):
            continue
        versions = {"", store.versions[document_id]}
        again = repeated_in(store, document_id)
        plain: Repeated = {label: {} for label in again}  # as one cites by hand
        for clause in store.catalogue.clauses_of(document_id):
            for row in rows_of(store, clause.id):
                numbers = {0, int(store.passages[row, 2])}
                forms = [(n, v, one) for n in numbers for v in versions for one in (again, plain)]
                if cited in {even(citation_text(title, clause.clause, *one)) for one in forms}:
                    rows.append(row)
    return tuple(rows)


def excerpt(span: Span, sentences: Sequence[Span], marked: Sequence[int]) -> Span:
    """The part of a passage that is shown: all of it, or if it is longer than `LONG_CLAUSE` code
    points as many whole sentences around the `marked` ones (indices, the most telling first).
    """
    if len(span) <= LONG_CLAUSE or not sentences:
        return span
    first = last = marked[0] if marked else 0
    for i in marked[1:]:
        low, high = min(first, i), max(last, i)
        if sentences[high].end - sentences[low].start <= LONG_CLAUSE:
            first, last = low, high
    grown = [0, 0]  # code points added before and after: the answer should stand in the middle
    while True:
        left = LONG_CLAUSE - (sentences[last].end - sentences[first].start)
        before = sentences[first].start - sentences[first - 1].start if first else left + 1
        after = (
            sentences[last + 1].end - sentences[last].end if last + 1 < len(sentences) else left + 1
        )
        sides = [side for side, size in enumerate((before, after)) if size <= left]
        if not sides:
            return Span(sentences[first].start, sentences[last].end)
        side = min(sides, key=lambda side: grown[side])
        grown[side] += (before, after)[side]
        first, last = (first - 1, last) if side == 0 else (first, last + 1)


def passage(
    store: Store,
    number: int,
    clause: IndexedClause,
    rank: int,
    score: float,
    marked: Sequence[int],
    below: bool = False,
) -> Passage:
    """The passage in row `number` of the store. `marked`: which of its sentences answer (indices
    within the passage, the most telling first); `rank` counts from 1.
    """
    document_id, _, paragraph, start, end = (int(v) for v in store.passages[number])
    info = store.documents[document_id]
    text = store.text(info.text_sha256)
    rows = store.sentences[store.sentence_start[number] : store.sentence_start[number + 1]]
    sentences = [Span(a, b) for a, b in rows[:, 1:].tolist()]
    shown = excerpt(Span(start, end), sentences, marked)
    marks = sorted(sentences[i] for i in marked if shown.contains(sentences[i]))
    return Passage(
        rank=rank,
        score=score,
        text=shown.of(text),
        citation=_citation(store, info, clause.clause, paragraph, shown),
        highlights=tuple(Highlight(m.start, m.end, m.of(text)) for m in marks),
        below_threshold=below,
    )


def whole(store: Store, clause: IndexedClause, rank: int) -> Passage:
    """A clause in full, asked for by its label: certain, so with score 1 and no highlights."""
    info = store.documents[clause.document_id]
    span = clause.clause.span
    return Passage(
        *(rank, 1.0, span.of(store.text(info.text_sha256))),
        *(_citation(store, info, clause.clause, 0, span), ()),
    )


def with_related(store: Store, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with the references in their text, and those to their clauses."""
    places = [(p.citation.document_id, p.citation.clause_start) for p in passages]
    found = store.catalogue.mentions(places)
    return tuple(
        _with_related(store, passage, *found.get(place, ((), ())))
        for passage, place in zip(passages, places, strict=True)
    )


def _with_related(
    store: Store, passage: Passage, cites: Sequence[Mention], cited_by: Sequence[Mention]
) -> Passage:
    if not cites and not cited_by:
        return passage
    shown = Span(passage.citation.start, passage.citation.end)
    inside = (mention for mention in cites if shown.contains(mention.span))
    return replace(
        passage,
        cites=tuple(_related(store, mention) for mention in inside),
        cited_by=tuple(_related(store, mention) for mention in cited_by),
    )


def _related(store: Store, mention: Mention) -> Related:
    at = (mention.text, mention.span.start, mention.span.end)
    if not mention.clauses:
        return Related(*at)
    first, last = mention.clauses[0], mention.clauses[-1]
    i = first.document_id
    text = citation_text(
        store.documents[i].title,
        *(first.clause, mention.paragraph, store.versions[i], repeated_in(store, i)),
    )
    if last.id != first.id:
        text += f"至{last.clause.label}"
    return Related(*at, text, i, first.clause.span.start, last.clause.span.end)


def _citation(
    store: Store, info: DocumentInfo, clause: Clause, paragraph: int, shown: Span
) -> Citation:
    return Citation(
        document=info.title,
        label=clause.label,
        path=(*clause.path, clause.heading),
        text=citation_text(
            *(info.title, clause, paragraph, store.versions[info.id]),
            repeated_in(store, info.id),
        ),
        start=shown.start,
        end=shown.end,
        source=info.source,
        page=store.catalogue.page(info.id, shown.start),
        source_sha256=info.source_sha256,
        text_sha256=info.text_sha256,
        clause_start=clause.span.start,
        clause_end=clause.span.end,
        document_id=info.id,
        version=store.versions[info.id],
    )
