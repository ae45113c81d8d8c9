"""The packaged model's vocabulary as a `tokenizer.json`, and as a SentencePiece model.

A text is mapped code point by code point, runs of spaces fold into one, and the cheapest sequence
of pieces (Unigram, Kudo 2018) is taken. The map is written as a SentencePiece character map: a
double array (Aoe 1989, as in darts-clone) over the UTF-8 bytes of the mapped characters.
"""

import base64
import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from index.e5.q4 import Q4Model

__all__ = ["sentencepiece_model", "tokenizer_json"]

_LEAF = 1 << 31
_HAS_LEAF = 1 << 8
_Trie = dict[int, Any]

# Of SentencePiece's format: the kind of model, and the kinds of pieces.
_UNIGRAM = 1
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3


def tokenizer_json(model: Q4Model) -> str:
    """The tokenizer in the format of the `tokenizers` library, without truncation and padding."""
    bos, eos = model.pieces[model.bos], model.pieces[model.eos]
    special = {
        model.bos,
        model.eos,
        model.pad,
        model.unk,
        *(i for i, piece in enumerate(model.pieces) if piece == "<mask>"),
    }
    metaspace = {
        "type": "Metaspace",
        "replacement": "▁",
        "prepend_scheme": "always",
        "split": True,  # no piece has a space inside, so cutting at spaces changes no result
    }
    one, two = ({"Sequence": {"id": letter, "type_id": 0}} for letter in "AB")
    start, end = ({"SpecialToken": {"id": token, "type_id": 0}} for token in (bos, eos))
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added_token(i, model.pieces[i]) for i in sorted(special)],
        "normalizer": {"type": "Sequence", "normalizers": _normalizers(model.characters)},
        "pre_tokenizer": metaspace,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [start, one, end],
            "pair": [start, one, end, end, two, end],
            "special_tokens": {
                bos: {"id": bos, "ids": [model.bos], "tokens": [bos]},
                eos: {"id": eos, "ids": [model.eos], "tokens": [eos]},
            },
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": model.unk,
            "vocab": [
                # float32's own shortest digits: a third of the file's size, and as exact
                [piece, float(np.format_float_positional(score, unique=True))]
                for piece, score in zip(model.pieces, model.scores, strict=True)
            ],
            "byte_fallback": False,
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def sentencepiece_model(model: Q4Model) -> bytes:
    """The tokenizer in the format of SentencePiece, whose text is encoded as a protocol buffer:
    https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto
    """
    kinds = {model.unk: _UNKNOWN}
    kinds |= dict.fromkeys((model.bos, model.eos, model.pad), _CONTROL)
    pieces = (
        _bytes_field(1, piece.encode())
        + _float_field(2, float(score))
        + _int_field(3, _CONTROL if piece == "<mask>" else kinds.get(i, _NORMAL))
        for i, (piece, score) in enumerate(zip(model.pieces, model.scores, strict=True))
    )
    ids = {40: model.unk, 41: model.bos, 42: model.eos, 43: model.pad}
    trainer = _int_field(3, _UNIGRAM) + b"".join(_int_field(*field) for field in ids.items())
    normalizer = _bytes_field(2, _charsmap(model.characters))
    return (
        b"".join(_bytes_field(1, piece) for piece in pieces)
        + _bytes_field(2, trainer)
        + _bytes_field(3, normalizer)
    )


def _int_field(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _float_field(number: int, value: float) -> bytes:
    return _varint(number << 3 | 5) + struct.pack("<f", value)


def _bytes_field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*digits, value])


def _added_token(token: int, content: str) -> dict[str, Any]:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": token, "content": content, **flags, "special": True}


def _normalizers(characters: Mapping[int, str]) -> list[dict[str, Any]]:
    """Steps whose result is the map alone, code point by code point, then folded spaces.

    `Precompiled` looks at whole grapheme clusters and, if a short one begins with a mapped
    character, drops its combining marks; and it cannot drop a text's first character. Hence `Nmt`
    first (it drops just those control characters that the map drops), and U+0001, which the map
    drops, before each combining mark, so that every cluster is one code point.
    """
    charsmap = base64.b64encode(_charsmap(characters)).decode("ascii")
    inside = r"(?<=.)(?=[\p{M}\x{0E33}\x{0EB3}\x{FF9E}\x{FF9F}])"
    return [
        {"type": "Nmt"},
        {"type": "Replace", "pattern": {"Regex": inside}, "content": "\x01"},
        {"type": "Precompiled", "precompiled_charsmap": charsmap},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
    ]


def _charsmap(characters: Mapping[int, str]) -> bytes:
    """SentencePiece's binary form: size of the double array, the array, NUL-ended replacements."""
    replacements = bytearray()
    offsets: dict[str, int] = {}
    trie: _Trie = {}
    for code, replacement in characters.items():
        if replacement not in offsets:
            offsets[replacement] = len(replacements)
            replacements += replacement.encode() + b"\0"
        node = trie
        for byte in chr(code).encode():
            node = node.setdefault(byte, {})
        node[0] = offsets[replacement]
    units = _double_array(trie)
    array = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(array)) + array + bytes(replacements)


def _double_array(trie: _Trie) -> list[int]:
    """Units of a double array: the child by byte c of a node with base b is unit b ^ c.

    A unit holds its byte (bits 0-7), whether unit b is a leaf (bit 8), and b ^ its own position
    (from bit 10); a leaf holds bit 31 and its value. Bases are unique, so that a unit whose byte is
    c can only be the child by c of that base. Whole blocks of 256 keep b ^ c inside the array.
    """
    units = [0] * 256
    used = {0}
    bases: set[int] = set()
    queue = [(trie, 0)]
    for node, position in queue:
        base = max(1, len(units) - 512)  # older blocks are as good as full
        while base in bases or any(base ^ byte in used for byte in node):
            base += 1
        while base >= len(units):
            units += [0] * 256
        bases.add(base)
        used.update(base ^ byte for byte in node)
        units[position] |= (base ^ position) << 10
        for byte, child in node.items():
            if byte == 0:
                units[position] |= _HAS_LEAF
                units[base] = _LEAF | child
            else:
                units[base ^ byte] = byte
                queue.append((child, base ^ byte))
    return units
