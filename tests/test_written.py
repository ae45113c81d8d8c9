import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from stores import LAW, RULES, use_fake, write

from eval.simulate import SHARES
from eval.written import observe_written
from index.errors import InputError

LINES = [
    {"id": "1", "question": "票据应当保存多少年？", "evidence": ["票据应当保存十年"]},
    {"id": "2", "question": "甲要登记吗？", "evidence": ["甲应当登记"]},
    {"id": "3", "question": "how long are receipts kept?", "evidence": ["票据应当保存十年"]},
    {"id": "4", "question": "怎么做菜？", "evidence": []},
]


def file(folder: Path, lines: Sequence[Mapping[str, object]]) -> Path:
    path = folder / "asked.jsonl"
    text = "\n".join(json.dumps({"kind": "k", "document": None, **line}) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_written_questions_become_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = use_fake(monkeypatch)
    laws = write(tmp_path / "laws", {"law.txt": LAW, "rules.txt": RULES})
    done: list[int] = []
    (tmp_path / "other").mkdir()
    others = [
        line | {"question": f"别的{i}？", "evidence": ["x"] * (i != 4)}
        for i, line in enumerate(LINES * 3)
    ]
    other = file(tmp_path / "other", [line | {"id": str(i)} for i, line in enumerate(others)])
    asked = file(tmp_path, LINES)
    seen = observe_written([asked], [other], laws, encoder, tmp_path / "store", done.append)
    assert done == [1] * 8
    kept, registered, english, absent, *elsewhere = seen
    # Of eleven questions about other documents that are answered there, every third.
    assert [s.case.question for s in elsewhere] == [f"别的{i}？" for i in (0, 3, 7, 10)]
    assert {s.case.kind for s in elsewhere} == {"written elsewhere"}
    assert not any(s.gold.any() for s in elsewhere)
    assert [s.case.kind for s in (kept, english, absent)] == [
        "written",
        "written",
        "written missing",
    ]
    assert english.case.gold == kept.case.gold
    assert {s.case.group for s in seen} == {"laws"}
    assert kept.gold.sum() == registered.gold.sum() == 1
    assert kept.candidates.passages[kept.gold].tolist() == list(kept.case.gold)
    assert not absent.case.gold
    assert not absent.gold.any()
    assert kept.wanted is not None
    assert kept.wanted.kind == "quantity"
    (place,) = kept.gold.nonzero()[0]
    assert kept.sentences[place] == ["第二条 票据应当保存十年。"]
    assert registered.wanted is None
    assert registered.sentences == []
    assert kept.likeness.shape == kept.gold.shape == kept.candidates.passages.shape


def test_near_misses_are_kinds_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = use_fake(monkeypatch)
    laws = write(tmp_path / "laws", {"law.txt": LAW, "rules.txt": RULES})
    kinds = ["paired", "normal", "k", "unanswerable_paired"]
    asked = file(tmp_path, [line | {"kind": k} for line, k in zip(LINES, kinds, strict=True)])
    seen = observe_written([asked], [], laws, encoder, tmp_path / "store")
    assert [s.case.kind for s in seen] == [
        "written near",
        "written plain",
        "written",
        "written nearly",
    ]
    assert {kind for s in seen if "near" in (kind := s.case.kind)} <= set(SHARES)


def test_evidence_that_no_passage_holds_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = use_fake(monkeypatch)
    laws = write(tmp_path / "laws", {"law.txt": LAW})
    wrong = file(tmp_path, [{"id": "w7", "question": "甲？", "evidence": ["没有这句话"]}])
    with pytest.raises(InputError, match=r"asked\.jsonl 的 w7：.*没有段落含有 evidence"):
        observe_written([wrong], [], laws, encoder, tmp_path / "store")
