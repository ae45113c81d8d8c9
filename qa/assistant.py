"""`Assistant.load(store).ask(question)`: the Python API, where all parts are put together."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.background import has_han
from index.catalogue import DocumentInfo
from index.encoder import Encoder, load_encoder
from index.errors import InputError
from index.model import Document
from index.normalise import search_copy
from index.numerals import to_int
from index.store import Store, open_store
from index.vectors import Vectors
from qa.answer import Answer, Passage, Reason, StoreInfo
from qa.cite import citation_text, passage, whole, with_related
from qa.expects import expected, gives
from qa.lookup import Found, look_up, rows_of
from qa.question import Question, aliases, parse
from qa.rank import CHECKED, EVIDENCE, Weights, confidence, marks, nearest, total, weights
from qa.repeats import with_repeats
from qa.rerank import Reranker, load_reranker
from qa.retrieve import Candidates, Ids, query_vector, retrieve
from qa.spelling import corrections

__all__ = ["Assistant"]

_LONGEST = 2000  # code points of a question that are read; more adds nothing that a model keeps
_MOST_TITLES = 5  # documents named when one is asked for that is not there
_REFERRED = 100.0  # a clause that the question names by number comes before all others
_NOTHING = (
    "这些文件没有回答这个问题；下面是最接近的段落，仅供参考。",
    "These documents do not answer this question; below are the nearest passages.",
)


class Assistant:
    """Answers questions from one store. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        *,
        by: Weights | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Put an opened store and the model that built it together; `by` replaces the shipped
        weights, `reranker` puts the first few passages in order again. Raises StoreMismatch.
        """
        store.check_model(encoder)
        self._by = by or weights()
        self._reranker = reranker
        self._store = store
        self._encoder = encoder
        self._aliases = aliases([document.title for document in store.documents])
        counts = store.manifest.counts
        self.info = StoreInfo(
            store.manifest.id, store.manifest.model, counts.clauses, counts.sentences
        )

    @classmethod
    def load(cls, store: str | Path, reranker: str | None = None) -> "Assistant":
        """Open the store in folder `store` with its model, and the cross-encoder `reranker` (name
        or folder) if there is to be one. Raises StoreError or ModelError.
        """
        opened = open_store(Path(store))
        second = load_reranker(reranker) if reranker else None
        return cls(opened, load_encoder(opened.manifest.model), reranker=second)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """The documents of the store, in order."""
        return self._store.documents

    def read(self, document_id: int) -> Document:
        """A whole document with its outline. Raises InputError for an unknown id."""
        if not 0 <= document_id < len(self._store.documents):
            raise InputError(
                f"没有编号为 {document_id} 的文件", f"there is no document {document_id}"
            )
        return self._store.document(document_id)

    def text(self, text_sha256: str) -> str:
        """The decoded text of a source, by its hash. Raises StoreDamaged."""
        return self._store.text(text_sha256)

    def ask(self, question: str, top: int = 5, documents: Sequence[str] = ()) -> Answer:
        """The passages that answer `question`, at most `top` of them, best first.

        `documents`: titles, or parts of titles, of the only documents to look in; raises InputError
        if one fits no document. A question that is not answered gives an Answer with a reason.
        """
        started = time.perf_counter()
        answer = self._reply(question, top, documents)
        return replace(answer, took_ms=(time.perf_counter() - started) * 1000)

    def _reply(self, question: str, top: int, documents: Sequence[str]) -> Answer:
        if not re.search(r"[^\W_]", search_copy(question)):
            line = ("请输入问题。", "Please enter a question.")
            return self._declined(question, "empty_question", line)
        if not len(self._store.passages):
            line = (
                "索引里没有文件，请先加入文件。",
                "The store holds no document; add some first.",
            )
            return self._declined(question, "empty_store", line)
        chosen = self._chosen(documents)
        written = parse(question[:_LONGEST], self._aliases)
        if written.absent:
            line = self._no_such_document(written.absent)
            return self._declined(question, "no_such_document", line)
        parsed = self._corrected(written)
        changed = parsed.search if parsed.search != written.search else ""
        found = Found((), "", "")
        if parsed.references:
            found = look_up(self._store, parsed.references, self._within(parsed, chosen))
            if found.passages and parsed.lookup:
                return self._answered(question, self._stated(found.passages[:top]))
        passages, answered = self._search(parsed, chosen, found.passages, top)
        if found.missing:
            line = (found.missing, found.missing_en)
            nearest_ones = () if parsed.lookup else passages
            return self._declined(question, "no_such_clause", line, nearest_ones)
        if not answered:
            return self._declined(question, "nothing_relevant", _NOTHING, passages, changed)
        return self._answered(question, passages, changed)

    def show(self, label: str, document: str | None = None) -> Answer:
        """One clause in full, by label (第十二条, （十二）, 12, 序言) or citation; of each
        document that has it, unless `document` (a title, or a part of one) names the document.
        """
        started = time.perf_counter()
        answer = self._shown(label, document)
        return replace(answer, took_ms=(time.perf_counter() - started) * 1000)

    def _shown(self, label: str, document: str | None) -> Answer:
        chosen = self._chosen([document] if document else [])
        plain = search_copy(label)
        parsed = parse(f"第{plain}条" if to_int(plain) else plain, self._aliases)
        within = chosen or parsed.documents
        rows = self._by_name("".join(label.split()), within)
        found = Found((), "", "")
        if not rows and parsed.references:
            found = look_up(self._store, parsed.references, within)
        if not (rows or found.passages):
            zh = (
                found.missing
                or f"没有“{label.strip()[:40]}”；请写条号，例如 第十二条、（十二）、12。"
            )
            en = found.missing_en or "No such clause; write its number, such as 12 or （十二）."
            return self._declined(label, "no_such_clause", (zh, en))
        return self._answered(label, self._whole(rows or found.passages, parsed))

    def _chosen(self, documents: Sequence[str]) -> frozenset[int]:
        """The ids of the documents that fit any of the names."""
        chosen: set[int] = set()
        for name in documents:
            plain = search_copy(name).strip("《》")
            fitting = {
                info.id for info in self._store.documents if plain in search_copy(info.title)
            }
            if not plain or not fitting:
                raise InputError(
                    f"索引中没有标题含“{name}”的文件；python -m qa check 列出所有文件",
                    f"no document's title holds “{name}”; python -m qa check lists them all",
                )
            chosen |= fitting
        return frozenset(chosen)

    def _corrected(self, parsed: Question) -> Question:
        """A question without the typing errors by sound that the documents' words settle."""
        search, content = parsed.search, parsed.content
        for wrong, right in corrections(content, self._store.terms, self._store.sounds):
            search, content = search.replace(wrong, right), content.replace(wrong, right)
        return replace(parsed, search=search, content=content)

    def _no_such_document(self, name: str) -> tuple[str, str]:
        """That no document is called so, and which there are."""
        titles = [f"《{document.title}》" for document in self._store.documents[:_MOST_TITLES]]
        count = len(self._store.documents)
        zh, en = "".join(titles), ", ".join(titles)
        more = ("等", " and others") if count > len(titles) else ("", "")
        return (
            f"索引中没有《{name}》；现有 {count} 份文件：{zh}{more[0]}。",
            f"The store does not hold 《{name}》; its {count} documents are {en}{more[1]}.",
        )

    def _within(self, parsed: Question, chosen: frozenset[int]) -> frozenset[int]:
        """Where to look a number up: the documents that are named, inside those chosen."""
        return (parsed.documents & chosen or chosen) if chosen else parsed.documents

    def _by_name(self, label: str, within: frozenset[int]) -> tuple[int, ...]:
        """The passages of clauses with exactly this label (第7段, 序言) or citation."""
        store = self._store
        rows: list[int] = []
        for clause in store.catalogue.labelled(label):
            if not within or clause.document_id in within:
                rows += rows_of(store, clause.id)
        if rows or not label.startswith("《"):
            return tuple(rows)
        for document_id in sorted(within):
            title, versions = store.documents[document_id].title, {"", store.versions[document_id]}
            for clause in store.catalogue.clauses_of(document_id):
                for row in rows_of(store, clause.id):
                    numbers = {0, int(store.passages[row, 2])}
                    each = [(n, version) for n in numbers for version in versions]
                    if label in {citation_text(title, clause.clause, *pair) for pair in each}:
                        rows.append(row)
        return tuple(rows)

    def _search(
        self, parsed: Question, chosen: frozenset[int], referred: tuple[int, ...], top: int
    ) -> tuple[tuple[Passage, ...], bool]:
        """The best passages by likeness, those `referred` to first, and whether they answer."""
        store, by = self._store, self._by
        query = query_vector(self._encoder, store.background, parsed.search)
        is_han = has_han(parsed.search)
        allowed = np.isin(store.passages[:, 0], list(chosen)) if chosen else None
        always = np.array(referred, dtype=np.int64)
        candidates = retrieve(store, query, parsed.content, allowed, always)
        is_referred = np.isin(candidates.passages, always)
        is_named = np.isin(store.passages[candidates.passages, 0], list(parsed.documents))
        boost = _REFERRED * is_referred + by.order["named"] * is_named
        totals = total(candidates, by) + boost
        first = np.argsort(-totals, kind="stable")[: max(top, CHECKED)]
        missing = self._missing(parsed, candidates, first)
        again = np.argsort(-(totals[first] + by.order["missing"] * missing), kind="stable")
        best, missing = first[again], missing[again]
        if self._reranker is not None and not referred:
            second = self._reranker(parsed.search, self._texts(candidates, best))
            again = np.argsort(-second, kind="stable")
            best, missing = best[again], missing[again]
        best, missing = best[:top], missing[:top]
        likeness = store.background.likeness(candidates.sentence[best], is_han)
        scores = confidence(likeness, candidates.coverage[best], missing, is_han, by)
        # A clause that is asked about by number is what is meant, however it is worded.
        scores = np.where(is_referred[best], np.maximum(scores, by.threshold), scores)
        # A score never rises with the rank: readers take the order and the score for one statement.
        scores = np.minimum.accumulate(scores)
        answered = bool(referred) or bool(scores[:1].max(initial=0) >= by.threshold)
        return self._passages(candidates, best, scores, below=not answered), answered

    def _missing(self, parsed: Question, candidates: Candidates, best: Ids) -> Vectors:
        """1 for each of the `best` candidates that lacks the date or amount that is asked for."""
        wanted = expected(parsed.search)
        if wanted is None:
            return np.zeros(len(best), dtype=np.float32)
        return np.array(
            [not gives(wanted, self._telling(candidates, int(place))) for place in best],
            dtype=np.float32,
        )

    def _texts(self, candidates: Candidates, best: Ids) -> list[str]:
        """The words of candidates, whole."""
        rows = self._store.passages[candidates.passages[best]]
        texts = (self._store.text(self._store.documents[d].text_sha256) for d in rows[:, 0])
        return [text[a:b] for text, (a, b) in zip(texts, rows[:, 3:], strict=True)]

    def _telling(self, candidates: Candidates, place: int) -> str:
        """The search copy of the sentences of a candidate that are most like the question."""
        store, row = self._store, int(candidates.passages[place])
        first = int(store.sentence_start[row])
        found = nearest(candidates.cosines[place], candidates.coverages[place], self._by)
        document = store.documents[int(store.passages[row, 0])]
        text = store.text(document.text_sha256)
        spans = [store.sentences[first + i, 1:] for i in found[:EVIDENCE]]
        return search_copy(" ".join(text[int(a) : int(b)] for a, b in spans))

    def _passages(
        self, candidates: Candidates, best: Ids, scores: Vectors, below: bool
    ) -> tuple[Passage, ...]:
        rows = candidates.passages[best]
        clauses = self._store.catalogue.clauses(self._store.passages[rows, 1].tolist())
        by = self._by
        return tuple(
            passage(
                *(self._store, int(row), clauses[int(self._store.passages[row, 1])], rank),
                float(score),
                marks(candidates.cosines[place], candidates.coverages[place], by),
                below,
            )
            for rank, (row, place, score) in enumerate(zip(rows, best, scores, strict=True), 1)
        )

    def _stated(self, rows: Sequence[int]) -> tuple[Passage, ...]:
        """The passages of clauses that were asked for by number: certain, so with score 1."""
        clauses = self._store.catalogue.clauses({int(self._store.passages[r, 1]) for r in rows})
        return tuple(
            passage(self._store, row, clauses[int(self._store.passages[row, 1])], i, 1.0, [0])
            for i, row in enumerate(rows, 1)
        )

    def _whole(self, rows: Sequence[int], parsed: Question) -> tuple[Passage, ...]:
        """Whole clauses; but paragraphs where the label names a paragraph."""
        if any(r.unit == "paragraph" for r in parsed.references):
            return self._stated(rows)
        ids = dict.fromkeys(int(self._store.passages[row, 1]) for row in rows)
        clauses = self._store.catalogue.clauses(ids)
        return tuple(whole(self._store, clauses[i], rank_) for rank_, i in enumerate(ids, 1))

    def _answered(
        self, question: str, passages: tuple[Passage, ...], searched_for: str = ""
    ) -> Answer:
        score = passages[0].score
        passages = with_repeats(with_related(self._store, passages))
        return Answer(question, True, None, score, passages, self.info, searched_for=searched_for)

    def _declined(
        self,
        question: str,
        reason: Reason,
        lines: tuple[str, str],
        passages: tuple[Passage, ...] = (),
        searched_for: str = "",
    ) -> Answer:
        # A clause that does not exist is not answered by another one, however much it is like it.
        most = 0.0 if reason == "no_such_clause" else 1.0
        found = tuple(replace(p, below_threshold=True, score=min(p.score, most)) for p in passages)
        score = found[0].score if found else 0.0
        return Answer(
            *(question, False, reason, score, found, self.info, 0.0, *lines, searched_for)
        )
