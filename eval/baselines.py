"""What our ranking is compared with on the same passages: BM25, clause vectors, chance.

Each gives row numbers of passages, best first. Their passages are judged whole, without the
excerpts that we cut for readers, so a baseline never loses evidence for the way it is shown; but
where characters are counted (recall@500c), a long passage takes up all its length.
"""

from collections.abc import Callable, Sequence

import numpy as np

from eval.dataset import EvalQuestion
from eval.judge import Shown, judge, mean
from index.encoder import Encoder
from index.lexical import tokenise
from index.normalise import search_copy
from index.vectors import Vectors
from qa.ranking.retrieve import Searchable

__all__ = ["baselines", "bm25", "chance", "dense"]

_TOP = 10
_TOGETHER = 64  # questions that are encoded at a time


def bm25(store: Searchable, question: str, top: int) -> list[int]:
    """The passages with the highest BM25 scores; those that share no token are left out."""
    rows, _ = store.lexical.search(tokenise(question), top)
    found: list[int] = rows.tolist()
    return found


def dense(store: Searchable, query: Vectors, top: int) -> list[int]:
    """The passages of the windows nearest to the question's vector: one vector for a clause, with
    its headings, as most products do it.
    """
    wanted = top
    while True:
        rows, _ = store.window_vectors.search(query, wanted)
        found = list(dict.fromkeys(store.windows[rows, 0].tolist()))
        if len(found) >= top or wanted >= store.window_vectors.size:
            return found[:top]
        wanted *= 2  # a passage of several windows was found more than once


def chance(store: Searchable, number: int, top: int) -> list[int]:
    """Passages at random; `number`, the question's place in the file, is the seed."""
    order = np.random.default_rng(number).permutation(len(store.passages))[:top]
    return [int(row) for row in order]


def baselines(
    store: Searchable,
    encoder: Encoder,
    corpus: Sequence[Shown],
    asked: Sequence[tuple[EvalQuestion, int]],
    progress: Callable[[int, int], object] = lambda _i, _n: None,
) -> dict[str, dict[str, float | None]]:
    """The ranking measures of each baseline over answerable questions.

    `corpus` are the store's passages, `asked` the questions with their number of known relevant
    passages; `progress(done, n)` is called on the way.
    """
    scores: dict[str, list[dict[str, float]]] = {"bm25": [], "dense_clause": [], "random": []}
    for start in range(0, len(asked), _TOGETHER):
        progress(start, len(asked))
        part = asked[start : start + _TOGETHER]
        queries = encoder.encode_query([search_copy(question.question) for question, _ in part])
        for number, ((question, known), query) in enumerate(zip(part, queries, strict=True), start):
            runs = {
                "bm25": bm25(store, question.question, _TOP),
                "dense_clause": dense(store, query, _TOP),
                "random": chance(store, number, _TOP),
            }
            for name, rows in runs.items():
                scores[name].append(judge(question, [corpus[row] for row in rows], known))
    if asked:
        progress(len(asked), len(asked))
    return {name: mean(found) for name, found in scores.items()}
