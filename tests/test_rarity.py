"""How rare words are, from counts to what a vector tells."""

from collections.abc import Sequence

import numpy as np
import pytest
from fake_reader import FakeReader

from eval.rarity import fit_rarity
from index.vectors import Vectors


class Spelling(FakeReader):
    """Each character's vector is 8 at its own place."""

    def _tokens(self, text: str) -> Vectors:
        rows = np.zeros((len(text), self.dimension), dtype=np.float32)
        for row, character in zip(rows, text, strict=True):
            row[ord(character) - ord("a")] = 8
        return rows


def characters(texts: Sequence[str], _most: int | None) -> list[list[int]]:
    return [[0, *map(ord, text), 2] for text in texts]


def test_the_logarithm_of_how_many_questions_hold_a_word_is_found_again() -> None:
    # In 400 questions a stands 400 times, b 100 times, c 20 times (twice in each).
    questions = ["a" + "b" * (i % 4 == 0) + "cc" * (i % 20 == 0) for i in range(400)]
    found = fit_rarity(Spelling(), characters, questions)
    assert found.shape == (FakeReader.dimension + 1,)
    told = 8 * found[:3] + found[-1]
    assert told == pytest.approx(np.log([1, 4, 20]), abs=0.02)


def test_what_is_cut_otherwise_is_left_out() -> None:
    def odd(texts: Sequence[str], most: int | None) -> list[list[int]]:
        return [ids if len(ids) != 5 else [0, 1, 2] for ids in characters(texts, most)]

    questions = ["ab", "abc", "a", "b"] * 100
    told = fit_rarity(Spelling(), odd, questions)
    assert 8 * told[:2] + told[-1] == pytest.approx(np.log([2, 2]), abs=0.02)
