"""`Assistant.load(store).ask(question)`: the Python API, where all parts are put together."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.catalogue import DocumentInfo
from index.encoder import Encoder, load_encoder
from index.errors import InputError
from index.model import Document
from index.normalise import search_copy, whole_characters
from index.numerals import to_int
from index.original import original
from index.places import open_store
from index.store import Store
from qa.answer import Answer, Passage, Reason, StoreInfo
from qa.cite import passage, rows_cited, whole, with_related
from qa.damage import told_from_defects
from qa.lookup import absent
from qa.lookup.chosen import chosen_documents
from qa.lookup.counted import as_counted
from qa.lookup.found import Found
from qa.lookup.lookup import cut_short, look_up, only_inside, rows_labelled
from qa.lookup.penalties import with_penalties
from qa.lookup.pointed import marked_sentences
from qa.question.aliases import aliases
from qa.question.asking import asks
from qa.question.question import Question, parse
from qa.question.reference import Reference
from qa.question.spelling import as_written, corrected
from qa.quoting import cited_in, written
from qa.ranking.cited import not_told_of
from qa.ranking.rank import Weights, weights
from qa.ranking.rerank import Reranker, load_reranker
from qa.ranking.retrieve import Place, Query, inside, read_queries
from qa.ranking.search import Request, Signals, search, signals
from qa.repeats import with_repeats

__all__ = ["Assistant"]

_LONGEST = 2000  # code points of a question that are read; more adds nothing that a model keeps
_NOTHING_THERE = (
    "所选的范围内没有文字；请放宽查找范围。",
    "There is no text in what was chosen; look in more.",
)
_EMPTY = ("索引里没有文件，请先加入文件。", "The store holds no document; add some first.")


class Assistant:
    """Answers questions from one store. Safe to share between threads.

    >>> assistant = Assistant.load("store")
    >>> answer = assistant.ask("决定第十五条讲什么")
    >>> answer.passages[0].citation.label
    '（十五）'
    """

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
        infos = store.documents
        numbers = [info.number for info in infos]
        self._aliases = aliases([info.title for info in infos], store.versions, numbers)
        counts = store.manifest.counts
        self.info = StoreInfo(
            store.manifest.id, store.manifest.model, counts.clauses, counts.sentences
        )

    @property
    def store(self) -> Store:
        """The opened store, for what measures it."""
        return self._store

    @property
    def encoder(self) -> Encoder:
        """The model that questions are encoded with."""
        return self._encoder

    @classmethod
    def load(cls, store: str | Path, reranker: str | None = None) -> "Assistant":
        """Open the store in folder `store` with its model, and the cross-encoder `reranker` (name
        or folder) if there is to be one. Raises StoreError or ModelError.
        """
        opened = open_store(store)
        second = load_reranker(reranker) if reranker else None
        return cls(opened, load_encoder(opened.manifest.model), reranker=second)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """The documents of the store, in order.

        >>> [info.title for info in Assistant.load("regulations").documents()]
        ['收费条例']
        """
        return self._store.documents

    @told_from_defects
    def read(self, document_id: int) -> Document:
        """A whole document with its outline. Raises InputError for an unknown id."""
        self._check(document_id)
        return self._store.document(document_id)

    def text(self, text_sha256: str) -> str:
        """The decoded text of a source, by its hash. Raises StoreDamaged, or InputError for an
        unknown hash.

        >>> assistant = Assistant.load("store")
        >>> passage = assistant.show("（二十一）").passages[0]
        >>> text = assistant.text(passage.citation.text_sha256)
        >>> text[passage.citation.start : passage.citation.end] == passage.text
        True
        """
        if text_sha256 not in self._store.manifest.texts:
            zh, en = "索引中没有 SHA-256 为 {} 的原文", "the store holds no text of SHA-256 {}"
            raise InputError(zh.format(text_sha256), en.format(text_sha256))
        return self._store.text(text_sha256)

    @told_from_defects
    def original(self, document_id: int) -> bytes:
        """The bytes of the file that a document was read from. Raises SourceError unless they are
        still there as they were read, InputError for an unknown id.
        """
        self._check(document_id)
        info = self._store.documents[document_id]
        origin = self._store.catalogue.origin(document_id)
        return original(origin, info.source_sha256, info.source)

    def ask(
        self,
        question: str,
        top: int = 5,
        documents: Sequence[str] = (),
        within: Sequence[Place] | None = None,
        skip: int = 0,
    ) -> Answer:
        """The passages that answer `question`, at most `top` of them, best first, without the first
        `skip`; there is no answer if none of what follows these answers.

        `documents`: titles, or parts of titles, of the only documents to look in, or one such;
        raises InputError if one fits none, or if `top` is below 1 or `skip` below 0. `within`: the
        only places to look in (a document's id, and code points [start, end) of its text), instead
        of `documents`; raises InputError for an unknown id. What is not answered gives an Answer
        with a reason.

        >>> answer = Assistant.load("store").ask("四川要建哪些铁路？", top=2, documents=["决定"])
        >>> [passage.rank for passage in answer.passages]
        [1, 2]
        """
        return self.ask_many([question], top, documents, within, skip)[0]

    @told_from_defects
    def ask_many(
        self,
        questions: Sequence[str],
        top: int = 5,
        documents: Sequence[str] = (),
        within: Sequence[Place] | None = None,
        skip: int = 0,
    ) -> tuple[Answer, ...]:
        """`ask` for each of `questions`, but their vectors are made together, on all cores. The
        answers are the same, but for `took_ms`, which is an equal share of the time for all.
        Raises InputError as `ask` does.
        """
        started = time.perf_counter()
        for name, least, given in (("top", 1, top), ("skip", 0, skip)):
            if given < least:
                zh, en = f"{name} 应为 {least} 或更大的整数，不是 {given}", f"is at least {least}"
                raise InputError(zh, f"{name} {en}, not {given}")
        shown = slice(skip, skip + top)
        questions = [questions] if isinstance(questions, str) else questions
        questions = [whole_characters(question) for question in questions]
        read = [self._read(question, shown, documents, within) for question in questions]
        searches = [request.question.asked for request in read if isinstance(request, Request)]
        queries = iter(self._queries(searches))
        answers = [
            self._found(question, request, next(queries), shown)
            if isinstance(request, Request)
            else request
            for question, request in zip(questions, read, strict=True)
        ]
        took = (time.perf_counter() - started) * 1000 / max(len(answers), 1)
        return tuple(replace(answer, took_ms=took) for answer in answers)

    def _read(
        self,
        question: str,
        shown: slice,
        documents: Sequence[str],
        within: Sequence[Place] | None = None,
    ) -> Answer | Request:
        """What to search for, or the answer if that is known without a search."""
        if not asks(question):
            return self._declined(question, "empty_question", absent.nothing_asked(question))
        if not len(self._store.passages):
            return self._declined(question, "empty_store", _EMPTY)
        chosen = chosen_documents(self._store, documents)
        if within is not None:
            chosen = frozenset(document for document, _, _ in within)
            for document_id in chosen:
                self._check(document_id)
        rows = rows_cited(self._store, cited_in(question), chosen)
        if rows := rows if within is None else self._inside(rows, within):
            return self._stated_of(question, Found(rows, "", ""), shown)
        typed = parse(question[:_LONGEST], self._aliases)
        typed = as_written(typed, self._aliases, self._store.terms, self._store.sounds)
        if typed.absent and not (typed.references or typed.cited):
            line = absent.no_such_document(self._store, typed.absent[0])
            return self._declined(question, "no_such_document", line)
        if typed.compares and (beside := absent.to_compare(self._store, typed.documents)):
            return self._declined(question, "nothing_relevant", beside)
        parsed = corrected(typed, self._store.terms, self._store.sounds)
        changed = parsed.search if parsed.search != typed.search else ""
        found = Found((), "", "")
        if parsed.references:
            parsed = as_counted(self._store, parsed, self._within(parsed, chosen))
            found = look_up(self._store, parsed.references, self._within(parsed, chosen))
            found = with_penalties(self._store, parsed.search, found)
            found = absent.without(parsed.absent, found)
            if within is not None:
                rows = self._inside(found.passages, within)
                found = only_inside(self._store, parsed.references, found, rows)
            if found.passages and parsed.lookup:
                found = cut_short(found, shown)
                return self._stated_of(question, found, shown, parsed.references)
        return Request(parsed, changed, chosen, found, None if within is None else tuple(within))

    def _found(self, question: str, request: Request, query: Query, shown: slice) -> Answer:
        """The answer by likeness."""
        found, changed = request.found, request.changed
        asked = request.question
        law = [asked.law] if asked.law else [*asked.absent] if asked.cited else []
        result = search(self._store, request, query, shown, self._by, self._reranker)
        passages = result.passages
        if found.missing and not found.passages:
            line = (found.missing, found.missing_en)
            nearest_ones = () if request.question.lookup else passages
            return self._declined(question, "no_such_clause", line, nearest_ones)
        if name := not_told_of(asked, result.first, result.answered):
            line = absent.no_such_document(self._store, name)
            return self._declined(question, "no_such_document", line, passages, changed)
        if not result.answered:
            answers = any(not p.below_threshold for p in result.first)
            is_rest = shown.start > 0 and (answers or not passages)
            reason: Reason = "nothing_more" if is_rest else "nothing_relevant"
            nowhere = absent.not_answered(self._store, request.question.within)
            nowhere = nowhere if passages else _NOTHING_THERE
            line = absent.told_of(law, absent.nothing_more(passages) if is_rest else nowhere)
            refusal = self._declined(question, reason, line, passages, changed)
            return replace(refusal, lacking=result.lacking)
        return self._answered(question, passages, absent.without(law, found), changed)

    @told_from_defects
    def signals(self, question: str, rows: Sequence[int]) -> dict[int, Signals]:
        """Why the passages in `rows` of the store come where they do for `question`; {} if it is
        answered without a search.
        """
        request = self._read(question, slice(0, 1), ())
        if not isinstance(request, Request):
            return {}
        (query,) = self._queries([request.question.asked])
        return signals(self._store, request, query, rows, self._by)

    def _queries(self, searches: Sequence[str]) -> list[Query]:
        """What questions are compared by."""
        store = self._store
        return read_queries(self._encoder, store.background, store.tokens, searches)

    @told_from_defects
    def show(self, label: str, document: str | None = None) -> Answer:
        """One clause in full, by label (第十二条, （十二）, 12, 序言) or citation; of each
        document that has it, unless `document` (a title, or a part of one) names the document.

        >>> Assistant.load("store").show("第九十九条").message_en[:25]
        'There is no “第九十九条”. 《中共四'
        """
        started = time.perf_counter()
        answer = self._shown(label, document)
        return replace(answer, took_ms=(time.perf_counter() - started) * 1000)

    def _shown(self, label: str, document: str | None) -> Answer:
        chosen = chosen_documents(self._store, [document] if document else [])
        label = cited_in(whole_characters(label))
        plain = search_copy(label[:_LONGEST])
        parsed = parse(f"第{plain}条" if to_int(plain) is not None else plain, self._aliases)
        within = chosen or parsed.documents
        if not len(self._store.passages):
            return self._declined(label, "empty_store", _EMPTY)
        rows = rows_cited(self._store, label, chosen) or rows_labelled(
            self._store, written(label), within
        )
        found = Found((), "", "")
        parsed = as_counted(self._store, parsed, within)
        numbered = [r for r in parsed.references if r.unit != "document"]
        if not rows and numbered:
            found = look_up(self._store, numbered, within)
        if not rows and parsed.absent:
            if not parsed.references:
                line = absent.no_such_document(self._store, parsed.absent[0])
                return self._declined(label, "no_such_document", line)
            found = absent.without(parsed.absent, found)
        if not (rows or found.passages):
            reason: Reason = "no_such_clause" if label.strip() else "empty_question"
            line = absent.no_such_label(label)
            return self._declined(
                *(label, reason, (found.missing or line[0], found.missing_en or line[1]))
            )
        return self._answered(label, self._whole(rows or found.passages, parsed), found)

    def _check(self, document_id: int) -> None:
        """Raise InputError unless there is such a document."""
        if not 0 <= document_id < len(self._store.documents):
            raise InputError(
                f"没有编号为 {document_id} 的文件", f"there is no document {document_id}"
            )

    def _inside(self, rows: Sequence[int], within: Sequence[Place]) -> tuple[int, ...]:
        """Those of `rows` that are inside one of the places."""
        allowed = inside(self._store.passages, within)
        return tuple(row for row in rows if any(a <= row < b for a, b in allowed))

    def _within(self, parsed: Question, chosen: frozenset[int]) -> frozenset[int]:
        """Where to look a number up: the documents that are named, inside those chosen; but for
        those named right before another number alone (第十五条和公报第九段).
        """
        own = [r.documents for r in parsed.references]
        named = parsed.documents if all(own) else parsed.documents.difference(*own)
        return (named & chosen or chosen) if chosen else named

    def _stated_of(
        self, question: str, found: Found, shown: slice, references: Sequence[Reference] = ()
    ) -> Answer:
        """The answer by what was found by number; none where no more of it is left."""
        rows = found.passages[shown]
        if not rows:
            return self._declined(question, "nothing_more", absent.nothing_more(()))
        stated = self._stated(rows, references, shown.start + 1)
        answer = self._answered(question, stated, found)
        return replace(answer, more=len(found.passages) > shown.stop)

    def _stated(
        self, rows: Sequence[int], references: Sequence[Reference] = (), first: int = 1
    ) -> tuple[Passage, ...]:
        """The passages of clauses that were asked for by number: certain, so with score 1."""
        clauses = self._store.catalogue.clauses({int(self._store.passages[r, 1]) for r in rows})
        found = [(row, clauses[int(self._store.passages[row, 1])]) for row in rows]
        return tuple(
            passage(
                *(self._store, row, clause, rank, 1.0),
                marked_sentences(self._store, row, clause, references),
            )
            for rank, (row, clause) in enumerate(found, first)
        )

    def _whole(self, rows: Sequence[int], parsed: Question) -> tuple[Passage, ...]:
        """Whole clauses; but paragraphs where the label names a paragraph."""
        if any(r.unit == "paragraph" for r in parsed.references):
            return self._stated(rows, parsed.references)
        ids = dict.fromkeys(int(self._store.passages[row, 1]) for row in rows)
        clauses = self._store.catalogue.clauses(ids)
        return tuple(whole(self._store, clauses[i], rank_) for rank_, i in enumerate(ids, 1))

    def _answered(
        self, question: str, passages: tuple[Passage, ...], found: Found, searched_for: str = ""
    ) -> Answer:
        score = passages[0].score
        passages = with_repeats(with_related(self._store, passages))
        lines = (found.missing, found.missing_en)
        return Answer(
            *(question, True, None, score, passages, self.info, 0.0, *lines, searched_for)
        )

    def _declined(
        self,
        question: str,
        reason: Reason,
        lines: tuple[str, str],
        passages: tuple[Passage, ...] = (),
        searched_for: str = "",
    ) -> Answer:
        # What does not exist is not answered by something else, however much it is like it.
        most = 1.0 if reason in ("nothing_relevant", "nothing_more") else 0.0
        found = tuple(replace(p, below_threshold=True, score=min(p.score, most)) for p in passages)
        score = found[0].score if found else 0.0
        return Answer(
            *(question, False, reason, score, found, self.info, 0.0, *lines, searched_for)
        )
