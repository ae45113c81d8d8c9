"""Fitting a small BERT model to questions that use other words than what answers them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

import eval.adapt
from eval.adapt import Learner, Pace, batches, contrast_loss, loss, train
from eval.contrasts import Contrast, Contrasts
from eval.pairs import Course, Taught

# Of transformers to peft, neither of them ours.
pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")

THINGS = ("铁路", "粮食", "养老", "河流", "教育", "药品", "旅馆", "烟花")
# What people call it, which no passage says.
PEOPLE = ("火车", "吃饭", "爷爷", "小溪", "上学", "看病", "住店", "鞭炮")
TEXTS = [f"{thing}由政府管" for thing in THINGS] + [f"坏{thing}罚款" for thing in THINGS]


def course(rivals: int = 1) -> Course:
    """Row i answers question i; row 8 + i stands beside it."""
    questions = tuple(
        Taught(f"{people}归谁管", (i,), (8 + (i + 1) % 8,), (8 + i,), f"{THINGS[i]}法")
        for i, people in enumerate(PEOPLE)
    )
    return Course("laws", questions, lambda row, _search, _generator: TEXTS[row], rivals)


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    torch.manual_seed(1)
    words = sorted({*"".join([*PEOPLE, *TEXTS]), *"归谁管q:p"})
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
    return Learner(tmp_path, "q:", "p:")


def test_texts_of_all_lengths_keep_their_places(learner: Learner) -> None:
    texts = ["管", "铁路由政府管" * 9, "罚", "坏铁路" * 4]
    with torch.no_grad():
        together = learner.passages(texts)
        alone = torch.cat([learner.passages([text]) for text in texts])
    assert together.numpy() == pytest.approx(alone.numpy(), abs=1e-5)
    assert together.norm(dim=1).numpy() == pytest.approx(np.ones(4), abs=1e-5)


def test_the_loss_is_what_the_text_lacks_to_all_others_of_the_batch(learner: Learner) -> None:
    # Without words near, what stands beside is the only rival, so nothing is left to chance.
    batch = [Taught("火车归谁管", (0,), (), (8,), "甲"), Taught("吃饭归谁管", (1,), (), (9,), "乙")]
    rows = [0, 8, 1, 9]
    with torch.no_grad():
        vectors = learner.passages([TEXTS[row] for row in rows])
        cosines = learner.questions([question.search for question in batch]) @ vectors.T
        found = loss(learner, course(), batch, np.random.default_rng(0))
    odds = np.exp(57 * cosines.numpy().astype(np.float64))
    shares = [odds[0, 0] / odds[0].sum(), odds[1, 2] / odds[1].sum()]
    assert float(found) == pytest.approx(-np.mean(np.log(shares)), rel=1e-4)


def test_another_text_that_answers_is_no_rival(learner: Learner) -> None:
    batch = [Taught("火车归谁管", (0, 1), (), (), "甲"), Taught("吃饭归谁管", (1,), (), (), "乙")]
    with torch.no_grad():
        losses = [
            float(loss(learner, course(), batch[:1], np.random.default_rng(s))) for s in range(3)
        ]
        first = eval.adapt._rivals(course(2), batch[0], np.random.default_rng(0))
        both = float(loss(learner, course(), batch, np.random.default_rng(1)))
        second = learner.questions([batch[1].search]) @ learner.passages(TEXTS[:2]).T
    assert losses == [0.0] * 3
    assert first == []
    # Row 1 stands there for the second question; only that one can have lost anything.
    odds = np.exp(57 * second.numpy().astype(np.float64))[0]
    assert both in (
        pytest.approx(-np.log(odds[1] / odds.sum()) / 2, rel=1e-3),
        pytest.approx(-np.log(0.5) / 2, rel=1e-3),  # if row 1 was drawn for the first one too
    )


@pytest.mark.parametrize("rivals", [1, 2])
def test_rivals_are_drawn_from_those_near_and_those_beside(rivals: int) -> None:
    question = course().questions[0]
    drawn = [
        eval.adapt._rivals(course(rivals), question, np.random.default_rng(seed))
        for seed in range(20)
    ]
    assert {len(found) for found in drawn} == {rivals}
    assert {row for found in drawn for row in found} == {8, 9}
    assert all(len(set(found)) == rivals for found in drawn)


def test_every_question_comes_once_and_those_about_one_law_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(eval.adapt, "BATCH", 8)
    groups = [f"法{i % 4}" for i in range(32)]
    questions = tuple(Taught(str(i), (i,), (), (), group) for i, group in enumerate(groups))
    found = batches(Course("x", questions, lambda *_: "", 0), np.random.default_rng(0))
    assert [len(batch) for batch in found] == [8] * 4
    assert sorted(int(q.search) for batch in found for q in batch) == list(range(32))
    for batch in found:
        for four in (batch[:4], batch[4:]):
            assert len({question.group for question in four}) == 1


def test_questions_lose_what_those_of_their_script_have_in_common(learner: Learner) -> None:
    searches = ["火车归谁管", "trains"]
    with torch.no_grad():
        found = learner.questions(searches).numpy()
        plain = learner._encode(["q:" + search for search in searches]).numpy()
        means = [
            learner._encode(["q:" + text for text in texts]).mean(0).numpy()
            for texts in eval.adapt._by_script()
        ]
    for row, mean, share in ((0, means[1], 0.7), (1, means[0], 0.5)):
        rest = plain[row] - share * mean
        assert found[row] == pytest.approx(rest / np.linalg.norm(rest), abs=1e-5)


def test_what_is_learned_brings_questions_to_what_answers_them(learner: Learner) -> None:
    pace = Pace(epochs=150, rate=5e-3, share=0.5)
    plain = {name: part.clone() for name, part in learner.model.named_parameters()}
    lessons = course()
    searches = [question.search for question in lessons.questions]

    def right() -> float:
        with torch.no_grad():
            cosines = learner.questions(searches) @ learner.passages(TEXTS).T
        return float((cosines.argmax(1) == torch.arange(8)).float().mean())

    before, seen = right(), list[int]()
    train(learner, [lessons], pace, 0, seen.append)
    assert sum(seen) == 150 * 8
    assert right() > max(before, 0.8)
    factors = learner.factors(pace.share)
    assert set(factors) == {f"l0.{name}.w" for name in ("q", "k", "v", "ao", "fi", "fo")}
    down, up = factors["l0.fi.w"]
    merged = learner.model.merge_and_unload().state_dict()
    name = "encoder.layer.0.intermediate.dense"
    was = plain[f"base_model.model.{name}.base_layer.weight"].numpy()
    # All of what was learned; a share of it is kept.
    assert merged[f"{name}.weight"].numpy() == pytest.approx(was + up @ down / pace.share, abs=1e-5)
    assert np.abs(up @ down).max() > 1e-3


def contrasts() -> Contrasts:
    """Whether it is asked who, which the sentences tell, or what it costs, which none does."""
    return Contrasts(
        "near",
        tuple(
            Contrast(TEXTS[i], (f"{people}归谁管",), (f"{people}坏罚款",), "法")
            for i, people in enumerate(PEOPLE)
        ),
    )


def test_the_loss_of_contrasts_is_that_of_the_first_and_that_of_pairs(learner: Learner) -> None:
    run = contrasts().questions[:2]
    with torch.no_grad():
        sentences = learner.passages([contrast.sentence for contrast in run])
        asked = [*run[0].answered, *run[0].unanswered, *run[1].answered, *run[1].unanswered]
        cosines = (learner.questions(asked) @ sentences.T).numpy().astype(np.float64)
        found = contrast_loss(learner, run, np.random.default_rng(0))
    odds = np.exp(57 * cosines)
    first = -np.mean([np.log(odds[0, 0] / odds[0].sum()), np.log(odds[2, 1] / odds[2].sum())])
    near = [cosines[0, 0], cosines[1, 0], cosines[2, 1], cosines[3, 1]]
    pairs = [[np.log1p(np.exp(20 * (near[b] - near[a]))) for b in (1, 3)] for a in (0, 2)]
    within = (pairs[0][0] + pairs[1][1]) / 2
    assert float(found) == pytest.approx(first + (within + np.mean(pairs)) / 2, rel=1e-4)


def test_what_is_learned_of_contrasts_holds_for_others(learner: Learner) -> None:
    every = contrasts().questions

    def margin() -> float:
        """By how much the answered questions of the last two come nearer to their sentences."""
        with torch.no_grad():
            sentences = learner.passages([contrast.sentence for contrast in every[6:]])
            answered = learner.questions([c.answered[0] for c in every[6:]])
            unanswered = learner.questions([c.unanswered[0] for c in every[6:]])
            return float(((answered - unanswered) * sentences).sum(1).min())

    before = margin()
    seen: list[int] = []
    course = Contrasts("near", every[:6])
    train(learner, [course], Pace(epochs=40, rate=5e-3, share=1.0), 0, seen.append)
    assert sum(seen) == 40 * 6
    assert before < 0.1 < margin()
