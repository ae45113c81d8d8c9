"""Texts -> token ids, with the special tokens that begin and end each text.

The packaged model is read by SentencePiece, which opens its 250,000 pieces in less time and memory
than `tokenizers`; any other by its tokenizer.json.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["Tokenise", "from_json", "from_sentencepiece"]

# Texts, and how many tokens a text may have (None: as many as it has) -> the ids of each.
Tokenise = Callable[[Sequence[str], int | None], list[list[int]]]


def from_sentencepiece(path: Path) -> Tokenise:
    """The tokenizer in the SentencePiece model `path`; raises whatever the library raises. It
    leaves out the spaces around a text.
    """
    from sentencepiece import SentencePieceProcessor

    processor = SentencePieceProcessor(model_file=str(path))
    last = [processor.eos_id()]

    def tokenise(texts: Sequence[str], most: int | None) -> list[list[int]]:
        # One by one: for a list it starts threads, which takes longer than a question's tokens.
        found = (processor.encode(text, add_bos=True, add_eos=True) for text in texts)
        return [_fitted(ids, most, last) for ids in found]

    return tokenise


def from_json(path: Path) -> Tokenise:
    """The tokenizer in the tokenizer.json `path`; raises whatever the library raises."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True  # a text that spells one is just a text

    def tokenise(texts: Sequence[str], most: int | None) -> list[list[int]]:
        found = tokenizer.encode_batch_fast(list(texts))
        return [
            _fitted(each.ids, most, each.ids[-1:] if each.special_tokens_mask[-1:] == [1] else [])
            for each in found
        ]

    return tokenise


def _fitted(ids: list[int], most: int | None, last: list[int]) -> list[int]:
    """The ids of a text that ends in `last`, cut off before that if they are too many."""
    if most is None or len(ids) <= most:
        return ids
    return ids[: most - len(last)] + last
