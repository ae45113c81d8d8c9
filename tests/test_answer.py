import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from qa.answer import Answer, Citation, Highlight, Passage, Related, StoreInfo, verify

TEXT = "测试条例\n\n第一条 甲应当登记。乙应当备案。\n\n第二条 丙。\n"
START, END = TEXT.index("第一条"), TEXT.index("\n\n第二条")
MARK = TEXT.index("乙")


def citation(**changes: Any) -> Citation:
    values: dict[str, Any] = {
        "document": "测试条例",
        "label": "第一条",
        "path": ("第一条",),
        "text": "《测试条例》第一条",
        "start": START,
        "end": END,
        "source": "laws/a.txt",
        "page": None,
        "source_sha256": "0" * 64,
        "text_sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "clause_start": START,
        "clause_end": END,
        "document_id": 0,
    }
    return Citation(**values | changes)


def passage(**changes: Any) -> Passage:
    values: dict[str, Any] = {
        "rank": 1,
        "score": 0.91234567,
        "text": TEXT[START:END],
        "citation": citation(),
        "highlights": (Highlight(MARK, END, TEXT[MARK:END]),),
    }
    return Passage(**values | changes)


def test_a_true_quote_is_verified() -> None:
    assert verify(passage(), TEXT)
    assert verify(passage(highlights=()), TEXT)
    assert verify(
        passage(cites=(Related("乙应当", MARK, MARK + 3, "《甲法》第一条", 1, 0, 9),)), TEXT
    )


@pytest.mark.parametrize(
    "tampered",
    [
        passage(text=TEXT[START:END].replace("登记", "审批")),
        passage(text=TEXT[START : END - 1]),
        passage(text=""),
        passage(citation=citation(start=START + 1)),
        passage(citation=citation(end=END - 1)),
        passage(citation=citation(start=START - len(TEXT), end=END - len(TEXT))),
        passage(citation=citation(text_sha256="0" * 64)),
        passage(citation=citation(clause_start=START + 1)),
        passage(citation=citation(clause_end=END - 1)),
        passage(citation=citation(clause_end=len(TEXT) + 1)),
        passage(citation=citation(clause_start=-1)),
        passage(highlights=(Highlight(MARK, END, "乙不必备案。"),)),
        passage(highlights=(Highlight(MARK + 1, END, TEXT[MARK:END]),)),
        passage(highlights=(Highlight(MARK, MARK, ""),)),
        passage(highlights=(Highlight(0, 4, "测试条例"),)),
        passage(cites=(Related("前款", MARK, MARK + 2),)),
        passage(cites=(Related("测试条例", 0, 4),)),
        passage(highlights=(Highlight(MARK - len(TEXT), END - len(TEXT), TEXT[MARK:END]),)),
        passage(
            text="",
            citation=citation(start=START, end=START),
            highlights=(),
        ),
        passage(
            text="",
            citation=citation(start=99, end=98, clause_start=98, clause_end=99),
            highlights=(),
        ),
    ],
)
def test_whatever_was_tampered_with_is_refused(tampered: Passage) -> None:
    assert not verify(tampered, TEXT)


@pytest.mark.parametrize("text", [TEXT + " ", TEXT.replace("丙", "丁"), "", TEXT + "\ud800"])
def test_another_text_is_refused(text: str) -> None:
    assert not verify(passage(), text)


def test_all_that_is_shifted_together_is_still_refused() -> None:
    moved = citation(start=START + 1, end=END + 1, clause_start=START + 1, clause_end=END + 1)
    assert not verify(passage(citation=moved, highlights=()), TEXT)


def answer(**changes: Any) -> Answer:
    values: dict[str, Any] = {
        "question": "谁登记？",
        "answered": True,
        "reason": None,
        "confidence": 0.91234567,
        "passages": (passage(),),
        "store": StoreInfo("1234", "fake", 45, 358),
        "took_ms": 6.1234,
    }
    return Answer(**values | changes)


def test_the_json_is_that_of_the_contract() -> None:
    data = json.loads(json.dumps(answer().to_json(), ensure_ascii=False))
    assert data == {
        "question": "谁登记？",
        "answered": True,
        "reason": None,
        "message": "",
        "message_en": "",
        "searched_for": None,
        "confidence": 0.9123,
        "passages": [
            {
                "rank": 1,
                "score": 0.9123,
                "text": "第一条 甲应当登记。乙应当备案。",
                "citation": {
                    "document": "测试条例",
                    "label": "第一条",
                    "path": ["第一条"],
                    "text": "《测试条例》第一条",
                    "start": START,
                    "end": END,
                    "source": "laws/a.txt",
                    "page": None,
                    "source_sha256": "0" * 64,
                    "text_sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
                    "clause_start": START,
                    "clause_end": END,
                    "document_id": 0,
                    "version": "",
                },
                "highlights": [{"start": MARK, "end": END, "text": "乙应当备案。"}],
                "below_threshold": False,
                "cites": [],
                "repeats": None,
                "cited_by": [],
            }
        ],
        "store": {"id": "1234", "model": "fake", "clauses": 45, "sentences": 358},
        "took_ms": 6.1,
    }


def test_references_come_with_the_clause_at_their_other_end() -> None:
    data = passage(
        cites=(
            Related("本法第二条", 3, 8, "《测试条例》第二条", 0, 40, 49),
            Related("税法第九条", 9, 14),
        ),
        cited_by=(Related("前条", 60, 62, "《收费办法》第二条", 1, 55, 70),),
    ).to_json()
    assert data["cites"] == [
        {
            "text": "本法第二条",
            "start": 3,
            "end": 8,
            "citation": "《测试条例》第二条",
            "document_id": 0,
            "clause_start": 40,
            "clause_end": 49,
        },
        {
            "text": "税法第九条",
            "start": 9,
            "end": 14,
            "citation": None,
            "document_id": None,
            "clause_start": None,
            "clause_end": None,
        },
    ]
    assert [related["citation"] for related in data["cited_by"]] == ["《收费办法》第二条"]


def test_an_answer_that_is_not_given_has_a_reason_and_a_line() -> None:
    nearest = replace(passage(), below_threshold=True)
    declined = answer(
        answered=False, reason="nothing_relevant", passages=(nearest,), message="没有。"
    )
    data = declined.to_json()
    assert (data["answered"], data["reason"], data["message"]) == (
        False,
        "nothing_relevant",
        "没有。",
    )
    assert data["passages"][0]["below_threshold"] is True


def test_values_are_frozen() -> None:
    with pytest.raises(AttributeError):
        passage().text = "其他"  # type: ignore[misc]
