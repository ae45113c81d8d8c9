"""Two documents side by side: which clauses changed, or which statement stands where.

Versions of one law are compared clause by clause, other documents sentence by sentence; the
documents themselves say which, unless the caller does. Whatever is told is a slice of its source.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.clauses import clauses
from index.errors import InputError
from index.model import Clause, Document, Node, Span
from index.normalise import whole_characters
from index.numerals import parse_label
from index.store import Store
from qa.cite import citation_text, repeated_in
from qa.comparison.alignment import Pairing, align, letters, link
from qa.comparison.comparison import Comparison, Mode, Piece, Row, RowKind, Side
from qa.comparison.difference import Kind as PieceKind
from qa.comparison.difference import difference
from qa.damage import told_from_defects
from qa.question.titles import unquoted

__all__ = ["compare", "named"]

_VERSIONS = 0.3  # of the clauses of the shorter document have to be in the other one
_READABLE = 4  # words that two statements share, to be told as equal
_MOST_TITLES = 5  # documents named when one is asked for that is not there


def named(store: Store, name: str) -> int:
    """The document whose title (with its version, where there are several) or source is `name`;
    or else whose title, or else whose source, holds it. Raises InputError if none or several do.
    """
    name = whole_characters(name)
    plain = unquoted(name)
    known = [
        (info.id, [unquoted(word) for word in (info.title, f"{info.title}（{v}）", info.source)])
        for info, v in zip(store.documents, store.versions, strict=True)
    ]
    exact = [i for i, words in known if plain in words]
    titled = [i for i, words in known if plain and any(plain in word for word in words[:2])]
    found = exact or titled or [i for i, words in known if plain and plain in words[2]]
    if len(found) == 1:
        return found[0]
    listed = [
        f"《{info.title}》" + (f"（{version}）" if version else "")
        for info, version in zip(store.documents, store.versions, strict=True)
        if not found or info.id in found
    ]
    titles = "、".join(listed[:_MOST_TITLES]) + ("等" if len(listed) > _MOST_TITLES else "")
    if found:
        raise InputError(
            f"“{name}”可以是 {len(found)} 份文件：{titles}；请写全标题、日期或文件名",
            f"“{name}” may be any of {len(found)} documents: {titles}; write more of it, the date"
            " or the file",
        )
    if not listed:
        raise InputError(
            "索引里没有文件，请先加入文件。", "The store holds no document; add some first."
        )
    raise InputError(
        f"索引中没有“{name}”；现有 {titles}", f"the store does not hold “{name}”, but {titles}"
    )


@told_from_defects
def compare(store: Store, left: int, right: int, mode: Mode | None = None) -> Comparison:
    """Compare two documents of the store, by their ids. Raises InputError for an unknown id,
    StoreDamaged.
    """
    for document_id in (left, right):
        if not 0 <= document_id < len(store.documents):
            raise InputError(
                f"没有编号为 {document_id} 的文件", f"there is no document {document_id}"
            )
    infos = (store.documents[left], store.documents[right])
    if mode != "statements":
        units = (_units(store, left), _units(store, right))
        pairs = _aligned(*units)
        if mode == "versions" or _are_versions(*units, pairs):
            return Comparison("versions", *infos, tuple(_versions(*units, pairs)))
    return Comparison("statements", *infos, tuple(_statements(store, left, right)))


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is aligned: `body` is where the words after the label begin, `number` says which of its
    kind it is ("" if it has no number), `side` has one piece.
    """

    heading: bool
    number: str
    body: int
    words: str
    side: Side


def _units(store: Store, document_id: int) -> list[_Unit]:
    """The clauses and the headings of a document, in order."""
    document = store.document(document_id)
    title, version = document.title, store.versions[document_id]
    found = []
    again = repeated_in(store, document_id)
    cut = clauses(document)
    counted = Counter((_appendix(clause), clause.label) for clause in cut)
    for clause in cut:
        citation = citation_text(title, clause, 0, version, again)
        # Articles are numbered through a text, or anew in each chapter; （一） is another one in
        # each section.
        through = clause.kind == "article" and counted[_appendix(clause), clause.label] == 1
        path = _appendix(clause) if through else clause.path_labels
        found.append(_unit(document, clause.span, clause.label, path, clause.path, citation, False))
    name = f"《{title}》" + (f"（{version}）" if version else "")
    for path, labels, span in _headings(document.nodes, (), ()):
        citation = name + path[-1]
        found.append(_unit(document, span, labels[-1], labels[:-1], path[:-1], citation, True))
    return sorted(found, key=lambda unit: unit.side.start)


def _appendix(clause: Clause) -> tuple[str, ...]:
    """The labels of the appendix that a clause is in, which counts its own articles."""
    return tuple(label for label in clause.path_labels if label.startswith("附"))


def _headings(
    nodes: Sequence[Node], path: tuple[str, ...], labels: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Span]]:
    """The sections that have a heading: its words and those around it, their labels, its place."""
    for node in nodes:
        if node.kind in ("section", "appendix"):
            here = (*path, f"{node.label} {node.title}".strip())
            below = (*labels, node.label)
            if node.children and node.children[0].kind == "heading":
                yield here, below, node.children[0].span
            yield from _headings(node.children, here, below)


def _unit(
    document: Document,
    span: Span,
    label: str,
    above: Sequence[str],
    path: tuple[str, ...],
    citation: str,
    heading: bool,
) -> _Unit:
    text, span = document.text, span.strip(document.text)
    body = _after(text, span, label)
    parsed = parse_label(label)
    named_by = f"{parsed.family}{parsed.number}{parsed.branch}" if parsed else label
    number = "|".join((*above, named_by)) if named_by else ""
    page = document.source.page(span.start)
    piece = Piece("equal", span.start, span.end, span.of(text))
    side = Side(label, path, citation, span.start, span.end, page, (piece,))
    return _Unit(heading, number, body, letters(text[body : span.end]), side)


def _after(text: str, span: Span, label: str) -> int:
    """Where the words of a clause begin after its label, which may be written with spaces; at its
    start if the label is ours (第7段).
    """
    at = span.start
    for character in label:
        while at < span.end and text[at].isspace():
            at += 1
        if at == span.end or text[at] != character:
            return span.start
        at += 1
    while at < span.end and text[at].isspace():
        at += 1
    return at


def _aligned(left: Sequence[_Unit], right: Sequence[_Unit]) -> list[Pairing]:
    """Clauses with clauses, headings with headings; indices are of the units given."""
    pairs = []
    for heading in (False, True):
        here = [i for i, unit in enumerate(left) if unit.heading == heading]
        there = [j for j, unit in enumerate(right) if unit.heading == heading]
        found = align(
            [left[i].words for i in here],
            [right[j].words for j in there],
            ([left[i].number for i in here], [right[j].number for j in there]),
        )
        pairs += [replace(p, left=here[p.left], right=there[p.right]) for p in found]
    return pairs


def _are_versions(left: Sequence[_Unit], right: Sequence[_Unit], pairs: Sequence[Pairing]) -> bool:
    """Whether enough clauses of the shorter document are in the other one."""
    shorter = min(sum(not unit.heading for unit in side) for side in (left, right))
    return sum(not left[pair.left].heading for pair in pairs) >= _VERSIONS * shorter


def _versions(
    left: Sequence[_Unit], right: Sequence[_Unit], pairs: Sequence[Pairing]
) -> Iterator[Row]:
    """The rows in the order of the right document; what was removed, after what it followed."""
    of_right = {pair.right: pair for pair in pairs}
    paired = {pair.left for pair in pairs}
    at = 0
    for j, unit in enumerate(right):
        pair = of_right.get(j)
        if pair and not pair.moved:
            yield from _removed(left[at : pair.left], paired, at)
            at = max(at, pair.left + 1)
        yield _version(left[pair.left], unit, pair) if pair else _alone(unit, "added")
    yield from _removed(left[at:], paired, at)


def _removed(units: Sequence[_Unit], paired: set[int], first: int) -> Iterator[Row]:
    """The rows of those units, the first of which is number `first`, that have no counterpart."""
    for i, unit in enumerate(units, first):
        if i not in paired:
            yield _alone(unit, "removed")


def _alone(unit: _Unit, kind: RowKind) -> Row:
    side = _whole(unit.side, "inserted" if kind == "added" else "deleted")
    if kind == "added":
        return Row(kind, None, side, heading=unit.heading)
    return Row(kind, side, None, heading=unit.heading)


def _whole(side: Side, kind: PieceKind) -> Side:
    return replace(side, pieces=tuple(replace(piece, kind=kind) for piece in side.pieces))


def _version(left: _Unit, right: _Unit, pair: Pairing) -> Row:
    """Two versions of a clause. Labels are told apart as a whole, and then the words."""
    one, two = left.body - left.side.start, right.body - right.side.start
    here, there = left.side.text, right.side.text
    renumbered = _folded(here[:one]) != _folded(there[:two])
    kinds: tuple[PieceKind, PieceKind] = ("deleted", "inserted")
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    for n, (side, length) in enumerate(((left.side, one), (right.side, two))):
        if length:
            kind: PieceKind = kinds[n] if renumbered else "equal"
            pieces[n].append(Piece(kind, side.start, side.start + length, side.text[:length]))
    same = _folded(here[one:]) == _folded(there[two:])
    sides = _told(left.side, right.side, (left.body, right.body), pieces, least=2)
    return Row(
        *("same" if same else "changed", *sides, pair.similarity, pair.moved),
        *(renumbered and bool(one or two), left.heading),
    )


def _told(
    left: Side,
    right: Side,
    starts: tuple[int, int],
    before: tuple[Sequence[Piece], Sequence[Piece]],
    least: int,
) -> tuple[Side, Side]:
    """Both sides with the pieces `before` and, from the `starts` on, what differs between them."""
    here, there = left.text[starts[0] - left.start :], right.text[starts[1] - right.start :]
    pieces = (list(before[0]), list(before[1]))
    for change in difference(here, there, least):
        spans = (change.left, change.right)
        for n, (text, span) in enumerate(zip((here, there), spans, strict=True)):
            if len(span):
                place = (starts[n] + span.start, starts[n] + span.end)
                pieces[n].append(Piece(change.kind, *place, span.of(text)))
    return replace(left, pieces=tuple(pieces[0])), replace(right, pieces=tuple(pieces[1]))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _statements(store: Store, left: int, right: int) -> Iterator[Row]:
    """The rows of the statements of the left document, and what the right one has alone."""
    rows = [np.flatnonzero(store.passages[store.sentences[:, 0], 0] == i) for i in (left, right)]
    ours, theirs = _sides(store, left, rows[0].tolist()), _sides(store, right, rows[1].tolist())
    vectors = (store.sentence_vectors.rows(rows[0]), store.sentence_vectors.rows(rows[1]))
    words = ([letters(side.text) for side in ours], [letters(side.text) for side in theirs])
    places: dict[int, list[Pairing]] = {}
    links = link(*words, vectors)
    for pair in links:
        places.setdefault(pair.left, []).append(pair)
    for i, side in enumerate(ours):
        for pair in places.get(i, ()):
            there = theirs[pair.right]
            starts = (side.start, there.start)
            told = _told(side, there, starts, ((), ()), least=_READABLE)
            kind: RowKind = "same" if _folded(side.text) == _folded(there.text) else "changed"
            yield Row(kind, *told, pair.similarity)
        if i not in places:
            yield Row("removed", _whole(side, "deleted"), None)
    found = {pair.right for pair in links}
    for j, side in enumerate(theirs):
        if j not in found:
            yield Row("added", None, _whole(side, "inserted"))


def _sides(store: Store, document_id: int, rows: Sequence[int]) -> list[Side]:
    """The sentences in these rows of the store."""
    info, version = store.documents[document_id], store.versions[document_id]
    text = store.text(info.text_sha256)
    by_id = {c.id: c.clause for c in store.catalogue.clauses_of(document_id)}
    page = store.document(document_id).source.page
    again = repeated_in(store, document_id)
    found = []
    for row in rows:
        passage, start, end = map(int, store.sentences[row])
        clause: Clause = by_id[int(store.passages[passage, 1])]
        paragraph = int(store.passages[passage, 2])
        citation = citation_text(info.title, clause, paragraph, version, again)
        piece = Piece("equal", start, end, text[start:end])
        path = (*clause.path, clause.heading)
        found.append(Side(clause.label, path, citation, start, end, page(start), (piece,)))
    return found
