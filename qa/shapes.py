"""The JSON that programs get, as types: what `to_json` of the answers gives, key by key.

Keys are only ever added; none changes its meaning without a new major version. Offsets are Unicode
code points into the decoded text of the source, [start, end).
"""

from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from qa.answer import Reason
from qa.comparison.comparison import Mode, RowKind
from qa.comparison.difference import Kind

__all__ = [
    "AnswerJson",
    "CitationJson",
    "ComparedJson",
    "ComparisonJson",
    "DocumentJson",
    "DocumentsJson",
    "HighlightJson",
    "PassageJson",
    "PieceJson",
    "RelatedJson",
    "RowJson",
    "SideJson",
    "StoreJson",
]


class CitationJson(TypedDict):
    """Where a passage stands: `text` is what to write under a quotation; the hashes are SHA-256 of
    the file's bytes and of its decoded text. `clause_start`, `clause_end`: the whole clause.
    """

    document: str
    label: str
    path: list[str]
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
    version: str


class HighlightJson(TypedDict):
    """A sentence that answers, verbatim."""

    start: int
    end: int
    text: str


class RelatedJson(TypedDict):
    """A cross-reference and the clause at its other end, null where the store does not hold it."""

    text: str
    start: int
    end: int
    citation: str | None
    document_id: int | None
    clause_start: int | None
    clause_end: int | None


class PassageJson(TypedDict):
    """A verbatim slice of a source with its citation; `score` is its probability of answering."""

    rank: int
    score: float
    text: str
    citation: CitationJson
    highlights: list[HighlightJson]
    below_threshold: bool
    cites: list[RelatedJson]
    cited_by: list[RelatedJson]
    repeats: int | None


class StoreJson(TypedDict):
    """Which store answered."""

    id: str
    model: str
    clauses: int
    sentences: int


class AnswerJson(TypedDict):
    """An answer, or with `answered` false an honest no: `reason` says why to programs, `message`
    and `message_en` to people, and the passages are only the nearest ones, below the threshold.
    With an answer they say which of the clauses that were asked for is not there, if one is not, or
    that not the document that the question names answers, but another.
    """

    question: str
    answered: bool
    reason: Reason | None
    message: str
    message_en: str
    searched_for: str | None
    confidence: float
    passages: list[PassageJson]
    store: StoreJson
    took_ms: float


class DocumentJson(TypedDict):
    """A document of the store: `characters` code points from `start` of its source's text.
    `version` tells it from others of its title, "" if there is none.
    """

    id: int
    title: str
    version: str
    issuer: str
    date: str
    number: str
    clauses: int
    characters: int
    source: str
    source_sha256: str
    text_sha256: str
    start: int


class DocumentsJson(TypedDict):
    """What the store holds."""

    documents: list[DocumentJson]
    store: StoreJson


class ComparedJson(TypedDict):
    """A document that is compared."""

    id: int
    title: str
    date: str
    source: str
    source_sha256: str
    text_sha256: str


class PieceJson(TypedDict):
    """A slice of a side: equal to the other side but for white space and width, deleted from the
    left one, or inserted into the right one.
    """

    kind: Kind
    start: int
    end: int
    text: str


class SideJson(TypedDict):
    """A clause, a heading or a sentence, verbatim; its pieces, joined, are its text."""

    label: str
    citation: str
    start: int
    end: int
    page: int | None
    text: str
    path: list[str]
    pieces: list[PieceJson]


class RowJson(TypedDict):
    """What stands side by side: `added` stands on the right alone, `removed` on the left alone."""

    kind: RowKind
    moved: bool
    renumbered: bool
    heading: bool
    similarity: float
    left: SideJson | None
    right: SideJson | None


class ComparisonJson(TypedDict):
    """Two documents side by side, clause by clause ("versions") or sentence by sentence
    ("statements"); `counts` says how many are same, changed, added, removed, moved, renumbered.
    """

    mode: Mode
    left: ComparedJson
    right: ComparedJson
    counts: dict[str, int]
    rows: list[RowJson]
