"""What a question gets back: Answer, Passage, Citation, Highlight, and their JSON.

All are frozen values. An answer that is not given is an `Answer` too, with a `reason`: abstention
is never an exception and never a magic phrase.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "Answer",
    "Citation",
    "Highlight",
    "Passage",
    "Reason",
    "Related",
    "StoreInfo",
    "verify",
]

Reason = Literal[
    "nothing_relevant",
    "nothing_more",
    "no_such_clause",
    "no_such_document",
    "empty_question",
    "empty_store",
]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a passage stands. `start`, `end`: code points into the decoded source text.

    `clause_start`, `clause_end` are the whole clause's, of which the passage may be a part.
    `document_id` is the document's number in this store; the hashes are what holds elsewhere.
    `version` tells the document from others of its title in this store (a date, or a source).

    >>> cited = Assistant.load("store").show("（二十一）").passages[0].citation
    >>> cited.label, cited.path[0]
    ('（二十一）', '五、以共同富裕为导向加快民生社会事业发展')
    >>> cited.text.endswith("》五、（二十一）")
    True
    """

    document: str
    label: str
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    source: str
    page: int | None
    source_sha256: str
    text_sha256: str
    clause_start: int
    clause_end: int
    document_id: int
    version: str = ""

    def to_json(self) -> dict[str, Any]:
        """The citation in the contract's form."""
        return {name: getattr(self, name) for name in self.__slots__} | {"path": list(self.path)}


@dataclass(frozen=True, slots=True)
class Highlight:
    """A sentence that answers: `text` is the slice [start, end) of the decoded source.

    >>> passage = Assistant.load("store").ask("四川要建哪些铁路？").passages[0]
    >>> passage.highlights[0].text[:18]
    '加快川藏铁路、成渝中线高铁、成达万高'
    """

    start: int
    end: int
    text: str

    def to_json(self) -> dict[str, Any]:
        """The highlight in the contract's form."""
        return {"start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Related:
    """A cross-reference, and the clause at its other end: the one that it names, or for one that
    names the passage's clause the one it stands in. `text` is the slice [start, end) of the source
    that it stands in. `citation` and what follows are None if what it names is not in the store.

    >>> passage = Assistant.load("regulations").show("第二条").passages[0]
    >>> [(related.text, related.citation) for related in passage.cites]
    [('本条例第一条', '《收费条例》第一条')]
    """

    text: str
    start: int
    end: int
    citation: str | None = None
    document_id: int | None = None
    clause_start: int | None = None
    clause_end: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The reference in the contract's form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim slice with its citation. `score`, 0 to 1, is the probability that it answers if it
    is the first one; of those after it, it says how near each comes, and most are no second answer.
    `below_threshold` marks the nearest passages of a question that was not answered. `cites` are
    the references in its text, `cited_by` those in other clauses to its clause. `repeats` is the
    rank of an earlier passage that says the same in the same words, None if none does.

    >>> passage = Assistant.load("store").ask("四川要建哪些铁路？").passages[0]
    >>> passage.rank, 0 <= passage.score <= 1, "川藏铁路" in passage.text
    (1, True, True)
    """

    rank: int
    score: float
    text: str
    citation: Citation
    highlights: tuple[Highlight, ...]
    below_threshold: bool = False
    cites: tuple[Related, ...] = ()
    cited_by: tuple[Related, ...] = ()
    repeats: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The passage in the contract's form."""
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "text": self.text,
            "citation": self.citation.to_json(),
            "highlights": [highlight.to_json() for highlight in self.highlights],
            "below_threshold": self.below_threshold,
            "cites": [related.to_json() for related in self.cites],
            "cited_by": [related.to_json() for related in self.cited_by],
            "repeats": self.repeats,
        }


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """Which store answered.

    >>> Assistant.load("store").info.model
    'multilingual-e5-small'
    """

    id: str
    model: str
    clauses: int
    sentences: int

    def to_json(self) -> dict[str, Any]:
        """The store's entry in the contract's form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `message` and `message_en` say in one line why nothing was answered, or which of the clauses
    that were asked for is not there, or not shown, since there are more than were to be (else
    empty); `reason` is the first for programs.
    `searched_for` is the question as it was searched, where typing errors were put right (else
    empty). `lacking`: what a question that is not answered asks for and the nearest passage does
    not give, if that is known (see `qa.ranking.search.Result`). `more`: whether further passages
    were asked for by number than these.
    `confidence` is the first passage's score, 0 without one.

    >>> answer = Assistant.load("store").ask("四川要建哪些铁路？")
    >>> answer.answered, answer.reason
    (True, None)
    >>> answer = Assistant.load("store").ask("火锅底料怎么炒？")
    >>> answer.answered, answer.reason
    (False, 'nothing_relevant')
    """

    question: str
    answered: bool
    reason: Reason | None
    confidence: float
    passages: tuple[Passage, ...]
    store: StoreInfo
    took_ms: float = 0.0
    message: str = ""
    message_en: str = ""
    searched_for: str = ""
    lacking: str = ""
    more: bool = False

    def to_json(self) -> dict[str, Any]:
        """The answer in the contract's form."""
        return {
            "question": self.question,
            "answered": self.answered,
            "reason": self.reason,
            "message": self.message,
            "message_en": self.message_en,
            "searched_for": self.searched_for or None,
            "confidence": round(self.confidence, 4),
            "passages": [passage.to_json() for passage in self.passages],
            "store": self.store.to_json(),
            "took_ms": round(self.took_ms, 1),
        }


def verify(passage: Passage, text: str) -> bool:
    """Whether everything that is quoted in `passage` stands so in `text`, the decoded source.

    >>> assistant = Assistant.load("store")
    >>> passage = assistant.ask("四川要建哪些铁路？").passages[0]
    >>> verify(passage, assistant.text(passage.citation.text_sha256))
    True
    >>> verify(passage, "another text")
    False
    """
    citation = passage.citation
    pieces = [(citation.start, citation.end, passage.text)]
    inside: list[Highlight | Related] = [*passage.highlights, *passage.cites]
    pieces += [(piece.start, piece.end, piece.text) for piece in inside]
    return (
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == citation.text_sha256
        and all(text[start:end] == quote for start, end, quote in pieces)
        and all(citation.start <= piece.start < piece.end <= citation.end for piece in inside)
        and 0 <= citation.clause_start <= citation.start < citation.end
        and citation.end <= citation.clause_end <= len(text)
    )
