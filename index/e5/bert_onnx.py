"""The packaged model as an ONNX file with 8-bit arithmetic, written from its 4-bit weights.

A BERT encoder (Devlin et al. 2018). Written node by node instead of exported: no float32 copy has
to fit into memory, the word embeddings keep their exact 4-bit values (an exporter's quantiser would
round 96 million of them a second time, with one scale for all), and the graph already has the fused
operators that ONNX Runtime would otherwise look for each time the model is loaded.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from index.e5.bert_files import Changes
from index.e5.q4 import BLOCK, Q4Model

__all__ = ["PEAKS", "write_onnx"]

_MICROSOFT = "com.microsoft"  # ONNX Runtime's own operators
# Weights use 7 of the 8 bits: without VNNI instructions, products of full 8-bit values overflow the
# 16 bits they are added in, and the same text would get other vectors on other machines.
_LARGEST = 63
# Of what goes into these products in each layer: the channel whose values lie farthest from zero,
# and about how many times as far as the next one's, over the background questions (tests measure).
# The activations of a product share one scale, which by that channel's values is too coarse for all
# others; so it is divided by this and its weights are multiplied (SmoothQuant, Xiao et al. 2023, of
# a single channel).
PEAKS = {
    "qkv": (
        *((15, 1.1), (15, 1.4), (15, 1.6), (15, 1.7), (15, 1.6), (35, 1.2)),
        *((35, 1.5), (35, 1.5), (35, 1.3), (35, 1.1), (35, 2.0), (35, 2.8)),
    ),
    "wide": (
        *((321, 1.7), (15, 1.9), (15, 2.7), (15, 3.9), (15, 2.8), (35, 3.7)),
        *((35, 5.0), (35, 3.2), (35, 3.1), (35, 2.5), (35, 2.5), (35, 3.4)),
    ),
    "narrow": (
        *((318, 6.4), (1462, 3.1), (354, 3.0), (408, 1.2), (778, 14.7), (658, 7.3)),
        *((1152, 2.3), (413, 2.9), (563, 1.5), (659, 1.0), (161, 1.1), (1371, 1.2)),
    ),
}


class _Graph:
    """Nodes and initializers as they are added, and what is to be added to the matrices."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        self,
        operator: str,
        inputs: Sequence[str],
        *outputs: str,
        domain: str = "",
        **attributes: Any,
    ) -> str:
        name = outputs[0]
        node = helper.make_node(operator, inputs, outputs, name, domain=domain, **attributes)
        self.nodes.append(node)
        return outputs[0]


def write_onnx(model: Q4Model, path: Path, changes: Changes) -> None:
    """Write the encoder: input_ids (batch, sequence) -> last_hidden_state. `changes` are added to
    the matrices of their names. Texts of a batch are of one length: there is no mask, since with
    one ONNX Runtime computes attention in another, slower way. The weights are in a file beside
    `path`, which ONNX Runtime maps instead of reading and copying them.
    """
    graph = _Graph(changes)
    state = _embeddings(graph, model)
    for layer in range(model.layers):
        output = "last_hidden_state" if layer == model.layers - 1 else f"l{layer}.output"
        state = _layer(graph, model, f"l{layer}.", state, output)
    shape = ["batch", "sequence"]
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape)]
    result = helper.make_tensor_value_info(state, TensorProto.FLOAT, [*shape, model.hidden])
    proto = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, [result], graph.initializers),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)],
        ir_version=8,
    )
    weights = path.with_name(f"{path.name}.data")
    onnx.save(proto, path, save_as_external_data=True, location=weights.name)
    shutil.copymode(path, weights)  # `onnx` lets nobody else read it, but a cache may be shared


def _embeddings(graph: _Graph, model: Q4Model) -> str:
    """Word (4 bits, exact) + position + type embeddings, normalised."""
    word = model.matrices["emb.word"]
    nibbles = word.nibbles()
    graph.constant("word.w", nibbles[:, 0::2] | nibbles[:, 1::2] << 4)
    graph.constant("word.s", word.scales.astype(np.float32))
    graph.node(
        "GatherBlockQuantized",
        ["word.w", "input_ids", "word.s"],
        "word",
        domain=_MICROSOFT,
        bits=4,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
    position = model.vectors["emb.pos"].reshape(-1, model.hidden)
    graph.constant("position.w", position + model.vectors["emb.type"][: model.hidden])
    graph.constant("zero", np.zeros(1, dtype=np.int64))
    graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    graph.node("Slice", ["position.w", "zero", "length", "zero"], "position")
    graph.node("Add", ["word", "position"], "embeddings")
    norm = [graph.constant(name, model.vectors[name]) for name in ("emb.ln.w", "emb.ln.b")]
    inputs = ["embeddings", *norm]
    return graph.node("LayerNormalization", inputs, "input", axis=-1, epsilon=model.epsilon)


def _layer(graph: _Graph, model: Q4Model, name: str, state: str, output: str) -> str:
    """One layer: attention and the feed-forward network, each with its residual and norm."""
    _linear(graph, model, name + "qkv", state, [name + "q", name + "k", name + "v"])
    parts = [name + "q", name + "k", name + "v"]
    graph.node("Split", [name + "qkv"], *parts, axis=-1)
    graph.node(
        "MultiHeadAttention",
        parts,
        name + "context",
        domain=_MICROSOFT,
        num_heads=model.heads,
    )
    _linear(graph, model, name + "attended", name + "context", [name + "ao"])
    middle = _add_norm(graph, model, name + "aln", [name + "attended", state], name + "middle")
    _linear(graph, model, name + "wide", middle, [name + "fi"])
    graph.node("Gelu", [name + "wide"], name + "active", domain=_MICROSOFT)
    _linear(graph, model, name + "narrow", name + "active", [name + "fo"])
    return _add_norm(graph, model, name + "oln", [name + "narrow", middle], output)


def _add_norm(
    graph: _Graph, model: Q4Model, norm: str, summands: Sequence[str], output: str
) -> str:
    # Not the two in one operator (SkipLayerNormalization), which takes longer on processors.
    graph.node("Add", summands, norm + ".sum")
    weights = [graph.constant(norm + end, model.vectors[norm + end]) for end in (".w", ".b")]
    inputs = [norm + ".sum", *weights]
    return graph.node("LayerNormalization", inputs, output, epsilon=model.epsilon)


def _linear(graph: _Graph, model: Q4Model, output: str, state: str, tensors: Sequence[str]) -> str:
    """The matrices side by side in one product: one scale for activations, one a weight column."""
    weights = np.concatenate(
        [
            model.matrices[name].dequantise() + graph.changes.get(name, np.float32(0))
            for name in (tensor + ".w" for tensor in tensors)
        ]
    ).T
    layer, _, product = output.partition(".")
    if product in PEAKS:
        channel, times = PEAKS[product][int(layer.removeprefix("l"))]
        factors = np.ones(len(weights), dtype=np.float32)
        factors[channel] = times
        graph.constant(output + ".f", 1 / factors)
        state = graph.node("Mul", [state, output + ".f"], output + ".even")
        weights = weights * factors[:, None]
    scales = np.abs(weights).max(axis=0) / np.float32(_LARGEST)
    inputs = [
        state,
        graph.constant(output + ".w", np.rint(weights / scales).astype(np.int8)),
        graph.constant(output + ".s", scales),
        "",
        graph.constant(
            output + ".b", np.concatenate([model.vectors[tensor + ".b"] for tensor in tensors])
        ),
    ]
    return graph.node("DynamicQuantizeMatMul", inputs, output, domain=_MICROSOFT)
