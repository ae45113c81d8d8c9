"""Sentences of documents, each with questions that it answers and questions about the very same
thing that it does not: what the packaged model is to learn to tell apart.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.dataset import jsonl, load, strings
from index.normalise import search_copy
from qa.question.asking import marked
from qa.question.question import parse

__all__ = ["Contrast", "Contrasts", "runs", "told_apart"]

RUN = 16  # sentences of a file, each a rival for the questions of the others


@dataclass(frozen=True, slots=True)
class Contrast:
    """The search copy of a sentence, of the questions that it answers, and of those that no
    sentence of its documents answers, although it comes nearest; `group` is its folder.
    """

    sentence: str
    answered: tuple[str, ...]
    unanswered: tuple[str, ...]
    group: str


@dataclass(frozen=True)
class Contrasts:
    """The contrasts of a file; `questions` as in `eval.pairs.Course`, a sentence each."""

    name: str
    questions: tuple[Contrast, ...]

    def of(self, groups: frozenset[str]) -> "Contrasts":
        """Those of these folders."""
        return replace(self, questions=tuple(c for c in self.questions if c.group in groups))


def told_apart(path: Path, group: str) -> Contrasts:
    """Read a file of questions (see `eval.dataset`) each of which names the sentence that comes
    nearest to it, `near`; sentences that lack questions of either sort are left out. Raises
    InputError.
    """
    by_sentence: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for question, (number, entry) in zip(load(path), jsonl(path), strict=True):
        (near,) = strings(entry, ("near",), path, number)
        sides = by_sentence[search_copy(near)]
        sides[0 if question.answerable else 1].append(marked(parse(question.question).search))
    found = [
        Contrast(sentence, tuple(answered), tuple(unanswered), group)
        for sentence, (answered, unanswered) in by_sentence.items()
        if answered and unanswered
    ]
    return Contrasts(f"{path.stem}, told apart", tuple(found))


def runs(contrasts: Sequence[Contrast], generator: np.random.Generator) -> list[list[Contrast]]:
    """All of these once each, at random, so many at a time."""
    order = [contrasts[place] for place in generator.permutation(len(contrasts))]
    return [order[start : start + RUN] for start in range(0, len(order), RUN)]
