"""The optional cross-encoder: a real model of a few random weights, and what it changes."""

from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from stores import use_fake, write

from index.build import build
from index.errors import ModelError
from index.store import open_store
from qa import Assistant
from qa.ranking.rerank import load_reranker

TEXT = "测试办法\n\n第一条 粮食安全的责任。\n\n第二条 粮食安全的保障。\n\n第三条 养老服务的要求。\n"


def test_the_second_opinion_decides_the_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    build([write(tmp_path / "laws", {"a.txt": TEXT})], tmp_path / "store")
    asked: list[tuple[str, list[str]]] = []

    def last_first(question, passages):  # type: ignore[no-untyped-def]
        asked.append((question, list(passages)))
        return np.array([float("养老" in passage) for passage in passages])

    store = open_store(tmp_path / "store")
    assistant = Assistant(store, FakeEncoder(), reranker=last_first)
    labels = [p.citation.label for p in assistant.ask("粮食安全的责任").passages]
    assert labels == ["第三条", "第一条", "第二条"]  # ties stay as they were
    assert asked[0][0] == "粮食安全的责任"
    assert sorted(asked[0][1]) == sorted(TEXT.strip().split("\n\n")[1:])
    assert assistant.ask("第二条").passages[0].citation.label == "第二条"


def test_a_cross_encoder_from_a_folder(tmp_path: Path) -> None:
    from transformers import (  # type: ignore[attr-defined]
        BertConfig,
        BertForSequenceClassification,
        BertTokenizerFast,
    )

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"粮食安全养老"]
    (tmp_path / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path / "model")
    small = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BertConfig.from_dict(
        {**small, "vocab_size": len(words), "intermediate_size": 8, "num_labels": 1}
    )
    BertForSequenceClassification(config).save_pretrained(tmp_path / "model")
    score = load_reranker(str(tmp_path / "model"))
    first = score("粮食", ["粮食安全", "养老"])
    assert first.shape == (2,)
    assert np.allclose(score("粮食", ["养老", "粮食安全"]), first[::-1], atol=1e-5)


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("./nowhere", "没有模型文件夹“./nowhere”", "there is no folder “./nowhere”"),
        ("/no/such/folder", "没有模型文件夹“/no/such/folder”", "nor is it a model's name"),
        ("重排", "没有模型文件夹“重排”", "there is no folder “重排”"),
        ("nowhere", "找不到模型“nowhere”", "cannot find the model “nowhere”"),
        ("nobody-here/nowhere", "找不到模型“nobody-here/nowhere”", "not cached on this machine"),
        ("empty", "无法加载重排模型 empty（", "cannot load the reranker empty ("),
    ],
)
def test_a_reranker_that_is_not_there_is_told_in_one_line(
    name: str,
    zh: str,
    en: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError) as caught:
        load_reranker(name)
    assert str(caught.value).startswith(zh)
    assert en in caught.value.en
    for line in (caught.value.zh, caught.value.en):
        assert "--reranker" in line
        assert "--model" not in line
        assert "\n" not in line
    assert capfd.readouterr() == ("", "")


def test_the_hub_is_asked_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    asked = []

    def ask(_: object, name: str, timeout: float) -> None:
        asked.append((name, timeout))
        raise OSError("no network")

    monkeypatch.setattr("huggingface_hub.HfApi.model_info", ask)
    with pytest.raises(ModelError, match="no network"):
        load_reranker("nobody-here/nowhere")
    assert asked == [("nobody-here/nowhere", 5)]
