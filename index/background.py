"""What questions in general look like to a model and a store: the yardstick for a single question.

A cosine says little by itself: this kind of model gives any question and any sentence .75 or more.
So a list of questions about everything under the sun (`background.txt`) is embedded when a store is
built. Their mean vector is what questions have in common, and part of it is taken out of every
question. How near they come to the store's sentences is how near a question comes by chance.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encoder import Encoder
from index.normalise import search_copy
from index.vectors import Vectors

__all__ = [
    "MEAN_SHARE",
    "OTHER_SHARE",
    "Background",
    "background_questions",
    "has_han",
    "measure",
    "read_background",
]

MEAN_SHARE = 0.7  # of the mean vector that is taken out; .5 to .85 were equally good
OTHER_SHARE = (
    0.5  # in other scripts, where more cost recall (45 of the English questions in eval/written)
)
_CHUNK = 65536  # sentences compared at a time


@dataclass(frozen=True)
class Background:
    """`mean` and `mean_other`, shape (dimension,), of the background questions in Chinese and in
    another script. `han` and `other`: mean and standard deviation of the best cosine that such a
    question (centred) reaches among the store's sentences.
    """

    mean: Vectors
    mean_other: Vectors
    han: tuple[float, float]
    other: tuple[float, float]

    def centred(self, query: Vectors, is_han: bool) -> Vectors:
        """A question's vector, shape (..., dimension), without what all have in common that are in
        Chinese, or in another script.
        """
        common = MEAN_SHARE * self.mean if is_han else OTHER_SHARE * self.mean_other
        return _centred(query, common)

    def likeness(self, cosines: Vectors, is_han: bool) -> Vectors:
        """Cosines of a question in standard deviations above what comes by chance."""
        mean, deviation = self.han if is_han else self.other
        return np.asarray((cosines - mean) / deviation, dtype=np.float32)

    def to_json(self) -> str:
        """The file's text."""
        means = {"mean": self.mean.tolist(), "mean_other": self.mean_other.tolist()}
        return json.dumps(means | {"han": self.han, "other": self.other})


def read_background(text: str) -> Background:
    """The inverse of `to_json`. Raises ValueError for anything else."""
    try:
        data = json.loads(text)
        han, other = ((float(a), float(b)) for a, b in (data["han"], data["other"]))
        mean, rest = (np.array(data[key], dtype=np.float32) for key in ("mean", "mean_other"))
        return Background(mean, rest, han, other)
    except (KeyError, TypeError) as error:
        raise ValueError("not a background file") from error


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return re.search("[\u3400-\u9fff\U00020000-\U000323af]", text) is not None


def background_questions() -> list[str]:
    """The search copies of the background questions."""
    path = Path(__file__).parent / "background.txt"
    return [search_copy(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measure(encoder: Encoder, sentences: Vectors) -> Background:
    """The background of a store whose sentence vectors are `sentences`, shape (n, dimension)."""
    questions = background_questions()
    vectors = encoder.encode_query(questions)
    is_han = np.array([has_han(question) for question in questions])
    found = []
    for chosen, share in ((vectors[is_han], MEAN_SHARE), (vectors[~is_han], OTHER_SHARE)):
        mean = chosen.mean(axis=0)
        found.append((mean, _best_cosines(_centred(chosen, share * mean), sentences)))
    (mean, han), (mean_other, other) = found
    return Background(mean, mean_other, han, other)


def _centred(vectors: Vectors, common: Vectors) -> Vectors:
    rest = vectors - common
    norms = np.linalg.norm(rest, axis=-1, keepdims=True)
    return np.asarray(rest / np.maximum(norms, 1e-9), dtype=np.float32)


def _best_cosines(queries: Vectors, sentences: Vectors) -> tuple[float, float]:
    best = np.full(len(queries), -1.0, dtype=np.float32)
    for start in range(0, len(sentences), _CHUNK):
        part = sentences[start : start + _CHUNK]
        best = np.maximum(best, (part @ queries.T).max(axis=0))
    return float(best.mean()), max(float(best.std()), 1e-3)
