"""How rare a word is in questions, as far as a model's vector of its token tells."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.encoder import Reader
from index.tokenizer import Tokenise
from index.vectors import Vectors

__all__ = ["fit_rarity"]

_SAMPLE = 2_500  # questions that are read; all are counted
_PENALTY = 10.0  # on the squares of weights, of some 40,000 tokens


def fit_rarity(encoder: Reader, tokenise: Tokenise, questions: Sequence[str]) -> Vectors:
    """For `index.tokens.Axes`: weights of the numbers of a token's vector, and what is added, shape
    (dimension + 1,), which come nearest (least squares) to the logarithm of how many of the
    `questions` (search copies) there are for one that holds the token.
    """
    pieces = [ids[1:-1] for ids in tokenise(questions, None)]
    holding = Counter(piece for ids in pieces for piece in set(ids))
    chosen = range(0, len(questions), max(1, len(questions) // _SAMPLE))
    _, states = encoder.read_query([questions[i] for i in chosen])
    # Beside the prompt a few are cut otherwise, and not known by their place.
    read = [(h, pieces[i]) for i, h in zip(chosen, states, strict=True) if len(h) == len(pieces[i])]
    x = np.concatenate([h for h, _ in read]).astype(np.float64)
    rarity = np.log([len(questions) / holding[piece] for _, ids in read for piece in ids])
    mean = x.mean(axis=0)
    centred = x - mean
    penalty = _PENALTY * np.eye(x.shape[1])
    weight = np.linalg.solve(centred.T @ centred + penalty, centred.T @ (rarity - rarity.mean()))
    return np.append(weight, rarity.mean() - mean @ weight).astype(np.float32)
