"""Clauses -> passages (what a reader takes in at once) -> windows and sentences (what is embedded).

A passage is a whole clause, or one paragraph (款) of a clause that is too long to take in at once.
Its sentences and its windows are what gets a vector: a window is the passage itself, or a part of
it cut between sentences where the whole would not fit into the model. Nothing is ever truncated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.model import Clause, Span

__all__ = ["LONG_CLAUSE", "PassageSpan", "fit", "passage_spans", "window_spans"]

# Code points. A clause up to this long is shown whole; 480 leaves the first passage within the
# 500 characters that a reader is expected to take in.
LONG_CLAUSE = 480


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """`paragraph` counts from 1 within the clause; 0 is the whole clause."""

    paragraph: int
    span: Span


def passage_spans(clause: Clause) -> tuple[PassageSpan, ...]:
    """The passages of a clause, in order; their spans do not overlap."""
    if len(clause.span) <= LONG_CLAUSE or len(clause.paragraphs) < 2:
        return (PassageSpan(0, clause.span),)
    return tuple(PassageSpan(i, span) for i, span in enumerate(clause.paragraphs, 1) if len(span))


def fit(
    spans: Sequence[Span], size: Callable[[Sequence[Span]], list[int]], most: int
) -> list[Span]:
    """`spans` with those halved, again and again, whose `size` is over `most`. A span of a single
    character is kept whatever its size.
    """
    fitting = list(spans)
    while True:
        sizes = size(fitting)
        long = [s > most and len(span) > 1 for s, span in zip(sizes, fitting, strict=True)]
        if not any(long):
            return fitting
        halves: list[Span] = []
        for span, split in zip(fitting, long, strict=True):
            middle = (span.start + span.end) // 2
            parts = [Span(span.start, middle), Span(middle, span.end)] if split else [span]
            halves += parts
        fitting = halves


def window_spans(sentences: Sequence[Span], sizes: Sequence[int], most: int) -> list[Span]:
    """Neighbouring `sentences` joined into as few, evenly filled windows as fit into `most`.

    `sizes` and `most` are in tokens; one sentence over `most` makes a window of its own.
    """
    if not sentences:
        return []
    count = -(-sum(sizes) // most)
    goal = sum(sizes) / count
    windows: list[Span] = []
    start, filled = sentences[0].start, 0
    for i, (sentence, size) in enumerate(zip(sentences, sizes, strict=True)):
        if filled and (filled + size > most or filled + size / 2 > goal):
            windows.append(Span(start, sentences[i - 1].end))
            start, filled = sentence.start, 0
        filled += size
    windows.append(Span(start, sentences[-1].end))
    return windows
