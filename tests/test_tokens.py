"""Single tokens: their codes, how near they come, and what a store does with them."""

from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from fake_reader import FakeReader, fake_axes
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from stores import RULES, write

import index.build
import index.embedded
from index.background import elsewhere_texts
from index.embedded import embed_rows
from index.embedding import remove_side_files
from index.encoder import Encoder, reads_tokens
from index.errors import StoreDamaged
from index.rows import Rows
from index.store import open_store
from index.tokens import WIDTH, Axes, Tokens, axes, open_tokens, write_axes, write_tokens
from index.vectors import Vectors
from qa import Assistant
from qa.ranking.rank import Weights, by_tokens, weights
from qa.ranking.retrieve import Candidates, Query, read_queries

EVEN = np.array([0, 0, 1], dtype=np.float32)  # every token counts as much
FULL = 0.28  # the most that one number of a code tells, which is all that a fake token has
LIST = "规划\n\n第一条 加快建设铁路、公路、机场、港口、电站、水库和学校。\n\n第二条 公平对待。\n"


def floats(*rows: tuple[float, ...]) -> Vectors:
    return np.array(rows, dtype=np.float32)


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_tokens_lose_their_mean_and_keep_some_directions() -> None:
    found = Axes(floats((1, 1, 1))[0], floats((1, 0), (0, 1), (0, 0)), EVEN)
    projected = found.project(floats((4, 5, 9), (1, 0, 1)))  # (3, 4, 8) and (0, -1, 0) are left
    assert projected == pytest.approx(floats((0.6, 0.8), (0, -1)))
    near = Axes(floats((0, 0))[0], floats((1, 0), (0, 1)), EVEN)
    # .28 is seven steps of .04, .96 more than can be told; each number has 8 added.
    assert near.codes(floats((28, 96), (-1, 0))).tolist() == [[15 << 4 | 15], [1 << 4 | 8]]
    assert near.codes(np.zeros((0, 2), dtype=np.float32)).tolist() == [[8 << 4 | 8]]


def test_rare_words_count_more() -> None:
    axes_of_two = Axes(floats((0, 0))[0], np.eye(2, dtype=np.float32), floats((2, 0.5, 1))[0])
    # 2 and .5 of the numbers, and 1: 6 and 3; 2; and -1, which is taken for 1.
    shares = axes_of_two.shares(floats((2, 2), (0, 4), (0, 2), (-1, 0)))
    assert shares == pytest.approx([6 / 12, 3 / 12, 2 / 12, 1 / 12])
    assert axes_of_two.shares(floats().reshape(0, 2)).shape == (0,)


def test_words_of_asking_count_less_than_what_is_asked_about(encoder: Encoder) -> None:
    found = axes(encoder)
    assert found is not None
    assert reads_tokens(encoder)
    _, (states,) = encoder.read_query(["四川要建哪些铁路?"])  # ▁ 四川 要 建 哪些 铁路 ?
    shares = dict(
        zip(["", "四川", "要", "建", "哪些", "铁路", "?"], found.shares(states), strict=True)
    )
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["铁路"] == max(shares.values()) > 1.3 * shares["哪些"]
    assert shares["?"] == min(shares.values())


@given(arrays(np.float32, (3, 128), elements=st.floats(-9, 9, width=32)))
def test_codes_point_where_the_vectors_do(states: Vectors) -> None:
    found = Axes(np.zeros(128, dtype=np.float32), np.eye(128, dtype=np.float32), EVEN)
    tokens = Tokens(found.codes(states), ints(0, 1, 2, 3))
    projected = found.project(states)
    near = tokens.similarities(np.eye(128, dtype=np.float32), ints(0, 1, 2))
    assert near == pytest.approx(np.clip(projected, -0.28, 0.28), abs=0.0201)  # half a step


def test_similarities_by_hand() -> None:
    def code(*numbers: int) -> list[int]:
        return [(a + 8) << 4 | (b + 8) for a, b in zip(numbers[:2], numbers[2:], strict=True)]

    rows = [code(7, 0, 0, 0), code(0, 7, 0, -7), code(3, 4, 0, 0), code(0, 0, 0, 0)]
    tokens = Tokens(np.array(rows, dtype=np.uint8), ints(0, 2, 3, 4))
    question = floats((1, 0, 0, 0), (0, 0.6, 0, 0.8))
    # In steps of .04. Sentence 0: the first comes to 7, the second to 4.2 - 5.6, so 0 of the other
    # token is nearer; sentence 1: 3 and 2.4; 2 has nothing.
    expected = [[0.28, 0], [0.12, 0.096], [0, 0]]
    assert tokens.similarities(question, ints(0, 1, 2)) == pytest.approx(np.array(expected))
    assert tokens.similarities(question, ints(2, 0)) == pytest.approx(floats((0, 0), (0.28, 0)))
    assert tokens.similarities(question[:0], ints(0, 1)).shape == (2, 0)
    assert tokens.similarities(question, ints()).shape == (0, 2)
    assert tokens.of(1).tolist() == [code(3, 4, 0, 0)]


def test_files_give_the_same_tokens(tmp_path: Path) -> None:
    assert open_tokens(tmp_path, 2) is None
    codes = [np.array([[1, 2], [3, 4]], dtype=np.uint8), np.array([[5, 6]], dtype=np.uint8)]
    write_tokens(codes, tmp_path)
    found = open_tokens(tmp_path, 2)
    assert found is not None
    assert [found.of(i).tolist() for i in (0, 1)] == [[[1, 2], [3, 4]], [[5, 6]]]
    with pytest.raises(ValueError, match="not of 3 sentences"):
        open_tokens(tmp_path, 3)


def test_the_shipped_axes_are_the_packaged_models(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = axes(encoder)
    assert shipped is not None
    assert shipped.directions.shape == (encoder.dimension, WIDTH)
    assert shipped.directions.T @ shipped.directions == pytest.approx(np.eye(WIDTH), abs=2e-3)
    assert axes(FakeEncoder()) is None
    assert axes(FakeReader()) is None  # they are of another model
    # Fitted to one in four of the sentences, they keep nearly the same of the other tokens.
    assert reads_tokens(encoder)
    texts = elsewhere_texts()
    monkeypatch.setattr(index.tokens, "_MADE", tmp_path / "axes.safetensors")
    monkeypatch.setattr(index.tokens, "elsewhere_texts", lambda: texts[::4])
    write_axes(encoder, shipped.rarity, {})
    again = axes(encoder)
    index.tokens._shipped.cache_clear()
    assert again is not None
    rest = np.concatenate(encoder.read_document(texts[5::50])[1]) - shipped.mean
    kept = [float(np.square(rest @ each.directions).sum()) for each in (shipped, again)]
    assert kept[0] / float(np.square(rest).sum()) > 0.75
    assert kept[1] == pytest.approx(kept[0], rel=0.1)


@pytest.fixture(scope="module")
def encoder(packaged: Encoder) -> Encoder:
    return packaged


def build(folder: Path, **texts: str) -> None:
    files = {f"{name}.txt": text for name, text in texts.items()}
    index.build.build([write(folder / "in", files)], folder / "store")


def test_a_store_has_the_tokens_of_its_sentences(reader: FakeReader, tmp_path: Path) -> None:
    build(tmp_path, rules=RULES)
    store = open_store(tmp_path / "store")
    assert store.tokens is not None
    for row, (_, start, end) in enumerate(store.sentences.tolist()):
        text = store.text(store.documents[0].text_sha256)[start:end]
        plain = text.partition(" ")[2]  # what is embedded: without the number of the article
        (question,) = read_queries(reader, store.background, store.tokens, [plain])
        near = store.tokens.similarities(question.tokens, np.arange(len(store.sentences)))
        assert near[row][:-1] == pytest.approx(FULL)  # the last is that of the question mark
        assert np.delete(near.mean(axis=1), row).max() < 0.9 * FULL
    files = store.manifest.files
    (store.build / "tokens_start.npy").write_bytes(b"")
    assert {"tokens.npy", "tokens_start.npy"} <= files.keys()
    with pytest.raises(StoreDamaged, match=r"tokens_start\.npy"):
        open_store(tmp_path / "store")


def test_who_asks_counts_half(reader: FakeReader, tmp_path: Path) -> None:
    build(tmp_path, rules=RULES)
    store = open_store(tmp_path / "store")
    asked, rest = "我是个体户,店里的票据怎么保存", "店里的票据怎么保存"
    for tokens in (store.tokens, None):
        both, whole, apart = read_queries(
            reader, store.background, tokens, [asked, f"{asked[:5]} {asked[6:]}", rest]
        )
        (only,) = read_queries(reader, store.background, tokens, [asked])
        assert both.vector == pytest.approx(only.vector)
        assert np.linalg.norm(both.vector) == pytest.approx(1)
        assert both.vector @ apart.vector > whole.vector @ apart.vector
        count = len(apart.tokens)
        assert (both.tokens[len(both.tokens) - count :] == apart.tokens).all()
        assert both.shares[len(both.tokens) - count :] == pytest.approx(apart.shares / 2)
        assert both.shares.sum() == pytest.approx(apart.shares.sum())  # 1, or of none


def test_known_tokens_are_taken_over(reader: FakeReader, tmp_path: Path) -> None:
    build(tmp_path, rules=RULES)
    before = open_store(tmp_path / "store").tokens
    reader.encoded.clear()
    build(tmp_path, rules=RULES, list=LIST)
    store = open_store(tmp_path / "store")
    assert not [text for text in reader.encoded if "票据" in text]
    assert [text for text in reader.encoded if "铁路" in text]
    assert before is not None
    assert store.tokens is not None
    assert len(store.tokens.start) == len(store.sentences) + 1
    rules = [row for row, (p, _, _) in enumerate(store.sentences) if store.passages[p, 0] == 1]
    assert [d.title for d in store.documents] == ["规划", "收费办法"]
    assert [store.tokens.of(row).tolist() for row in rules] == [
        before.of(row).tolist() for row in range(len(before.start) - 1)
    ]


def test_a_store_without_tokens_gets_them(
    reader: FakeReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.embedded, "MOST_SENTENCES", 1)
    build(tmp_path, rules=RULES)
    assert open_store(tmp_path / "store").tokens is None
    (question,) = read_queries(reader, open_store(tmp_path / "store").background, None, ["票据"])
    assert question.tokens.size == 0
    monkeypatch.undo()
    with fake_axes():
        monkeypatch.setattr(index.build, "load_encoder", lambda *_: reader)
        build(tmp_path, rules=RULES)
    assert open_store(tmp_path / "store").tokens is not None


def test_an_interrupted_build_keeps_its_tokens(reader: FakeReader, tmp_path: Path) -> None:
    texts = [f"第{i}句" for i in range(700)]
    rows = Rows(sentence_texts=texts)
    (tmp_path / "whole").mkdir()
    whole = embed_rows(rows, reader, tmp_path / "whole", None, lambda *_: None)

    class Mortal(FakeReader):
        def read_document(self, texts, progress=None):  # type: ignore[no-untyped-def]
            if self.encoded:
                raise KeyboardInterrupt
            return super().read_document(texts, progress)

    with pytest.raises(KeyboardInterrupt):
        embed_rows(rows, Mortal(), tmp_path, None, lambda *_: None)
    (side,) = tmp_path.glob("*.tokens.part")
    written = side.read_bytes()
    for lost in (1, 600):  # of the tokens of the last record; of its head too
        side.write_bytes(written[:-lost])
        again = FakeReader()
        embed_rows(rows, again, tmp_path, None, lambda *_: None)
        assert len(again.encoded) == 700 - 511
    side.write_bytes(written)
    again = FakeReader()
    found = embed_rows(rows, again, tmp_path, None, lambda *_: None)
    assert len(again.encoded) == found.anew == 700 - 512
    assert np.array_equal(found.sentences[0], whole.sentences[0])
    assert [c.tolist() for c in found.tokens] == [c.tolist() for c in whole.tokens]
    remove_side_files(tmp_path)
    assert not list(tmp_path.glob("*.part"))


def test_what_was_embedded_with_tokens_is_found_without(
    reader: FakeReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Rows(sentence_texts=["票据", "公开"])
    before = embed_rows(rows, reader, tmp_path, None, lambda *_: None)
    reader.encoded.clear()
    monkeypatch.setattr(index.embedded, "MOST_SENTENCES", 2)
    rows.sentence_texts.append("采购")
    found = embed_rows(rows, reader, tmp_path, None, lambda *_: None)
    assert reader.encoded == ["采购"]
    assert not found.tokens
    assert np.array_equal(found.sentences[0][:2], before.sentences[0])


def test_tokens_of_another_kind_are_damage(tmp_path: Path) -> None:
    write_tokens([np.array([[1, 2]], dtype=np.uint8)], tmp_path)
    np.save(tmp_path / "tokens.npy", np.array([[1, 2]], dtype=np.int8))
    with pytest.raises(ValueError, match="not of 1 sentences"):
        open_tokens(tmp_path, 1)


def test_what_another_sentence_has_counts_a_little_less() -> None:
    class Tables:
        # Three sentences of a passage and one of another, of one token each, on two axes.
        tokens = Tokens(np.array([[0xF8], [0x8F], [0x88], [0xDC]], dtype=np.uint8), ints(*range(5)))
        sentence_start = ints(0, 3, 4)

    cosines = [floats((0.2, 0.9, 0.5))[0], floats((0.5,))[0]]
    none = np.zeros(2, dtype=np.float32)
    candidates = Candidates(ints(0, 1), none, none, none, none, cosines, [c * 0 for c in cosines])
    query = Query(none, floats((1, 0), (0, 1)), floats((0.3, 0.7))[0])
    totals = floats((0.1, 0.2))[0]
    # The best of the first passage has 0 and .28; .28 - .1 of another sentence is more than 0. The
    # other passage has .2 and .16.
    found = by_tokens(Tables(), weights(), query, candidates, totals)  # type: ignore[arg-type]
    assert found == pytest.approx([0.3 * 0.18 + 0.7 * 0.28, 0.3 * 0.2 + 0.7 * 0.16])
    nothing = Query(none, floats().reshape(0, 2), none[:0])
    assert not by_tokens(Tables(), weights(), nothing, candidates, totals).any()  # type: ignore[arg-type]


def test_a_word_among_many_is_found_by_its_tokens(reader: FakeReader, tmp_path: Path) -> None:
    build(tmp_path, list=LIST)
    store = open_store(tmp_path / "store")
    by = weights()
    order = {**dict.fromkeys(by.order, 0.0), "sentence": 0.01, "tokens": 5.0}
    heavy = Weights(order, by.confidence, by.confidence_other, by.threshold)
    answer = Assistant(store, reader, by=heavy).ask("学校水库")
    assert answer.passages[0].citation.label == "第一条"
    rows = list(range(len(store.passages)))
    first, second = Assistant(store, reader, by=heavy).signals("学校水库", rows).values()
    assert first.tokens == pytest.approx(FULL)  # each of the four characters is there
    assert first.tokens > second.tokens
    assert first.total - second.total == pytest.approx(
        5 * (first.tokens - second.tokens) + 0.01 * (first.sentence - second.sentence), abs=1e-4
    )
