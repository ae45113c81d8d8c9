"""A parsed question -> the passages that answer it best, in order, and whether they do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.background import has_han
from index.normalise import search_copy
from index.store import Store
from index.vectors import Vectors
from qa.answer import Passage
from qa.cite import passage
from qa.lookup.found import Found
from qa.question.expects import Expected, expected
from qa.question.question import Question
from qa.ranking.gives import gives
from qa.ranking.local import asked_places, holds_there, is_of_elsewhere
from qa.ranking.marking import marked
from qa.ranking.meetings import asks_when_held, is_about_one, is_other_session, whose_meeting
from qa.ranking.posts import asks_for_post, is_other_post, is_other_speaker
from qa.ranking.provisions import provision
from qa.ranking.rank import (
    CHECKED,
    Weights,
    by_tokens,
    confidence,
    nearer_elsewhere,
    total,
)
from qa.ranking.regions import is_other_province, rows_with
from qa.ranking.rerank import Reranker
from qa.ranking.retrieve import Candidates, Ids, Place, Query, inside, ranges, retrieve
from qa.ranking.texts import nearest_words, whole_texts
from qa.ranking.years import asked_year, told_of, told_then

__all__ = ["Request", "Result", "Signals", "search", "signals"]

_REFERRED = 100.0  # a clause that the question names by number comes before all others
_FEWEST = 3  # letters that stand together on purpose
_PAIR, _RARE = 2, 0.01  # or two, in at most this share of the sentences
_MEANT = 10.0  # then one that says when or where the very meeting was held that is asked about
# More for what holds where, or tells of the year that, is asked about; less for what does not.
_LOCAL = 0.8
_READ = 50  # candidates that are read to see whether they explain a word

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it is searched for. `changed`: its search copy if typing errors were mended,
    else ""; `chosen`: ids of the only documents to look in, all if empty; `found`: what it names by
    number; `within`: the only places to look in, None if that is everywhere.
    """

    question: Question
    changed: str
    chosen: frozenset[int]
    found: Found
    within: tuple[Place, ...] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The passages, best first, and whether they answer; the `first` of all, shown or left out,
    below the threshold if nothing answers; and what the first one shown lacks of what is asked for:
    a kind (see `qa.question.expects.Expected`), "province" (see `qa.ranking.regions` and
    `qa.ranking.local`), "year" (see `qa.ranking.years`), or "" for nothing known.
    """

    passages: tuple[Passage, ...]
    first: tuple[Passage, ...]
    answered: bool
    lacking: str


@dataclass(frozen=True, slots=True)
class Signals:
    """Why a passage comes where it does: its signals (see `qa.ranking.retrieve.Candidates`; for
    `tokens` `qa.ranking.rank.by_tokens`), whether the date or amount that is asked for is `missing`
    in it, the `total` by which passages are ordered, its `rank` among all from 1, how much nearer
    the question is `elsewhere` (see `qa.ranking.rank`), and the `confidence` that it answers.
    """

    sentence: float
    window: float
    lexical: float
    coverage: float
    tokens: float
    missing: bool
    total: float
    rank: int
    elsewhere: float
    confidence: float


def search(
    store: Store,
    request: Request,
    query: Query,
    shown: slice,
    by: Weights,
    reranker: Reranker | None = None,
) -> Result:
    """The passages by likeness, those referred to first: those from `shown.start` on, and whether
    they answer.
    """
    parsed, referred = request.question, request.found.passages
    candidates, totals, _, meant = _candidates(store, request, query, by)
    best, missing, _ = _best(store, by, parsed, candidates, totals, max(shown.stop, CHECKED))
    if reranker is not None and not referred:
        again = _again(reranker(parsed.search, whole_texts(store, candidates, best)))
        best, missing = best[again], missing[again]
    best, missing = best[: shown.stop], missing[: shown.stop]
    scores = _scores(store, query.vector, request, candidates, best, missing, meant, by)
    # A score never rises with the rank: readers take the order and the score for one statement.
    scores = np.minimum.accumulate(scores)
    answers = scores >= by.threshold
    answers[:1] |= bool(referred)

    def given(of: slice) -> tuple[Passage, ...]:
        below = not answers[of][:1].any()
        return _passages(store, by, parsed, candidates, best[of], scores[of], of.start + 1, below)

    passages = given(shown)
    first = given(slice(0, 1)) if shown.start else passages[:1]
    lacking = _lacking(store, parsed, passages[0]) if missing[shown][:1].any() else ""
    return Result(passages, first, bool(answers[shown][:1].any()), lacking)


def signals(
    store: Store, request: Request, query: Query, rows: Sequence[int], by: Weights
) -> dict[int, Signals]:
    """The signals of the passages in `rows` of the store, whether a search finds them or not; the
    other arguments are those of `search`.
    """
    parsed = request.question
    candidates, totals, tokens, meant = _candidates(store, request, query, by, rows)
    best, _, orders = _best(store, by, parsed, candidates, totals, CHECKED)
    first = np.concatenate([best, np.argsort(-totals, kind="stable")[len(best) :]])
    places = np.searchsorted(candidates.passages, rows)
    missing = _missing(store, by, parsed, candidates, places)
    scores = _scores(store, query.vector, request, candidates, places, missing, meant, by)
    elsewhere = _elsewhere(store, query.vector, request, candidates, places)
    totals[best] = orders
    ranks = np.argsort(first, kind="stable") + 1
    return {
        row: Signals(
            float(candidates.sentence[place]),
            float(candidates.window[place]),
            float(candidates.lexical[place]),
            float(candidates.coverage[place]),
            float(tokens[place]),
            *(bool(missing[i]), float(totals[place]), int(ranks[place])),
            *(float(elsewhere[i]), float(scores[i])),
        )
        for i, (row, place) in enumerate(zip(rows, places, strict=True))
    }


def _allowed(store: Store, request: Request) -> Ids | None:
    """The ranges of passages that may be found; None for all."""
    if request.within is not None:
        return inside(store.passages, request.within)
    named = request.question.within
    chosen = request.chosen & named or request.chosen or named
    return ranges(store.passages[:, 0], chosen) if chosen else None


def _preferred(store: Store, request: Request) -> Ids | None:
    """The ranges of passages of the documents that the question names; None where it names none, or
    only some places are looked in anyhow.
    """
    named = request.question.documents
    named = named & request.chosen if request.chosen else named
    if not named or request.within is not None or request.question.within:
        return None
    return ranges(store.passages[:, 0], named)


def _searched(store: Store, request: Request) -> int:
    """How many sentences are searched: of the documents that are named, if any are."""
    preferred = _preferred(store, request)
    allowed = _allowed(store, request) if preferred is None else preferred
    if allowed is None:
        return len(store.sentences)
    return int(np.diff(store.sentence_start[allowed], axis=1).sum())


def _candidates(
    store: Store, request: Request, query: Query, by: Weights, also: Sequence[int] = ()
) -> tuple[Candidates, Vectors, Vectors, Flags]:
    """The candidates, among them the passages in the rows `also`, what orders them, how near
    their tokens come, and which of them are the provision that is asked for.
    """
    parsed = request.question
    allowed = _allowed(store, request)
    always = np.array([*request.found.passages, *also], dtype=np.int64)
    preferred = _preferred(store, request)
    candidates = retrieve(store, query.vector, parsed.content, allowed, always, preferred)
    is_referred = np.isin(candidates.passages, request.found.passages)
    is_named = np.isin(store.passages[candidates.passages, 0], list(parsed.documents))
    boost = _REFERRED * is_referred + by.order["named"] * is_named
    holds = _hold_there(store, parsed, candidates) + told_then(store, parsed, candidates.passages)
    totals = total(candidates, by) + boost + _LOCAL * holds
    meant = _provisions(store, request, candidates, totals)
    totals = totals + _MEANT * meant
    tokens = by_tokens(store, by, query, candidates, totals)
    totals = totals + by.order["tokens"] * tokens
    if not np.isfinite(totals).all():
        raise ValueError("vectors or BM25 of the store are no numbers")
    return candidates, totals, tokens, meant


def _asked_places(parsed: Question) -> frozenset[str]:
    """The places that a question is about; none where it says itself which documents are meant."""
    return frozenset() if parsed.documents else asked_places(parsed.asked)


def _hold_there(store: Store, parsed: Question, candidates: Candidates) -> Vectors:
    """Whether each candidate holds where a place is asked about: 1, 0, or -1 if elsewhere."""
    if not (asked := _asked_places(parsed)):
        return np.zeros(len(candidates.passages), dtype=np.float32)
    documents, each = np.unique(store.passages[candidates.passages, 0], return_inverse=True)
    titles = (search_copy(store.documents[i].title) for i in documents.tolist())
    return np.array([holds_there(title, asked) for title in titles], dtype=np.float32)[each]


def _provisions(store: Store, request: Request, candidates: Candidates, totals: Vectors) -> Flags:
    """Which candidates are the provision that is asked for (`qa.ranking.provisions`): of the
    documents that are named or chosen, or else, where it is told by a word, of the first few.
    """
    parsed, found = request.question, np.zeros(len(totals), dtype=bool)
    named = parsed.documents or request.chosen
    titles = [search_copy(store.documents[i].title) for i in sorted(named)]
    wanted = provision(parsed.search, parsed.content, titles)
    if wanted is None or not (named or wanted.everywhere):
        return found
    if named:
        places = np.flatnonzero(np.isin(store.passages[candidates.passages, 0], list(named)))
    else:
        places = np.argsort(-totals, kind="stable")[:_READ]
    texts = whole_texts(store, candidates, places)
    found[places] = [wanted.within(text) for text in texts]
    return found


def _best(
    store: Store,
    by: Weights,
    parsed: Question,
    candidates: Candidates,
    totals: Vectors,
    count: int,
) -> tuple[Ids, Vectors, Vectors]:
    """The places of the best `count` candidates, in order, whether each lacks what is asked for,
    and what orders them in the end.
    """
    first = np.argsort(-totals, kind="stable")[:count]
    missing = _missing(store, by, parsed, candidates, first)
    orders = totals[first] + by.order["missing"] * missing
    if asks_when_held(parsed.search):
        told = (nearest_words(store, by, candidates, int(place)) for place in first)
        is_meant = [whose_meeting(parsed.search, *each) == "same" for each in told]
        orders += _MEANT * (np.array(is_meant) & (missing == 0))
    again = _again(orders)
    return first[again], missing[again], orders[again]


def _again(orders: Vectors) -> Ids:
    """The order of what is looked at once more, the highest first: of the first `CHECKED` by
    themselves, and so on, so that it does not depend on how many are wanted.
    """
    return np.lexsort((-orders, np.arange(len(orders)) // CHECKED))


def _scores(
    store: Store,
    query: Vectors,
    request: Request,
    candidates: Candidates,
    places: Ids,
    missing: Vectors,
    meant: Flags,
    by: Weights,
) -> Vectors:
    """The confidence in the candidates at `places`; which of all candidates are `meant`."""
    is_han = has_han(request.question.asked)
    likeness = store.background.likeness(candidates.sentence[places], is_han)
    elsewhere = _elsewhere(store, query, request, candidates, places)
    coverage = candidates.coverage[places]
    scores = confidence(likeness, elsewhere, coverage, missing, is_han, by)
    # A clause that is asked about by number is what is meant, however it is worded; and who types
    # words that stand there wants to see them.
    is_meant = np.isin(candidates.passages[places], request.found.passages)
    is_meant |= meant[places] | _holds(store, request.question, candidates, places)
    return np.where(is_meant, np.maximum(scores, by.threshold), scores)


def _elsewhere(
    store: Store, query: Vectors, request: Request, candidates: Candidates, places: Ids
) -> Vectors:
    """How much nearer the question is to something else than to the candidates at `places`."""
    is_han = has_han(request.question.asked)
    likeness = store.background.likeness(candidates.sentence[places], is_han)
    beside = store.background.likeness_elsewhere(query, is_han, _searched(store, request))
    return nearer_elsewhere(likeness, candidates.coverage[places], beside)


def _missing(
    store: Store, by: Weights, parsed: Question, candidates: Candidates, best: Ids
) -> Vectors:
    """1 for each of the `best` candidates that lacks the date or amount that is asked for, or tells
    the date of another meeting; for all if a province is asked about of which the store says
    nothing.
    """
    if is_other_province(parsed.search, store.terms, len(store.sentences)):
        return np.ones(len(best), dtype=np.float32)
    other_years = (told_then(store, parsed, candidates.passages[best]) < 0).astype(np.float32)
    wanted = expected(parsed.search)
    is_strange = bool((_hold_there(store, parsed, candidates)[best] < 0).any())
    is_told = is_about_one(parsed.search) or asks_for_post(parsed.search)
    if wanted is None and not (is_strange or is_told):
        return other_years
    told = [nearest_words(store, by, candidates, int(place)) for place in best]
    if is_other_speaker(parsed.search, [f"{text} {title}" for text, title in told]):
        return np.ones(len(best), dtype=np.float32)
    places = _asked_places(parsed)
    lacking = (
        _lacks(parsed.search, wanted, *each) or is_of_elsewhere(places, *each) for each in told
    )
    return np.maximum(np.array([*lacking], dtype=np.float32), other_years)


def _lacks(asked: str, wanted: Expected | None, told: str, title: str) -> bool:
    """Whether what a candidate tells lacks what is asked for, or is of another meeting or post."""
    return (
        (wanted is not None and not gives(wanted, told))
        or is_other_session(asked, told, title)
        or whose_meeting(asked, told, title) == "other"
        or is_other_post(asked, told, title)
    )


def _lacking(store: Store, parsed: Question, first: Passage) -> str:
    """What of a question it is that a passage lacks which `_missing` says lacks something."""
    cited = first.citation
    if is_other_province(parsed.search, store.terms, len(store.sentences)):
        return "province"
    if told_of(asked_year(parsed), cited.document, cited.path, first.text) < 0:
        return "year"
    if holds_there(search_copy(cited.document), _asked_places(parsed)) < 0:
        return "province"
    wanted = expected(parsed.search)
    return wanted.kind if wanted else ""


def _holds(store: Store, parsed: Question, candidates: Candidates, best: Ids) -> Flags:
    """Which of the candidates in the places `best` hold what is asked word for word, if that is a
    few words and nothing else (历史周期率).
    """
    words = _letters(parsed.content)
    is_meant = len(words) >= _FEWEST
    if len(words) == _PAIR and has_han(words):
        is_meant = rows_with(words, store.terms) <= _RARE * len(store.sentences)
    if not is_meant or words != _letters(parsed.asked):
        return np.zeros(len(best), dtype=bool)
    texts = whole_texts(store, candidates, best)
    return np.array([words in _letters(search_copy(text)) for text in texts], dtype=bool)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _passages(
    store: Store,
    by: Weights,
    parsed: Question,
    candidates: Candidates,
    best: Ids,
    scores: Vectors,
    first: int,
    below: bool,
) -> tuple[Passage, ...]:
    rows: Sequence[int] = candidates.passages[best].tolist()
    clauses = store.catalogue.clauses(store.passages[rows, 1].tolist())
    return tuple(
        passage(
            *(store, row, clauses[int(store.passages[row, 1])], rank),
            float(score),
            marked(store, by, parsed.search, candidates, int(place)),
            below,
        )
        for rank, (row, place, score) in enumerate(zip(rows, best, scores, strict=True), first)
    )
