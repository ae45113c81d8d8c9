"""Questions that ask what stands in the documents that they name, and nowhere else."""

from pathlib import Path

import pytest
from stores import use_fake, write

from index.build import build
from index.store import open_store
from qa.assistant import Assistant
from qa.question.aliases import aliases
from qa.question.question import parse

TITLES = [
    *("菏泽市养犬管理条例", "上海市旅游条例", "中华人民共和国刑法", "房屋租赁合同", "报销"),
    "山东省实施《中华人民共和国道路交通安全法》办法",
]


@pytest.mark.parametrize(
    ("question", "asked", "within"),
    [
        ("根据《菏泽市养犬管理条例》，遛狗要牵绳吗？", "遛狗要牵绳吗", {0}),
        ("菏泽市养犬管理条例里遛狗怎么规定", "遛狗怎么规定", {0}),
        ("请总结一下《菏泽市养犬管理条例》里遛狗的规定", "遛狗的规定", {0}),
        ("解释上海市旅游条例里导游的义务", "导游的义务", {1}),
        ("狗绳多长在菏泽市养犬管理条例里怎么规定", "狗绳多长", {0}),
        ("遛狗不牵绳，按照养犬管理条例要罚多少", "遛狗不牵绳, 要罚多少", {0}),
        ("《上海市旅游条例》规定导游要什么证", "导游要什么证", {1}),
        ("上海市旅游条例什么时候施行", "什么时候施行", {1}),
        ("刑法和菏泽市养犬管理条例里狗咬人怎么罚", "狗咬人怎么罚", {0, 2}),
        ("根据《山东省实施〈道路交通安全法〉办法》，校车指什么", "校车指什么", {5}),
        ("房屋租赁合同里押金多少", "押金多少", {3}),
        ("根据房屋租赁合同，押金多少", "押金多少", {3}),
        # A contract may be any, and a common noun is no name.
        ("房屋租赁合同到期后怎么办", "房屋租赁合同到期后怎么办", set()),
        ("报销怎么办", "报销怎么办", set()),
        # By the way, or of another document.
        ("修正后的刑法怎么算累犯", "修正后的刑法怎么算累犯", set()),
        ("刑法上的“三期”指什么", "刑法上的“三期”指什么", set()),
        ("明知要塌还逼着干，在刑法上算什么", "明知要塌还逼着干,在刑法上算什么", set()),
        (
            "退票时车站根据《刑法》、《退票规程》收费，合理吗",
            "退票时车站根据《刑法》、《退票规程》收费,合理吗",
            set(),
        ),
        ("违反刑法怎么办", "违反刑法怎么办", set()),
        ("上海市旅游条例实施细则里导游", "上海市旅游条例实施细则里导游", set()),
        # Nothing else is asked; by number.
        ("上海市旅游条例", "上海市旅游条例", set()),
        ("上海市旅游条例第三条讲什么", "上海市旅游条例第三条讲什么", set()),
        ("四川要建哪些铁路？", "四川要建哪些铁路", set()),
    ],
)
def test_what_is_asked_in_which_documents(question: str, asked: str, within: set[int]) -> None:
    parsed = parse(question, aliases(TITLES))
    assert (parsed.asked, set(parsed.within)) == (asked, within)


@pytest.fixture
def assistant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    dogs = "甲市养犬条例\n\n第一条 本条例自公布之日起施行。\n\n第二条 遛狗应当牵绳。\n"
    birds = (
        "乙市养鸟条例\n\n第一条 本条例自明年起施行。\n\n第二条 遛鸟应当提笼，不得与遛狗的人争路。\n"
    )
    folder = write(tmp_path, {"dogs.txt": dogs, "birds.txt": birds})
    encoder = use_fake(monkeypatch)
    build([folder / "dogs.txt", folder / "birds.txt"], folder / "store")
    return Assistant(open_store(folder / "store"), encoder)


def test_no_other_document_is_searched(assistant: Assistant) -> None:
    answer = assistant.ask("乙市养鸟条例里，遛狗应当牵绳吗")
    assert {each.citation.document for each in answer.passages} == {"乙市养鸟条例"}
    both = assistant.ask("遛狗应当牵绳吗")
    assert both.passages[0].citation.text == "《甲市养犬条例》第二条"
    assert len({each.citation.document for each in both.passages}) == 2
    # What the user has chosen stays chosen.
    chosen = assistant.ask("乙市养鸟条例里，遛狗应当牵绳吗", documents=["甲市养犬条例"])
    assert {each.citation.document for each in chosen.passages} == {"甲市养犬条例"}


def test_a_refusal_says_where_was_looked(assistant: Assistant) -> None:
    answer = assistant.ask("乙市养鸟条例里，火锅底料怎么炒")
    assert (answer.answered, answer.reason) == (False, "nothing_relevant")
    assert answer.message == (
        "《乙市养鸟条例》没有回答这个问题，其他文件没有查；下面是其中最接近的段落，仅供参考。"
    )
    assert answer.message_en.startswith(
        "《乙市养鸟条例》 does not answer this question, and no other"
    )


@pytest.mark.parametrize(
    "question",
    [
        *(
            "列出《{}》的全部条款",
            "{}有哪些规定",
            "{}的完整内容",
            "{}的大意",
            "{}包含什么",
            "把{}全文发给我",
        ),
        *("{}講了什麼", "summarize {}", "show me the full text of {}", "What is {} about?"),
    ],
)
def test_a_document_as_a_whole_is_looked_up(question: str) -> None:
    parsed = parse(question.format(TITLES[1]), aliases(TITLES))
    (reference,) = parsed.references
    assert (reference.unit, set(reference.documents), parsed.lookup) == ("document", {1}, True)


@pytest.mark.parametrize("question", ["{}的养犬规定", "{}有哪些义务", "{}对导游的规定是什么"])
def test_what_a_document_says_of_something_is_searched(question: str) -> None:
    assert not parse(question.format(TITLES[1]), aliases(TITLES)).references
