"""The body of a document: lines -> a tree of sections, clauses and paragraphs. Pure.

A document has articles (第X条), or numbered items (（一）, 一、, 1.), or neither. Which of the
numbered lines are its clauses follows from that: in a statute （一） is a line of a list, in a
decision it is a clause under a heading 一、.
"""

import re
from collections.abc import Collection, Sequence

from index.drafts import COMMA, ORDER, RANKS, UNRANKED, Draft, ends_with, number_paragraphs, tidy
from index.layout import endings, points
from index.layout.appendices import Heading, count_on_below, may_follow
from index.layout.articles import NAMED, are_in_statute, is_in_article, last_of
from index.layout.columns import is_row
from index.layout.lines import Line, amends, is_heading_like, is_party, refers
from index.model import NodeKind

__all__ = ["build_appendix", "build_body"]

_MARKS = "：: \u3000"  # behind a label, and no part of the title (第一章：总则)
_BARE = 9  # as if it were marked as a heading of the last level
_BARE_HEADING = re.compile(r"[\u4e00-\u9fff](?:[ \u3000]*[\u4e00-\u9fff、]){1,14}")
_NOTED = re.compile(r"[（(][^（）()\n]*[）)]\s*\n")  # （责任单位：……） below a heading
_STOP = re.compile(r"[。！][”’」』）)]*$|\t")  # at the end of a clause, which may be a table's row
_SENTENCE_ENDS = ("。", "；", "：")  # of no heading in a statute, whatever its style
_JOINS = "、，,。；;）)》”至到的"  # what goes on like this after a number is no article
_COMMAS = ("capital", "comma")  # 壹、, 一、
_LISTS = {"capital", "comma", "bracket", "point", "item", "circle", "decimal"}


def build_body(text: str, lines: Sequence[Line], announced: Collection[int] = ()) -> list[Draft]:
    """The drafts of a document's body, or of that of an appendix, in order. `announced`: the places
    of lines that name appendices.
    """
    body = _Body(text, lines, announced)
    for i, line in enumerate(lines):
        body.add(i, line)
    return body.finish()


def build_appendix(text: str, lines: Sequence[Line], heading: Heading) -> Draft:
    """The draft of an appendix, whose clauses are its own."""
    draft = Draft("appendix", heading.label, heading.title, lines[0].span.start)
    draft.children.append(Draft("heading", heading.label, heading.title, lines[0].span.start))
    inside = build_body(text, lines[heading.lines :])
    for node in inside:
        # What stands before its first clause are paragraphs of it.
        draft.children += node.children if node.kind == "preamble" else [node]
    number_paragraphs(draft.children)
    return draft


class _Body:
    """Where the lines of one body go. `stack` holds the open sections with their ranks."""

    def __init__(self, text: str, lines: Sequence[Line], announced: Collection[int]) -> None:
        self.text = text
        self.lines = lines
        self.announced = announced
        named = [i for i, line in enumerate(lines) if self._is_named_section(i, line)]
        self.statute = are_in_statute(lines, named)
        self.articles = any(self.statute)
        self.families = {line.label.family for line in lines if line.label}
        self.root: list[Draft] = []
        self.opened = False  # whether a colon stands above the items that are read
        self.column = 0  # of a table that is read column by column
        self.stack: list[tuple[int, Draft]] = []
        self.clause: Draft | None = None
        self.last: tuple[int, int] = (0, 0)
        self.ranks: dict[int, int] = {}  # heading level -> rank of the labels seen on it
        self.continues = -1  # a line that was used up as the second line of a heading
        self.listing = set(count_on_below(lines, announced))
        wanted = {"article"} | NAMED if self.articles else self.families & {*_COMMAS, "bracket"}
        self.final = last_of(lines, wanted or {"point", "decimal"}, self.listing)
        self.point = 0  # the number of the last 1. that was a clause or a heading, if none was not
        self.listed = points.Listed()
        self.heading = points.counted_with_heads(lines)

    def add(self, i: int, line: Line) -> None:
        """Put line `i` in its place."""
        if i == self.continues or (line.column != self.column and self._turn(i, line)):
            return
        words = line.words(self.text)
        if i in self.announced:
            self._announce(i, line)
        elif i in self.listing:
            self._paragraph(line)  # 2.乙表 below 附件：1.甲表
        elif self._is_named_section(i, line):
            rank = RANKS[line.label.family] if line.label else UNRANKED
            self._section(i, line, rank, line.label_text, line.rest)
        elif self.statute[i]:
            self._add_in_statute(i, line, words)
        else:
            self._add_in_report(i, line, words)

    def _turn(self, i: int, line: Line) -> bool:
        """Begin a column, or go on below the last one. Whether line `i` says that alone."""
        self.column, self.last, self.stack, self.clause = line.column, (0, 0), [], None
        if not line.column:
            if self._more(i):
                return False
            self._close(line)
            return True
        if line.label:
            return False
        self._section(i, line, 0, "", line.words(self.text))
        return True

    def _announce(self, i: int, line: Line) -> None:
        """Put a line that names appendices with what comes after the last clause."""
        ends = (self.clause or self.stack) and not self._more(i)
        self._close(line) if ends else self._paragraph(line)

    def _add_in_statute(self, i: int, line: Line, words: str) -> None:
        family = line.label.family if line.label else None
        general = "".join(words.split()).rstrip("：:")
        if family == "article" and self._is_article(i, line):
            self._open("article", line)
        elif family in _COMMAS and is_heading_like(line.rest) and self._heads_articles(i, line):
            self._section(i, line, RANKS[family], line.label_text, line.rest)
        elif line.level and family is None and not words.endswith(_SENTENCE_ENDS):
            self._section(i, line, self._rank_of(line), "", words)
        elif self.clause and is_party(words) and not self._more(i):
            self._close(line)
        elif self.clause and endings.is_signed(words) and endings.begins_anew(self.lines[i:]):
            self.stack, self.clause = [], None
            self._paragraph(line)
        elif self._is_bare_heading(i, line) or (
            self.clause and general == "附则" and i + 1 < len(self.lines) and not self._more(i)
        ):
            # 总则 stands beside the first chapter, or in the first part, and 附则 beside the last.
            ranks = [RANKS[family] for family in ORDER if family in NAMED & self.families]
            first = general == "附则" or (general == "总则" and ranks and not self.stack)
            rank = [*ranks, RANKS["book"]][0] if first else UNRANKED + _BARE
            self._section(i, line, rank, "", general)
        else:
            self._paragraph(line)

    def _is_bare_heading(self, i: int, line: Line) -> bool:
        """Whether a line between two articles is a heading without a number, as in the terms of an
        insurance (保险责任): one word where a sentence has ended and the count goes on below.
        """
        words = line.words(self.text)
        general = "".join(words.split()) == "总则" and not self.stack
        # Right below 第三章, what is in that is divided further, and may count anew.
        general = general or (bool(self.stack) and len(self._siblings()) == 1)
        if line.label or line.aside or line.listed or not (self.clause or general):
            return False
        if not _BARE_HEADING.fullmatch(words):
            return False
        following = self.lines[i + 1] if i + 1 < len(self.lines) else None
        return (
            following is not None
            and following.label is not None
            and following.label.family == "article"
            and (
                following.label.number[0] in (self.last[0] + 1, 1 if general else None)
                or ("".join(words.split()) == "附则" and following.label.number[0] > self.last[0])
            )
            and self._is_article(i + 1, following)
            and (general or _STOP.search(self.lines[i - 1].words(self.text)) is not None)
        )

    def _add_in_report(self, i: int, line: Line, words: str) -> None:
        family = line.label.family if line.label else None
        open_labels = [draft.label for _, draft in self.stack]
        inside = self.clause.label if self.clause else ""
        if family in _COMMAS:
            if line.level or is_heading_like(line.rest):
                self._section(i, line, RANKS[family], line.label_text, line.rest)
            else:
                self._leave(RANKS[family])
                self._open("item", line)
        elif family == "bracket" and not self._is_list(i, line):
            self._open("item", line)
        elif family in ("point", "decimal") and (line.depth or self._is_top(i, line)):
            self._add_numbered(i, line)
        elif family == "item" and self._is_main(i):
            self._open("item", line)
        elif line.level and family is None:
            self._section(i, line, self._rank_of(line), "", words)
        elif self.stack and "".join(words.split()).rstrip("：:") == "附则":
            self._section(i, line, RANKS["book"], "", "附则")
        elif endings.ends_count(words, inside, open_labels, self.lines, i):
            self.stack, self.clause = [] if endings.is_opinion(words) else self.stack, None
            self._paragraph(line)
        elif (self.stack and (is_party(words) or endings.ends_text(words))) or (
            self.clause and (endings.closes(words) or is_party(words))
        ):
            titled = self.clause is not None and self.clause.title != ""
            stays = self._more(i) or endings.is_told(self.text, self.lines, i, titled)
            self._paragraph(line) if stays else self._close(line)
        else:
            self._paragraph(line)

    def _add_numbered(self, i: int, line: Line) -> None:
        """1. or 1.1 in a document without articles: inside what it is a part of, 1. or nothing."""
        depth = len(line.label.number) if line.label else 1
        rank = RANKS["bracket"] + depth
        if line.depth:  # in a list, unless what is around it is a heading
            inside = line.depth == 1 and bool(self.stack) and self.stack[-1][0] == rank
            inside = inside and not (self.clause and points.is_decimal(self.clause.label))
            self._open("item", line) if inside else self._paragraph(line)
            return
        self._leave(rank)
        if depth == 1 and line.label:
            self.point = line.label.number[0]
        while (
            line.label
            and self.stack
            and not points.is_around(self.stack[-1][1].label, line.label.number)
        ):
            self.stack.pop()
        heads = points.heads_decimals(self.lines, i) or points.heads_points(self.lines, i)
        if heads and is_heading_like(line.rest):
            self._section(i, line, rank, line.label_text, line.rest)
        else:
            self._open("item", line)

    def _is_named_section(self, i: int, line: Line) -> bool:
        """第X编, 章, 节, 部分 as a heading, not as the beginning of a sentence."""
        if line.label is None or line.label.family not in NAMED:
            return False
        if not line.rest:
            return True
        counted = line.label_text.endswith("篇")  # 第一篇报道
        # As with articles, a gap after the number shows that it is one (第二十六章　中介合同).
        if line.spaced or line.level:
            return (is_heading_like(line.rest) or line.level > 0) and not amends(line.rest)
        fits = is_heading_like(line.rest) and len(line.rest) <= 25 and not counted
        return fits and (not refers(line.rest) or self._heads(i, line))  # 第四章等级评定

    def _is_article(self, i: int, line: Line) -> bool:
        """Whether 第X条 at a line's start opens an article or only refers to one."""
        if line.label is None:
            return False
        number = (line.label.number[0], line.label.branch)
        follows = number[0] == self.last[0] + 1 or (
            number[0] == self.last[0] and number[1] == self.last[1] + 1
        )
        if line.level:
            return True
        if not self._ends(i - 1) and not follows:
            return False
        if line.spaced:
            return not amends(line.rest)
        if refers(line.rest):
            return self._is_next(i, line)
        return number > self.last or number[0] == 1

    def _is_next(self, i: int, line: Line) -> bool:
        """Whether the count of articles goes over line `i`, although its words might be about that
        article (第十条与船舶担保有关的……。): the one before ends in a full stop, the next, if
        there is one, follows.
        """
        later = (after.label for after in self.lines[i + 1 :] if after.label)
        following = next((label for label in later if label.family == "article"), None)
        return (
            line.label is not None
            and i > 0
            and line.label.number[0] == self.last[0] + 1
            and (following is None or following.number[0] == line.label.number[0] + 1)
            and line.rest[0] not in _JOINS
            and line.rest.endswith(("。", "："))
            and (self.clause is None or self.lines[i - 1].words(self.text).endswith("。"))
        )

    def _ends(self, i: int) -> bool:
        """Whether line `i` ends a sentence or is a heading, so that a new clause may follow."""
        return i < 0 or i == self.continues or may_follow(self.lines[i], self.text)

    def _heads(self, i: int, line: Line) -> bool:
        """Whether an article or another section comes right after line `i`."""
        following = self.lines[i + 1].label if i + 1 < len(self.lines) else None
        if line.level:
            return True
        return following is not None and (
            following.family == "article" or following.family in NAMED
        )

    def _heads_articles(self, i: int, line: Line) -> bool:
        return self._heads(i, line) and not is_in_article(self.text, self.lines, i)

    def _rank_of(self, line: Line) -> int:
        return self.ranks.get(line.level, UNRANKED + line.level)

    def _is_top(self, i: int, line: Line) -> bool:
        """Whether 1.1 or 1. is a clause or a heading: 1. is one where it heads 1.1, or where there
        is neither 一、 nor （一）, or right below 一、, and so is 2. that comes after it.
        """
        if line.label is None or line.label.family == "decimal":
            self.listed = points.Listed()
            return True
        if self.listed.goes_on(self.lines, i, self.clause.label if self.clause else "", self.point):
            return False
        goes_on = self.point > 0 and line.label.number[0] == self.point + 1
        self.point = self.point if goes_on else 0
        upper = {*_COMMAS, "bracket"} & self.families
        # Right below 一、 it is what that heading is about, and no list in a paragraph.
        below = bool(self.stack) and self.stack[-1][0] in map(RANKS.get, _COMMAS)
        below = below and all(_NOTED.match(self.text, one.start) for one in self._siblings()[1:])
        heads = i in self.heading or points.heads_decimals(self.lines, i)
        return not upper or goes_on or below or heads

    def _is_main(self, i: int) -> bool:
        """Whether （1） is a clause: nothing else numbers one here, and no colon opens a list."""
        if {"bracket", "point", "decimal"} & self.families:
            return False
        before = self.lines[i - 1] if i else None
        if before and (before.label is None or before.label.family != "item"):
            self.opened = before.words(self.text).endswith("：")
        return not self.opened and (not self.clause or self.clause.label[0] in "（(⑴⑵⑶⑷⑸⑹⑺⑻⑼")

    def _is_list(self, i: int, line: Line) -> bool:
        """（一） under 一、 with words of its own, or after a colon, is a list and no clause; but
        what a section counts after a colon in full sentences are clauses (做了这些：（一）……。).
        """
        inside = self.clause.label if self.clause and self.clause.kind == "item" else ""
        decimal = points.is_decimal(inside)
        if inside and not decimal:
            return COMMA.match(inside) is not None
        first = line
        for before in reversed(self.lines[:i]):
            if not (before.label and before.label.family == "bracket"):
                words = before.words(self.text)
                ends = ("；", ";") if self.stack else ("；", "。", ";")
                return words.endswith(("：", ":")) and (decimal or first.rest.endswith(ends))
            first = before
        return False

    def _more(self, i: int) -> bool:
        """Whether a clause or section begins after line `i`."""
        return i < self.final

    def _section(self, i: int, line: Line, rank: int, label: str, title: str) -> None:
        if line.level and line.label and rank < UNRANKED:
            self.ranks.setdefault(line.level, rank)
        while self.stack and ends_with(*self.stack[-1], rank, line.level):
            self.stack.pop()
        self.point = self.point if rank > RANKS["bracket"] else 0
        following = self.lines[i + 1] if i + 1 < len(self.lines) else None
        if not title and following and not following.label:
            words = following.words(self.text)  # 第一章 / 总则 on two lines
            if is_heading_like(words) and len(words) <= 30:
                title, self.continues = words, i + 1
        title = title.lstrip(_MARKS) if label else title
        draft = Draft("section", label, title, line.span.start, level=line.level)
        draft.children.append(Draft("heading", label, title, line.span.start))
        self._siblings().append(draft)
        self.stack.append((rank, draft))
        self.clause = None

    def _leave(self, rank: int) -> None:
        """Close the sections that what has this rank is no part of."""
        while self.stack and rank <= self.stack[-1][0] < UNRANKED:
            self.stack.pop()

    def _siblings(self) -> list[Draft]:
        return self.stack[-1][1].children if self.stack else self.root

    def _open(self, kind: NodeKind, line: Line) -> None:
        """Begin an article or an item."""
        if line.label and kind == "article":
            self.last = (line.label.number[0], line.label.branch)
        title = line.rest.lstrip(_MARKS) if is_heading_like(line.rest) else ""
        draft = Draft(kind, line.label_text, title, line.start)
        draft.children.append(Draft("paragraph", "", "", line.start))
        self._siblings().append(draft)
        self.clause = draft

    def _close(self, line: Line) -> None:
        """Begin the closing words after the last clause, or go on with them: a document has one
        closing, so that one name means one clause.
        """
        if self.clause and self.clause.kind == "closing":
            self._paragraph(line)
            return
        self.stack = []
        draft = Draft("closing", "结语", "", line.span.start)
        draft.children.append(Draft("paragraph", "", "", line.span.start))
        self._siblings().append(draft)
        self.clause = draft

    def _paragraph(self, line: Line) -> None:
        siblings = self.clause.children if self.clause else self._siblings()
        if is_row(self.text, line):
            if not (siblings and siblings[-1].kind == "table"):  # its other rows are in it
                siblings.append(Draft("table", "表", "", line.span.start))
            return
        listed = line.label is not None and line.label.family in _LISTS
        unnumbered = "-" * (line.listed or line.aside)
        label = (line.label_text if listed else unnumbered) if self.clause else ""
        siblings.append(Draft("paragraph", label, "", line.span.start))

    def finish(self) -> list[Draft]:
        """The tree, with a preamble, and paragraphs outside clauses numbered."""
        return tidy(self.text, self.root)
