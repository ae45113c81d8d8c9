"""The packaged model's float32 weights and settings, as their libraries read them."""

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.e5.q4 import BLOCK, Q4Matrix, Q4Model

__all__ = ["Changes", "matrix_names", "settings", "write_weights"]

# What is added to matrices of `index.e5.q4`, by their names.
Changes = Mapping[str, npt.NDArray[np.float32]]

_ROWS = 16384  # of a matrix in memory at a time
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_weights(model: Q4Model, path: Path, changes: Changes) -> None:
    """Write the weights as float32, under the names of `transformers.BertModel`; `changes` are
    added to the matrices of their names.

    The safetensors format (length of the header, header, tensors) is written here rather than by
    its library, which wants all 470 MB in memory.
    """
    tensors = list(_tensors(model, changes))
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape, _ in tensors:
        start, end = end, end + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    encoded = json.dumps(header, separators=(",", ":")).encode()
    encoded += b" " * (-len(encoded) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for _, shape, tensor in tensors:
            if isinstance(tensor, Q4Matrix):
                for start in range(0, shape[0], _ROWS):
                    file.write(tensor.dequantise(start, start + _ROWS).tobytes())
            else:
                file.write(tensor.tobytes())


def _tensors(
    model: Q4Model, changes: Changes
) -> Iterator[tuple[str, tuple[int, ...], Q4Matrix | npt.NDArray[np.float32]]]:
    """Name, shape and content of each tensor."""
    names = dict(_EMBEDDINGS)
    for layer in range(model.layers):
        for short, long in _LAYER.items():
            for end, word in ((".w", "weight"), (".b", "bias")):
                names[f"l{layer}.{short}{end}"] = f"encoder.layer.{layer}.{long}.{word}"
    for short, name in names.items():
        if matrix := model.matrices.get(short):
            rows, blocks = matrix.blocks.shape
            change = changes.get(short)
            whole = matrix if change is None else matrix.dequantise() + change
            yield name, (rows, blocks * BLOCK), whole
        else:
            vector = model.vectors[short]
            if short in ("emb.pos", "emb.type"):
                vector = vector.reshape(-1, model.hidden)
            yield name, vector.shape, vector


def matrix_names(layers: int) -> dict[str, str]:
    """Modules of `transformers.BertModel` that multiply by a matrix -> its name in the package."""
    return {
        f"encoder.layer.{layer}.{long}": f"l{layer}.{short}.w"
        for layer in range(layers)
        for short, long in _LAYER.items()
        if not short.endswith("ln")
    }


def settings(model: Q4Model) -> dict[str, Any]:
    """The JSON files of the folder, by name."""
    special = {
        "bos_token": model.pieces[model.bos],
        "eos_token": model.pieces[model.eos],
        "unk_token": model.pieces[model.unk],
        "pad_token": model.pieces[model.pad],
        "cls_token": model.pieces[model.bos],
        "sep_token": model.pieces[model.eos],
        "mask_token": "<mask>",
    }
    modules = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": model.hidden,
            "num_hidden_layers": model.layers,
            "num_attention_heads": model.heads,
            "intermediate_size": model.intermediate,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "attention_probs_dropout_prob": 0.1,
            "max_position_embeddings": model.positions,
            "type_vocab_size": 2,
            "vocab_size": model.vocabulary,
            "layer_norm_eps": 1e-12,
            "pad_token_id": model.pad,
            "dtype": "float32",
        },
        "modules.json": [
            {
                "idx": i,
                "name": str(i),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for i, (path, kind) in enumerate(modules.items())
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": model.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "sentence_bert_config.json": {"max_seq_length": model.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.positions,
            "clean_up_tokenization_spaces": False,
            "model_input_names": ["input_ids", "attention_mask"],
            **special,
        },
        "special_tokens_map.json": special,
    }
