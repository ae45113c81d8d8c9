"""Fitting a small BERT model to questions about eight short laws."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from fake_encoder import FakeEncoder
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

import eval.adapt
from eval.adapt import Asked, Collection, QuestionModel, asked, quality, train
from eval.tables import document, embedded, read, write
from index.background import background_questions, measure
from index.embedding import SideFile
from index.sentences import sentences
from qa.rank import weights

# Of transformers to peft, neither of them ours.
pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")

THINGS = ("铁路", "粮食", "养老", "河流", "教育", "药品", "旅馆", "烟花")
# What people call it, which no passage says.
PEOPLE = ("火车", "吃饭", "爷爷", "小溪", "上学", "看病", "住店", "鞭炮")


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    folder, encoder = tmp_path_factory.mktemp("tables"), FakeEncoder()
    texts = [document(thing, f"{thing}由政府管理。损坏{thing}的罚款。") for thing in THINGS]
    whole = embedded(texts, encoder, SideFile(folder / "side", encoder.dimension), lambda _: None)
    write(whole, measure(encoder, whole.sentences), folder)
    return Collection(read(folder), whole)


@pytest.fixture(scope="module")
def questions(collection: Collection) -> list[Asked]:
    return [asked(f"{p}归谁管", [i], collection, FakeEncoder()) for i, p in enumerate(PEOPLE)]


@pytest.fixture
def model(tmp_path: Path) -> QuestionModel:
    torch.manual_seed(1)
    words = sorted({*"".join(PEOPLE), *"归谁管q:"})
    ids = {word: i for i, word in enumerate(["[PAD]", "[UNK]", *words])}
    tokenizer = Tokenizer(WordLevel(ids, "[UNK]"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    fast: Any = PreTrainedTokenizerFast
    fast(tokenizer_object=tokenizer, pad_token="[PAD]").save_pretrained(tmp_path)
    config = BertConfig(
        vocab_size=len(ids),
        hidden_size=256,
        num_hidden_layers=1,
        num_attention_heads=4,
        intermediate_size=32,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path)
    return QuestionModel(tmp_path, "q:")


def test_the_loss_is_what_the_passage_lacks_to_its_rivals(
    collection: Collection, questions: list[Asked]
) -> None:
    by, question = weights().order, questions[2]
    vector = torch.from_numpy(FakeEncoder().encode_query(["养老"])[0])
    spans = [
        sentences(text, document("x", text)[0].span)
        for text in collection.embedded.rows.passage_texts
    ]
    assert all(len(found) == 2 for found in spans)
    sums = []
    for row, windows in enumerate(collection.embedded.windows):
        best = max(
            float(s @ vector)
            for s in torch.from_numpy(collection.embedded.sentences[2 * row : 2 * row + 2])
        )
        total = by["sentence"] * best + by["window"] * float(torch.from_numpy(windows) @ vector)
        if row in question.passages:
            total += float(question.added[list(question.passages).index(row)])
        sums.append(total)
    rivals = math.log(sum(math.exp(total) for i, total in enumerate(sums) if i != 2))
    expected = math.log(1 + math.exp(rivals - sums[2]))
    assert float(eval.adapt._loss(question, vector, collection)) == pytest.approx(
        expected, rel=1e-4
    )


def test_quality_is_measured_among_all_passages(
    collection: Collection, questions: list[Asked]
) -> None:
    given = torch.from_numpy(FakeEncoder().encode_query([*THINGS[:7], "粮食"]))
    # The last question is given the vector of another: what answers it is not first.
    found = quality(questions, given, collection)
    assert found["success@1"] == 7 / 8
    assert found["recall@10"] == 1
    assert 7 / 8 < found["mrr@10"] <= 7 / 8 + 1 / 16


def test_what_is_learned_is_added_to_the_weights_and_anchors_stay(
    collection: Collection,
    questions: list[Asked],
    model: QuestionModel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(eval.adapt, "EPOCHS", 60)
    searches = [question.search for question in questions]
    common, others = (
        background_questions()[:20],
        ["管", *(f"谁{p}" for p in PEOPLE), *"归谁火车吃饭爷"],
    )
    with torch.no_grad():
        before, held = model.centred(searches), model.centred(others)
    plain = {name: part.clone() for name, part in model.model.named_parameters()}
    seen: list[int] = []
    train(model, collection, questions, common, others, 0, seen.append)
    assert sum(seen) == 60 * len(questions)
    with torch.no_grad():
        after, stayed = model.centred(searches), model.centred(others)
    assert (
        quality(questions, after, collection)["mrr@10"]
        > quality(questions, before, collection)["mrr@10"]
    )
    assert ((after - before) ** 2).sum(1).mean() > 2 * ((stayed - held) ** 2).sum(1).mean()
    factors = model.factors()
    assert set(factors) == {f"l0.{name}.w" for name in ("q", "k", "v", "ao", "fi", "fo")}
    down, up = factors["l0.fi.w"]
    merged = model.model.merge_and_unload().state_dict()
    name = "encoder.layer.0.intermediate.dense"
    was = plain[f"base_model.model.{name}.base_layer.weight"].numpy()
    assert merged[f"{name}.weight"].numpy() == pytest.approx(was + up @ down, abs=1e-5)
    assert np.abs(up @ down).max() > 1e-3
