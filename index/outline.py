"""Source -> its documents, each a tree with spans, and a report of what a person should know. Pure.

A file may hold several documents. A document has a title, perhaps lines about it (dates, number), a
table of contents, a body (see `index.body`), and perhaps a signature.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import PurePosixPath

from index.body import build_appendix, build_body
from index.drafts import Draft, preface
from index.imprint import date_of, issuer_of, number_of
from index.layout.apart import take_apart
from index.layout.appendices import find_appendices
from index.layout.articles import are_within
from index.layout.below import count_after, count_collected
from index.layout.blocks import read_lines
from index.layout.chapters import label_chapters
from index.layout.columns import label_rows
from index.layout.contents import (
    MOST_COVER_LINES,
    count_above_contents,
    count_above_heading,
    count_before_contents,
    count_contents,
    entry_of,
    listed,
)
from index.layout.furniture import furniture, sample
from index.layout.heads import count_again, count_head
from index.layout.led import settle
from index.layout.lines import (
    Line,
    ends_like_title,
    is_addressed,
    is_contents_word,
    is_front_matter,
    is_head_line,
    is_heading_like,
    is_party,
    is_prose,
    is_signature_line,
    is_title_like,
)
from index.layout.lists import head_parts, list_recitals, mark_lists, set_apart
from index.layout.marks import front_title
from index.layout.points import nest_points
from index.layout.signature import count_signature
from index.layout.titles import (
    MOST_TITLE_LINES,
    is_last_word,
    join_words,
    read_title,
    title_lines,
)
from index.layout.wrapped import join_wrapped
from index.model import Document, Node, Outline, Problem, Source, Span
from index.numbering import numbering_problems

__all__ = ["outline"]

_TEXT = (".txt", ".text", ".md", ".markdown", ".html", ".htm")
_MOST_HEAD_NOTES = 4
_MOST_NEAR_LINES = 40  # that are looked at to tell whether a document begins
_SHORTEST_ISSUED = 6
_MARKS = str.maketrans("〈〉", "《》")
_QUOTED = re.compile("《((?:[^《》]|《[^《》]*》)+)》")
_ISSUES = re.compile("印发|发布|公布|下发|颁布|转发|通过")
_CONTRACT = re.compile(r"[^。；，,：:！？\t]{2,60}(?:合同|协议)书?(?:[（(][^（()）]{1,12}[）)])?")
_SIGNED = re.compile("[签盖]")
_ENDS = ("。", "！", "”", "）", ")")
_MADE = ("为", "根据", "依据", "按照")  # how the first sentence says why a text is made
# What begins a text when its number is one.
_FIRST_OF_LAW = ("book", "part", "chapter", "article")
_FIRST = (*_FIRST_OF_LAW, "comma")


def outline(source: Source) -> Outline:
    """The documents of `source` in order, and its problems in order of place."""
    text = source.text
    lines = settle(text, read_lines(source))
    around = furniture(text, lines)
    below = count_after if source.path.lower().endswith(_TEXT) else count_collected
    count = below([line.words(text) for line in lines])  # as copied from a page
    around |= dict.fromkeys(range(len(lines) - count, len(lines)), "网页文字")
    dropped = [(lines[i], kind) for i, kind in sorted(around.items())]
    places = {line.span.start for line, _ in dropped}
    if source.path.lower().endswith((*_TEXT, ".docx")):  # as made out of a page
        lines = join_wrapped(text, lines, frozenset(around))
    lines = label_chapters(text, take_apart(text, set_apart(lines)))
    kept = [line for line in label_rows(text, lines) if line.span.start not in places]
    kept = nest_points(text, mark_lists(text, list_recitals(text, head_parts(kept))))
    drafts = [_drafts(source, group) for group in _split(text, kept)]
    starts = {leaf.start for _, nodes in drafts for node in nodes for leaf in _leaves(node)}
    if drafts and text[: min(starts | places)].strip():  # marks
        drafts[0][1].insert(0, Draft("head", "", "", 0))
        starts.add(0)
    edges = sorted(starts | places | {len(text)})
    if drafts and edges[0] in starts:
        # Blank lines before the first word belong to it.
        edges[0] = _pull_to_start(drafts[0][1])
    documents = []
    for title, nodes in drafts:
        tree = tuple(_freeze(node, edges) for node in nodes)
        documents.append(_document(source, title, tree, alone=len(drafts) == 1))
    problems = [
        Problem(
            "dropped",
            Span(line.span.start, edges[bisect_right(edges, line.span.start)]),
            f"第{line.number}行：{kind}“{sample(line.words(text))}”不属于正文，已略去",
            source.page(line.span.start),
        )
        for line, kind in dropped
    ]
    for document in documents:
        problems += numbering_problems(document)
    found = sorted([*source.problems, *problems], key=lambda problem: problem.span)
    return Outline(tuple(documents), tuple(found))


def _split(text: str, lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines of each document."""
    if not lines:
        return []
    starts, within = [0], are_within(lines)
    issued, entries = _issued(text, lines), listed(text, lines)
    for i in range(1, len(lines)):
        if within[i] and not is_signature_line(lines[i - 1].words(text)):
            continue
        if _begins_document(text, lines, i, starts[-1], issued, entries):
            starts.append(i)
            issued, entries = _issued(text, lines[i:]), listed(text, lines[i:])
    return [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _begins_document(
    text: str,
    lines: Sequence[Line],
    i: int,
    first: int,
    issued: Collection[str],
    entries: Mapping[str, int],
) -> bool:
    """Whether another document begins at line `i`, with its title or with what stands above it: the
    title reads like one, what comes before ends a text, and what comes after begins one.
    """
    near = lines[i : i + _MOST_NEAR_LINES]
    at = _count_front(text, near)
    if at >= len(near) or near[at].label or near[0].column:
        return False
    before = lines[i - 1].words(text)
    signed = is_signature_line(before)
    annexed = any(line.words(text).startswith("附") for line in near[:at])
    count = _count_issued(text, near[at:], issued)
    named = 0 < count < len(near) - at and _begins_text(text, near[at + count], True)
    if named and (signed or not any(line.label for line in lines[first:i])):
        return signed or _has_text(text, lines[first + 1 : i])
    # What the format marks as a heading is a title where it is the first, or a law begins below it.
    contract = at == 0 and (signed or is_party(before))  # has been signed
    if level := near[at].level:
        title = join_words(text, near[at : at + 1])
        is_law = level == 1 and _is_law(text, title, near[at + 1 :], contract)
        if not is_law and (level > 1 or any(line.level for line in lines[first:i])):
            return False
    ended = signed or contract or annexed or "\t" in before or before.endswith(_ENDS)
    ended = ended or is_last_word(before)
    count = title_lines(text, near[at:])
    joined = join_words(text, near[at : at + count])
    if at + count >= len(near):
        return False
    above = lines[max(first, i - _MOST_NEAR_LINES) : i]
    if ended and at == 0 and _is_further_contract(text, joined, above, near[count:]):
        return _has_text(text, lines[first + 1 : i])
    law = ends_like_title(joined) and _is_law(text, joined, near[at + count :], contract)
    named = law and entries.get(entry_of(joined), i) < i - first
    if not (ended or named) or not (is_title_like(joined) or law):
        return False
    decreed = "关于" not in joined and issuer_of(joined, "", "") != ""  # 国务院令, 某某法院公告
    # Other lines that join into a title might be anything: then more has to be seen.
    plain = signed or decreed or count == 1
    if not plain and "关于" not in joined and not issuer_of(joined, "", ""):
        return False
    return _begins_text(text, near[at + count], plain) and (
        named or _has_text(text, lines[first + 1 : i])
    )


def _issued(text: str, lines: Sequence[Line]) -> set[str]:
    """The titles of what a document issues, as its first lines say (关于印发《……行动方案》的通知,
    现将《……》印发给你们).
    """
    said = (_unspaced(line.words(text)) for line in lines[:_MOST_NEAR_LINES])
    titles = (title for words in said if _ISSUES.search(words) for title in _QUOTED.findall(words))
    found = {title for title in titles if len(title) >= _SHORTEST_ISSUED}
    own = lines[: _count_issued(text, lines, found)]  # named in a note on how it was amended
    return found - {"".join(_unspaced(line.words(text)) for line in own)}


def _count_issued(text: str, lines: Sequence[Line], issued: Collection[str]) -> int:
    """How many of the first lines are one of the titles that are `issued`; 0 if they are none."""
    joined = ""
    for count, line in enumerate(lines[:MOST_TITLE_LINES] if issued else (), 1):
        joined += _unspaced(line.words(text))
        if joined in issued and not lines[0].label:
            return count
    return 0


def _unspaced(words: str) -> str:
    """Words without blanks, with the marks that a title has by itself (〈…〉 inside of another)."""
    return "".join(words.split()).translate(_MARKS)


def _has_text(text: str, lines: Sequence[Line]) -> bool:
    """Whether a sentence stands in these lines, after the table of contents if there is one."""
    words = (line.words(text) for line in reversed(lines))
    known = next((one for one in words if is_prose(one) or is_contents_word(one)), "")
    return is_prose(known)


def _is_law(text: str, title: str, below: Sequence[Line], signed: bool) -> bool:
    """Whether a line is a title, although it names nobody who might issue it, since a law's first
    article, chapter or table of contents comes next (导游人员管理条例 / 第一条), perhaps after
    （…年…月…日通过）. A contract's, if what stands above is `signed`.
    """
    notes = takewhile(lambda line: is_head_line(line.words(text)), below[:_MOST_HEAD_NOTES])
    after = below[len(list(notes)) :][:1]
    if not after:
        return False
    words, label = after[0].words(text), after[0].label
    law = label and label.number == (1,) and label.family in _FIRST_OF_LAW
    return (
        4 <= len(title) <= 60
        and ends_like_title(title)
        and not title.endswith(("的规定", "的解释"))
        and (signed or not title.endswith(("合同", "协议", "协议书")))  # quoted, or an annex
        and not re.search(r"[。；，,：:！？\t]", title)
        and (bool(law) or is_contents_word(words))
    )


def _is_further_contract(
    text: str, title: str, above: Sequence[Line], below: Sequence[Line]
) -> bool:
    """Whether a line is the title of one more contract (…补充协议, then 甲方：……) below one that is
    signed: what an appendix holds, or a chapter of a tender, has its name before it.
    """
    after = next((line for line in below if not is_front_matter(line.words(text))), None)
    last = above[-1]
    return (
        _CONTRACT.fullmatch(title) is not None
        and after is not None
        and is_party(after.words(text))
        and not last.words(text).startswith("附")
        and (last.label is None or is_prose(last.words(text)))
        and (
            is_signature_line(last.words(text))
            or any(_SIGNED.search(w) for w in (one.words(text) for one in above) if is_party(w))
        )
    )


def _begins_text(text: str, line: Line, plain: bool) -> bool:
    """Whether a line may come after a title: its number or date, whom it goes to, or a text's first
    clause or sentence; if not `plain`, one that does not come but at a beginning.
    """
    words = line.words(text)
    if is_head_line(words) or is_addressed(words) or is_contents_word(words):
        return True
    prose = len(words) >= 40 and is_prose(words)
    if plain:
        made = words.startswith(_MADE) or (words.endswith("：") and "如下" in words)
        return line.label is not None or prose or (is_prose(words) and made)
    if line.label:
        return line.label.number == (1,) and line.label.family in _FIRST
    return prose and words.startswith(_MADE)


def _count_front(text: str, lines: Sequence[Line]) -> int:
    """How many of the first lines stand above a title (000001, 特急, 附件1)."""
    count = 0
    while count < len(lines) and is_front_matter(lines[count].words(text)):
        count += 1
    return count


def _count_cover(text: str, lines: Sequence[Line]) -> int:
    """How many lines stand on a cover before the title: who announces, when, and what for; or what
    is printed in red (某某省人民政府文件) with the number under it.
    """
    for i, line in enumerate(lines[:MOST_COVER_LINES]):
        words = line.words(text)
        if line.label or line.level or (is_title_like(words) and i == 0):
            return 0
        red = i and lines[i - 1].words(text).endswith("文件") and number_of(words)
        if i and (is_signature_line(words) or red):
            rest = lines[i + 1 : i + 1 + MOST_TITLE_LINES]
            joined = join_words(text, rest[: title_lines(text, rest)])
            return i + 1 if is_title_like(joined) else 0
    return 0


def _drafts(source: Source, lines: Sequence[Line]) -> tuple[str, list[Draft]]:
    """Title and top nodes of one document."""
    text, whole = source.text, lines
    lines = list(takewhile(lambda line: not line.column, lines))  # where a title may be
    if not lines:
        return PurePosixPath(source.path).stem, _body(text, whole)
    at = min(_count_front(text, lines), len(lines) - 1)
    at += count_above_heading(text, lines[at:]) or _count_cover(text, lines[at:])
    nodes = [Draft("head", "", "", lines[0].span.start)] if at else []
    count, title = read_title(text, lines[at:])
    given = front_title(lines[0].words(text))
    if given and title != given and lines[at].level != 1:
        count, title = 0, given
    if count:
        nodes.append(Draft("title", "", title, lines[at].span.start))
    at += count
    heads = count_head(text, lines[at:]) if title else 0
    heads += count_again(text, lines[at + heads :], title) if count else 0
    heads += count_before_contents(text, lines[at + heads :]) if title else 0
    if heads:
        if count:  # otherwise what stands above goes on
            nodes.append(Draft("head", "", "", lines[at].span.start))
        at += heads
    if above := count_above_contents(text, lines[at:]):
        starts = [line.span.start for line in lines[at : at + above]]
        words = "" if lines[at].label else lines[at].words(text)
        nodes.append(preface(words if is_heading_like(words) else "", starts))
        at += above
    if contents := count_contents(text, lines[at:]):
        nodes.append(Draft("contents", "", "", lines[at].span.start))
        at += contents
    nodes += _body(text, whole[at:])
    return title or PurePosixPath(source.path).stem, nodes


def _body(text: str, lines: Sequence[Line]) -> list[Draft]:
    """The drafts of a body and its appendices, and of what is signed before these or at the end."""
    found = find_appendices(text, lines)
    edges = [*found.heads, len(lines)]
    end = edges[0] - count_signature(text, lines[: edges[0]])
    nodes = build_body(text, lines[:end], found.announced)
    if end < edges[0]:
        nodes.append(Draft("signature", "", "", lines[end].span.start))
    for (at, heading), stop in zip(found.heads.items(), edges[1:], strict=True):
        end = stop
        if stop == len(lines):
            end -= count_signature(text, lines[at + heading.lines : stop])
        nodes.append(build_appendix(text, lines[at:end], heading))
        if end < stop:
            nodes.append(Draft("signature", "", "", lines[end].span.start))
    return nodes


def _leaves(node: Draft) -> Iterator[Draft]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _leaves(child)


def _pull_to_start(nodes: Sequence[Draft]) -> int:
    """Let the first node begin at the text's first character, unless that is a clause, which begins
    at its label. Returns where it begins now.
    """
    first = nodes[0]
    while first.children and first.kind not in ("article", "item"):
        first.start, first = 0, first.children[0]
    if first.kind not in ("article", "item"):
        first.start = 0
    return first.start


def _freeze(draft: Draft, edges: Sequence[int]) -> Node:
    children = tuple(_freeze(child, edges) for child in draft.children)
    end = children[-1].span.end if children else edges[bisect_right(edges, draft.start)]
    start = min([draft.start, *(child.span.start for child in children)])
    return Node(draft.kind, draft.label, draft.title, Span(start, end), children)


def _document(source: Source, title: str, nodes: tuple[Node, ...], alone: bool) -> Document:
    def words(*kinds: str) -> str:
        return "\n".join(node.span.of(source.text) for node in nodes if node.kind in kinds)

    # What an appendix is signed with says nothing of the document.
    signed = [node.span.of(source.text) for node in nodes if node.kind == "signature"]
    head, signature = words("title", "head"), "".join(signed[:1])
    return Document(
        *(source, title, Span(nodes[0].span.start, nodes[-1].span.end), nodes),
        issuer=issuer_of(title, words("head"), signature),
        date=date_of(source.path, head, signature, alone),
        number=number_of(words("head")),
    )
